"""« Ma société »: collaborators listed, invited and changed by the managers."""

import pytest

from guichet.testing.people import PASSWORD, issuer_of, user_of
from guichet.users.invitations import take_up

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
JULIE = {
    "Prénom": "Julie",
    "Nom": "Neuve",
    "Adresse e-mail": "julie@home-aide.example",
    "Téléphone portable suisse": "079 555 01 01",
}
PAGES = ("add-member", "change-member/{id}", "remove-member/{id}", "invite-again/{id}")


@pytest.fixture
def page(be, sign_in):
    """Lea Rochat on « Ma société »."""
    return sign_in(be, MANAGER).follow("Ma société")


@pytest.fixture
def marc(desks, sign_in):
    """Marc Favre at another computer."""
    return sign_in(desks.browser("be"), COLLABORATOR)


@pytest.fixture
def make_manager(desks):
    """Gives a user the role « Gérant »."""

    def make(email):
        with desks.acting("be") as ctx:
            issuer_of(ctx, email).members[user_of(ctx, email).id] = "manager"

    return make


@pytest.fixture
def address(desks):
    """Where the company is, and the id of a member."""
    with desks.looking("be") as ctx:
        return f"/issuers/{issuer_of(ctx, MANAGER).id}/", user_of(ctx, COLLABORATOR).id


def invite(page, role="Collaborateur", **changes):
    page.follow("Ajouter un collaborateur").fill_all(JULIE | changes).tick(f"{role} {MAY[role]}")
    return page


MAY = {
    "Collaborateur": "Gère les factures et les bénéficiaires de la société.",
    "Gérant": "Gère en plus les collaborateurs et les comptes bancaires de la société.",
}


def people(page):
    """Name, role, address and state of everybody on the page, without the actions."""
    return [row[:4] for row in page.page.rows() if len(row) == 5]


def take_up_invitation(desks, outbox, recipient=JULIE["Adresse e-mail"]):
    (sent,) = [mail for mail in outbox.to(recipient) if mail.link_label == "Choisir mon mot de passe"][-1:]
    with desks.acting("be") as ctx:
        take_up(ctx, sent.link.partition("link=")[2], PASSWORD)


class TestSeeing:
    """Who sees what."""

    def test_a_manager_sees_the_company_and_its_people(self, page):
        assert page.page.heading == "Ma société"
        assert page.page.summary() == {
            "Nom de la société": "Home-Aide Emmental SA",
            "GLN": "7601 0000 0000 2",
            "Adresse": "Bahnhofstrasse 12 3400 Burgdorf",
        }
        assert people(page) == [
            ["Lea Rochat", "Gérant", MANAGER, "Actif"],
            ["Marc Favre", "Collaborateur", COLLABORATOR, "Actif"],
        ]

    def test_a_collaborator_has_no_entry_and_reads_who_the_managers_are(self, marc, address):
        assert "Ma société" not in marc.page
        marc.open(f"{address[0]}company")
        assert marc.page.heading == "Ma société"
        assert f"Lea Rochat, {MANAGER}" in marc.page
        assert "Ajouter" not in marc.page
        assert COLLABORATOR not in marc.page

    def test_a_collaborator_on_a_manager_s_page_finds_nothing(self, marc, address):
        company, person = address
        for name in PAGES:
            path = company + name.format(id=person)
            assert marc.get(path).status_int == 404, path
            assert marc.post(path, {"csrf_token": marc.cookies["csrf"]} | JULIE).status_int == 404, path

    @pytest.mark.parametrize("email", ["rival@be.example", "insured@be.example", "clerk@be.example"])
    def test_people_of_another_company_find_none_of_it(self, be, sign_in, address, email):
        company, person = address
        sign_in(be, email)
        for name in ("company", *PAGES):
            path = company + name.format(id=person)
            assert be.get(path).status_int == 404, path
            assert be.post(path, {"csrf_token": be.cookies["csrf"]} | JULIE).status_int == 404, path

    def test_a_stranger_is_asked_to_sign_in(self, be, address):
        company, person = address
        for name in ("company", *PAGES):
            assert be.get(company + name.format(id=person)).status_int == 303

    def test_a_user_who_is_no_member_is_not_there(self, page, desks, address):
        with desks.looking("be") as ctx:
            rival = user_of(ctx, "rival@be.example").id
        for person in (rival, "0" * 16, "", f"{address[1]}/x"):
            for name in PAGES[1:]:
                assert page.get(address[0] + name.format(id=person)).status_int == 404, (name, person)

    def test_the_menu_under_the_name_leads_there(self, page, marc, ne, sign_in):
        menu = [link.text_content() for link in page.page.document.xpath(".//details[@class='menu']//a")]
        assert [entry for entry in menu if entry in ("Ma société", "Bénéficiaires", "Mes données")] == [
            "Ma société",
            "Bénéficiaires",
        ]
        sign_in(ne, "insured@ne.example")
        menu = [link.text_content() for link in ne.page.document.xpath(".//details[@class='menu']//a")]
        assert "Mes données" in menu
        assert "Ma société" not in menu


class TestAdding:
    """« Ajouter un collaborateur »."""

    def test_a_person_is_added_by_a_link_to_choose_a_password(self, page, desks, outbox, sign_in):
        invite(page).press("Enregistrer")
        assert page.page.notice == "L’invitation est envoyée."
        state = "Invitation envoyée, valable jusqu’au 21 novembre 2026"
        assert people(page)[2] == ["Julie Neuve", "Collaborateur", JULIE["Adresse e-mail"], state]
        take_up_invitation(desks, outbox)
        page.open(page.page.url.partition("?")[0])
        assert people(page)[2][3] == "Actif"
        julie = sign_in(desks.browser("be"), JULIE["Adresse e-mail"])
        assert julie.page.heading == "Guichet"
        assert outbox.texts[-1].recipient == "+41795550101"

    def test_a_new_manager_looks_after_the_company_too(self, page, desks, outbox, sign_in):
        invite(page, role="Gérant").press("Enregistrer")
        take_up_invitation(desks, outbox)
        julie = sign_in(desks.browser("be"), JULIE["Adresse e-mail"]).follow("Ma société")
        assert people(julie)[0][1] == people(julie)[1][1] == "Gérant"

    def test_an_invitation_expires_and_is_sent_again(self, page, clock, sign_in, outbox):
        invite(page).press("Enregistrer")
        clock.forward(days=8)
        sign_in(page.open("/"), MANAGER).follow("Ma société")
        assert people(page)[2][3] == "Invitation échue"
        page.follow("Renvoyer l’invitation Julie Neuve")
        assert "Un nouveau lien part à julie@home-aide.example. Il est valable sept jours" in page.page
        page.press("Renvoyer l’invitation")
        assert page.page.notice == "L’invitation est envoyée."
        assert people(page)[2][3] == "Invitation envoyée, valable jusqu’au 29 novembre 2026"
        first, second = outbox.to(JULIE["Adresse e-mail"])
        assert first.link != second.link

    def test_who_has_taken_it_up_is_not_invited_again(self, page, address):
        assert "Renvoyer l’invitation" not in page.page
        page.open(f"{address[0]}invite-again/{address[1]}")
        assert page.page.heading == "Ma société"
        answer = page.post(f"{address[0]}invite-again/{address[1]}", {"csrf_token": page.cookies["csrf"]})
        assert answer.status_int == 303

    def test_an_address_that_has_an_account_looks_like_any_other(self, page, outbox):
        invite(page, **{"Adresse e-mail": "rival@be.example"}).press("Enregistrer")
        assert page.page.notice == "L’invitation est envoyée."
        assert people(page)[2][3] == "Invitation envoyée, valable jusqu’au 21 novembre 2026"
        (told,) = outbox.to("rival@be.example")
        assert "y a déjà un compte" in told.text

    def test_a_colleague_is_not_added_twice(self, page):
        invite(page, **{"Adresse e-mail": "Collaborator@be.example"}).press("Enregistrer", status=422)
        assert "Marc Favre fait déjà partie de votre société" in page.page.problem_at("Adresse e-mail")

    def test_a_double_click_invites_once(self, page, outbox):
        invite(page)
        for _click in range(2):
            assert page.send("Enregistrer").status_int == 303
        assert len(outbox.to(JULIE["Adresse e-mail"])) == 1
        assert len(people(page.follow("Ma société"))) == 3

    def test_what_is_wrong_is_said_at_the_field_and_the_rest_is_kept(self, page):
        invite(page, **{"Adresse e-mail": "julie", "Téléphone portable suisse": "031 555 01 01"})
        page.press("Enregistrer", status=422)
        assert "Écrivez l’adresse entière" in page.page.problem_at("Adresse e-mail")
        assert "téléphone portable suisse" in page.page.problem_at("Téléphone portable suisse")
        assert page.page.value("Prénom") == "Julie"

    @pytest.mark.parametrize("name", ["Eve\r\nBcc: everybody@example.org", "Eve\nSubject: x", "Eve\x00", "\u202eeve"])
    def test_a_name_that_could_end_a_header_is_not_taken(self, page, outbox, name):
        invite(page)
        form = page.page.document.get_element_by_id("form")
        controls = dict(page.page.controls(form)) | {"first_name": name}
        assert page.post_controls(page.page.url, controls.items()).status_int in (400, 422)
        assert outbox.mails == []

    def test_a_company_sends_twenty_invitations_a_day(self, page, outbox, clock):
        for number in range(20):
            address = f"p{number}@home-aide.example"
            invite(page, **{"Adresse e-mail": address}).press("Enregistrer")
        invite(page).press("Enregistrer", status=429)
        assert "20 invitations en un jour. Réessayez demain." in page.page.problem_at("Adresse e-mail")
        assert page.page.value("Prénom") == "Julie"
        page.follow("‹ Ma société")
        again = page.page.document.xpath(".//a[contains(@href, 'invite-again')]/@href")[0]
        page.open(again).press("Renvoyer l’invitation", status=429)
        assert "Réessayez demain" in page.page
        assert len([mail for mail in outbox.mails if mail.link_label == "Choisir mon mot de passe"]) == 20

    def test_people_are_changed_only_with_a_fresh_code_and_the_form_is_kept(self, page, clock, outbox):
        invite(page)
        clock.forward(minutes=11)
        page.press("Enregistrer")
        assert page.page.heading == "Confirmez que c’est vous"
        assert outbox.to(JULIE["Adresse e-mail"]) == []
        page.fill("Mot de passe", PASSWORD).press("Continuer").fill("Code", outbox.texts[-1].code).press("Continuer")
        assert page.page.heading == "Ajouter un collaborateur"
        assert page.page.value("Adresse e-mail") == JULIE["Adresse e-mail"]
        page.press("Enregistrer")
        assert page.page.notice == "L’invitation est envoyée."

    @pytest.mark.parametrize("name", PAGES)
    def test_every_page_that_changes_people_asks_for_a_fresh_code(self, page, clock, address, name):
        clock.forward(minutes=11)
        path = address[0] + name.format(id=address[1])
        for answer in (page.get(path), page.post(path, {"csrf_token": page.cookies["csrf"]})):
            assert "/confirm?next=" in answer.location


class TestChanging:
    """« Modifier »."""

    def test_the_form_shows_what_is_known(self, page):
        page.follow("Modifier Marc Favre")
        assert page.page.heading == "Marc Favre"
        assert page.page.value("Adresse e-mail") == COLLABORATOR
        assert page.page.ticked(f"Collaborateur {MAY['Collaborateur']}")

    def test_a_role_acts_on_the_very_next_request(self, page, marc, address):
        marc.open(f"{address[0]}company")
        page.follow("Modifier Marc Favre").tick(f"Gérant {MAY['Gérant']}").press("Enregistrer")
        assert page.page.notice == "C’est enregistré."
        marc.open(marc.page.url)
        assert len(people(marc)) == 2
        page.follow("Modifier Marc Favre").tick(f"Collaborateur {MAY['Collaborateur']}").press("Enregistrer")
        assert marc.get(marc.page.url.replace("company", "add-member")).status_int == 404
        marc.open(marc.page.url)
        assert "gérés par" in marc.page

    def test_the_person_learns_of_the_new_role(self, page, outbox):
        page.follow("Modifier Marc Favre").tick(f"Gérant {MAY['Gérant']}").press("Enregistrer")
        (mail,) = outbox.to(COLLABORATOR)
        assert mail.subject == "Votre rôle est modifié"
        assert "« Gérant »" in mail.text.replace("\u00a0", " ")

    def test_a_new_name_is_everywhere_at_once(self, page, marc):
        page.follow("Modifier Marc Favre").fill("Nom", "Favre-Dubois").press("Enregistrer")
        assert "Marc Favre-Dubois" in marc.open("/").page

    def test_a_new_address_counts_once_its_link_is_open(self, page, outbox):
        page.follow("Modifier Marc Favre").fill("Adresse e-mail", "marc@home-aide.example").press("Enregistrer")
        assert "dès que le lien que nous y avons envoyé est ouvert" in page.page.notice
        assert people(page)[1][2] == COLLABORATOR
        assert outbox[-1].recipient == "marc@home-aide.example"

    def test_an_invited_person_gets_the_invitation_at_the_new_address(self, page, outbox):
        invite(page).press("Enregistrer").follow("Modifier Julie Neuve")
        page.fill("Adresse e-mail", "julie.neuve@home-aide.example").press("Enregistrer")
        assert page.page.notice == "L’invitation est envoyée."
        assert people(page)[2][2] == "julie.neuve@home-aide.example"
        (sent,) = outbox.to("julie.neuve@home-aide.example")
        assert sent.link_label == "Choisir mon mot de passe"

    def test_a_new_phone_signs_the_person_out_and_gets_the_next_code(self, page, marc, outbox, sign_in):
        page.follow("Modifier Marc Favre").fill("Téléphone portable suisse", "079 555 02 02").press("Enregistrer")
        assert marc.get(marc.page.url).status_int == 303
        sign_in(marc.open("/"), COLLABORATOR)
        assert outbox.texts[-1].recipient == "+41795550202"
        assert marc.page.heading == "Guichet"

    def test_another_person_s_address_is_not_taken(self, page):
        page.follow("Modifier Marc Favre").fill("Adresse e-mail", MANAGER).press("Enregistrer", status=422)
        assert "Lea Rochat fait déjà partie de votre société" in page.page.problem_at("Adresse e-mail")

    def test_the_last_manager_cannot_give_up_the_role(self, page):
        page.follow("Modifier Lea Rochat").tick(f"Collaborateur {MAY['Collaborateur']}").press(
            "Enregistrer", status=422
        )
        (problem,) = page.page.problems
        assert "Donnez d’abord le rôle « Gérant » à une autre personne" in problem
        assert people(page.follow("‹ Ma société"))[0][1] == "Gérant"

    def test_one_of_two_managers_may_give_it_up(self, page, make_manager):
        make_manager(COLLABORATOR)
        page.follow("Modifier Lea Rochat").tick(f"Collaborateur {MAY['Collaborateur']}").press("Enregistrer")
        assert page.page.notice == "C’est enregistré."
        assert "Marc Favre, collaborator@be.example" in page.page
