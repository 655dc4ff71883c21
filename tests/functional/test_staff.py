"""The office's own people: invited, given roles, signed out, deactivated; each on pages of their own."""

import pytest

from guichet.testing.people import ANNA, PASSWORD, user_of
from guichet.users.session_records import full_sessions

CLERK, SUPERVISOR, ADMINISTRATOR = (f"{role}@be.example" for role in ("clerk", "supervisor", "administrator"))
CLAIRE = "perrin@be.example"
DETAILS = {
    "Prénom": "Claire",
    "Nom": "Perrin",
    "Adresse e-mail": CLAIRE,
    "Téléphone portable suisse": "079 123 00 02",
}
NEW_PASSWORD = "tilleul-pont-neige-7"
CHANGES = ("roles", "sign-out-everywhere", "deactivate", "resend-invitation", "withdraw-invitation")


@pytest.fixture
def clerk(desks, sign_in):
    return sign_in(desks.browser("be"), CLERK)


@pytest.fixture
def supervisor(desks, sign_in):
    return sign_in(desks.browser("be"), SUPERVISOR)


@pytest.fixture
def administrator(desks, sign_in):
    return sign_in(desks.browser("be"), ADMINISTRATOR)


@pytest.fixture
def address_of(desks):
    """Where a user's page is."""

    def find(email):
        with desks.looking("be") as ctx:
            return f"/users/{user_of(ctx, email).id}/"

    return find


def invite(browser, **changes):
    browser.open("/staff").follow("Inviter un collaborateur").fill_all(DETAILS | changes)
    return browser.press("Envoyer l’invitation")


def people(browser):
    return {row[2]: (row[0], row[1], row[3]) for row in browser.page.rows()}


def confirm(browser, outbox):
    """Password and code again."""
    assert browser.page.heading == "Confirmez que c’est vous"
    browser.fill("Mot de passe", PASSWORD).press("Continuer")
    return browser.fill("Code", outbox.texts[-1].code).press("Continuer")


# Roles: clerk, supervisor, administrator


def test_an_administrator_works_on_the_list_of_people_and_sees_no_invoice(administrator, sent_invoice):
    assert administrator.page.heading == "Collaborateurs de l’office"
    review = sent_invoice("be", "manager@be.example", ANNA) + "review"
    for address in ("/work-list", "/registrations", "/undelivered-mails", review):
        administrator.open(address, status=404)
    assert "Liste de travail" not in administrator.open("/staff").page


def test_supervisor_reviews_invoices_and_finds_staff_under_own_name(supervisor):
    assert supervisor.page.heading == "Liste de travail"
    supervisor.follow("Collaborateurs de l’office")
    assert people(supervisor) == {
        CLERK: ("Berger Martin", "Gestionnaire", "Actif"),
        ADMINISTRATOR: ("Blum Adrian", "Administrateur", "Actif"),
        SUPERVISOR: ("Wyss Sandra", "Responsable d’équipe", "Actif"),
    }


def test_a_clerk_on_a_supervisor_s_page_finds_nothing(clerk, address_of):
    own, other = address_of(CLERK), address_of(SUPERVISOR)
    for address in ("/staff", "/invite-colleague", own, other, *(other + page for page in CHANGES)):
        clerk.open(address, status=404)
    assert "Collaborateurs de l’office" not in clerk.open("/work-list").page


@pytest.mark.parametrize("email", ["manager@be.example", "insured@be.example"])
def test_only_the_office_finds_its_people(be, sign_in, address_of, email):
    sign_in(be, email)
    for address in ("/staff", "/invite-colleague", address_of(CLERK), address_of(email)):
        be.open(address, status=404)


@pytest.mark.parametrize("email", ["manager@be.example", "insured@be.example"])
def test_the_accounts_of_companies_and_insured_persons_are_not_among_them(administrator, address_of, email):
    other = address_of(email)
    for page in ("", *CHANGES):
        administrator.open(other + page, status=404)


# Second factor compulsory


@pytest.mark.parametrize("email", [CLERK, SUPERVISOR, ADMINISTRATOR])
def test_the_second_factor_is_compulsory(be, email):
    be.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter")
    assert be.page.heading == "Consultez votre téléphone"
    for address in ("/staff", "/work-list", "/account", "/reasons/"):
        be.open(address)
        assert be.page.heading == "Se connecter", address


# Supervisors invite


def test_a_supervisor_invites_a_clerk_who_chooses_a_password_and_works(supervisor, outbox, desks):
    invite(supervisor)
    assert supervisor.page.notice == "L’invitation est partie par e-mail."
    until = "Invitation envoyée valable jusqu’au 21 novembre 2026"
    assert people(supervisor)[CLAIRE] == ("Perrin Claire", "Gestionnaire", until)
    assert (outbox[-1].recipient, outbox[-1].subject) == (CLAIRE, "Votre accès au guichet en ligne")
    assert "accès au guichet en ligne de l’AI, de la part de l’Office AI Canton de Berne." in outbox[-1].text
    claire = desks.browser("be").open(outbox[-1].link).fill("Mot de passe", NEW_PASSWORD)
    claire.tick("J’accepte les conditions d’utilisation").press("Choisir mon mot de passe")
    claire.fill("Adresse e-mail", CLAIRE).fill("Mot de passe", NEW_PASSWORD).press("Se connecter")
    assert claire.page.heading == "Consultez votre téléphone"
    claire.fill("Code", outbox.to("+41791230002")[-1].code).press("Continuer")
    assert claire.page.heading == "Liste de travail"
    assert people(supervisor.open("/staff"))[CLAIRE][2] == "Actif"


def test_a_supervisor_is_not_asked_for_a_role_and_cannot_post_one(supervisor, desks):
    supervisor.open("/invite-colleague").fill_all(DETAILS)
    assert "Cette personne devient gestionnaire" in supervisor.page
    form = supervisor.page.document.get_element_by_id("form")
    posted = [*supervisor.page.controls(form), ("roles", "administrator")]
    posted += [("__start__", "roles:mapping"), ("administrator", "true"), ("__end__", "roles:mapping")]
    assert supervisor.post_controls("/invite-colleague", posted).status_int == 303
    with desks.looking("be") as ctx:
        assert [one.roles for one in ctx.portal["users"].pending_with(CLAIRE)] == [("clerk",)]


def test_an_administrator_gives_the_roles_above_too(administrator):
    administrator.open("/invite-colleague").fill_all(DETAILS).press("Envoyer l’invitation", status=422)
    assert administrator.page.problems == ["Cochez au moins un rôle"]
    assert administrator.page.value("Adresse e-mail") == CLAIRE
    administrator.tick("Gestionnaire").tick("Administrateur").press("Envoyer l’invitation")
    assert people(administrator)[CLAIRE][1] == "Gestionnaire et Administrateur"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        (CLERK, "Cherchez cette personne dans la liste : elle a déjà un accès à l’office"),
        (CLERK.upper(), "Cherchez cette personne dans la liste : elle a déjà un accès à l’office"),
        (CLAIRE, "Cette personne est déjà invitée. Renvoyez-lui l’invitation depuis sa page"),
    ],
)
def test_no_user_is_invited_twice(supervisor, outbox, address, problem):
    invite(supervisor)
    before = len(outbox)
    supervisor.follow("Inviter un collaborateur").fill_all(DETAILS | {"Adresse e-mail": address})
    supervisor.press("Envoyer l’invitation", status=422)
    assert supervisor.page.problem_at("Adresse e-mail").endswith(problem)
    assert len(outbox) == before


def test_user_outside_the_office_with_the_address_shows_only_in_the_mail(supervisor, outbox):
    invite(supervisor, **{"Adresse e-mail": "manager@be.example"})
    taken = people(supervisor)["manager@be.example"]
    assert outbox[-1].subject == "Votre adresse e-mail a déjà un compte"
    invite(supervisor)
    assert people(supervisor)[CLAIRE] == taken


def test_an_invitation_is_sent_again_and_the_first_link_stops(supervisor, outbox, desks):
    invite(supervisor)
    first = outbox[-1].link
    supervisor.follow("Perrin Claire").follow("Renvoyer l’invitation").press("Renvoyer l’invitation")
    assert supervisor.page.notice == "L’invitation est repartie par e-mail."
    assert outbox[-1].recipient == CLAIRE
    assert outbox[-1].link != first
    desks.browser("be").open(first, status=410)
    desks.browser("be").open(outbox[-1].link)


def test_the_list_says_when_an_invitation_has_run_out(desks, supervisor, outbox, clock, sign_in):
    invite(supervisor)
    clock.forward(days=8)
    sign_in(supervisor.open("/"), SUPERVISOR).open("/staff")
    assert people(supervisor)[CLAIRE][2] == "Invitation échue depuis le 21 novembre 2026"


def test_an_invitation_is_withdrawn(supervisor, outbox, desks):
    invite(supervisor)
    link = outbox[-1].link
    supervisor.follow("Perrin Claire").follow("Retirer l’invitation").press("Retirer l’invitation")
    assert supervisor.page.notice == "L’invitation est retirée."
    assert people(supervisor)[CLAIRE][2] == "Accès fermé"
    desks.browser("be").open(link, status=410)


# Supervisors deactivate


def test_deactivated_clerk_is_out_at_the_next_request_and_cannot_sign_in(supervisor, clerk, outbox):
    supervisor.open("/staff").follow("Berger Martin").follow("Fermer l’accès")
    assert "Les décisions qu’elle a prises restent, avec son nom." in supervisor.page
    supervisor.press("Fermer l’accès")
    assert supervisor.page.notice == "L’accès est fermé."
    assert people(supervisor)[CLERK][2] == "Accès fermé"
    assert outbox[-1].recipient == CLERK
    clerk.open("/work-list")
    assert clerk.page.heading == "Se connecter"
    clerk.fill("Adresse e-mail", CLERK).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)


def test_the_decisions_of_a_user_who_has_left_stay(supervisor, clerk, sent_invoice):
    path = sent_invoice("be", "manager@be.example", ANNA)
    clerk.open(f"{path}accept").press("Accepter la demande")
    supervisor.open("/staff").follow("Berger Martin").follow("Fermer l’accès").press("Fermer l’accès")
    supervisor.open(f"{path}review")
    assert "Martin Berger" in supervisor.page


def test_a_person_is_signed_out_everywhere_and_may_come_back(supervisor, clerk, outbox, sign_in, desks):
    supervisor.open("/staff").follow("Berger Martin")
    assert supervisor.page.summary()["Appareils connectés"] == "1"
    supervisor.follow("Déconnecter partout").press("Déconnecter partout")
    assert supervisor.page.notice == "Cette personne est déconnectée partout."
    clerk.open("/work-list")
    assert clerk.page.heading == "Se connecter"
    with desks.looking("be") as ctx:
        assert full_sessions(ctx.portal, user_of(ctx, CLERK).id) == []
    assert sign_in(clerk, CLERK).page.heading == "Liste de travail"


# Roles change


def test_a_change_of_role_acts_on_the_very_next_request(administrator, supervisor, outbox, sign_in):
    supervisor.open("/reasons/")
    administrator.follow("Wyss Sandra").follow("Modifier le rôle")
    assert administrator.page.ticked("Responsable d’équipe")
    administrator.tick("Responsable d’équipe", ticked=False).tick("Gestionnaire").press("Enregistrer")
    assert administrator.page.notice == "Le rôle est modifié."
    assert (outbox[-1].recipient, outbox[-1].subject) == (SUPERVISOR, "Votre rôle au guichet a changé")
    supervisor.open("/reasons/")
    assert supervisor.page.heading == "Se connecter"
    sign_in(supervisor.open("/"), SUPERVISOR).open("/reasons/", status=404)


def test_a_member_of_staff_always_has_a_role(administrator):
    administrator.follow("Berger Martin").follow("Modifier le rôle").tick("Gestionnaire", ticked=False)
    administrator.press("Enregistrer", status=422)
    assert administrator.page.problems == ["Cochez au moins un rôle"]


def test_a_supervisor_cannot_raise_herself_nor_anybody(supervisor, address_of):
    for email in (SUPERVISOR, CLERK):
        address = f"{address_of(email)}roles"
        supervisor.open(address, status=404)
        posted = [("csrf_token", supervisor.cookies["csrf"]), ("__start__", "roles:mapping")]
        posted += [("administrator", "true"), ("__end__", "roles:mapping")]
        assert supervisor.post_controls(address, posted).status_int == 404


def test_a_supervisor_reads_who_is_above_and_changes_nothing_there(supervisor, address_of):
    supervisor.open("/staff").follow("Blum Adrian")
    assert "Seul un administrateur peut modifier cet accès." in supervisor.page
    assert "Modifier cet accès" not in supervisor.page
    for page in CHANGES:
        supervisor.open(address_of(ADMINISTRATOR) + page, status=404)


def test_users_do_not_change_their_own_access(administrator, address_of):
    administrator.follow("Blum Adrian")
    assert "C’est votre propre accès." in administrator.page
    for page in CHANGES:
        administrator.open(address_of(ADMINISTRATOR) + page, status=404)


def test_what_makes_no_sense_for_a_user_is_not_there(administrator, address_of):
    for page in ("resend-invitation", "withdraw-invitation"):
        administrator.open(address_of(CLERK) + page, status=404)
    administrator.open("/invite-colleague").fill_all(DETAILS).tick("Gestionnaire").press("Envoyer l’invitation")
    claire = administrator.follow("Perrin Claire").page.url
    for page in ("sign-out-everywhere", "deactivate"):
        administrator.open(claire + page, status=404)


# A change needs a fresh confirmation


def test_invitation_asks_for_reauthentication_and_keeps_what_was_typed(supervisor, outbox, clock):
    supervisor.open("/invite-colleague").fill_all(DETAILS)
    clock.forward(minutes=11)
    supervisor.press("Envoyer l’invitation")
    confirm(supervisor, outbox)
    assert supervisor.page.heading == "Inviter un collaborateur"
    assert {label: supervisor.page.value(label) for label in ("Prénom", "Adresse e-mail")} == {
        "Prénom": "Claire",
        "Adresse e-mail": CLAIRE,
    }
    supervisor.press("Envoyer l’invitation")
    assert CLAIRE in people(supervisor)
    assert supervisor.follow("Inviter un collaborateur").page.value("Prénom") == ""


@pytest.mark.parametrize("words", ["Modifier le rôle", "Déconnecter partout", "Fermer l’accès"])
def test_a_change_of_access_asks_for_password_and_code_again(administrator, outbox, clock, words):
    administrator.follow("Berger Martin")
    clock.forward(minutes=11)
    administrator.follow(words)
    confirm(administrator, outbox)
    assert administrator.page.url.startswith("/users/")


# Undeliverable mail


@pytest.fixture
def undeliver(desks):
    """Lets the relay refuse the next mail to an address."""
    from guichet.messages.enqueue import outbox_of, send_mail
    from guichet.messages.mail_templates import MailTemplate
    from guichet.messages.undelivered import note_outcome

    def refuse(address, state="failed", reason="smtp-550-5.1.1", fault="recipient"):
        with desks.acting("be") as ctx:
            note = MailTemplate(name="note", when="…", subject="Demande BE-2026-7K3M-Q2XW", body=("…",))
            about = {"localize": ctx.desk.localizer("fr"), "desk_url": ctx.desk.url(), "now": ctx.now}
            message_id = send_mail(ctx.portal, note, {}, to=address, **about)
            outbox = outbox_of(ctx.portal)
            outbox.end(outbox[message_id], state, ctx.now, reason, fault)
            note_outcome(ctx.portal, message_id)

    return refuse


def test_undeliverable_mail_is_shown_to_staff_with_whose_address_it_is(clerk, undeliver):
    assert "E-mails non remis" not in clerk.page
    undeliver("manager@be.example")
    undeliver("nobody@nowhere.example", reason="smtp-452-4.2.2")
    clerk.open("/work-list").follow("E-mails non remis (2)")
    nobody, manager = clerk.page.rows()
    assert manager[0] == "manager@be.example"
    assert manager[1].startswith("Lea Rochat +41 79")
    assert manager[2] == "Demande BE-2026-7K3M-Q2XW L’adresse n’accepte pas nos e-mails."
    assert nobody[1] == "Aucun compte"
    assert nobody[2].endswith("La boîte aux lettres n’a rien accepté pendant trois jours.")


def test_its_owner_reads_it_on_every_page_until_a_mail_arrives(be, sign_in, undeliver):
    banner = "Votre adresse e-mail ne reçoit pas nos messages. Vérifiez-la dans « Mon compte »."
    undeliver("Manager@be.example")
    sign_in(be, "manager@be.example")
    for address in ("/", "/account", "/accessibility"):
        assert banner in be.open(address).page, address
    undeliver("manager@be.example", state="sent", reason="")
    assert banner not in be.open("/").page


def test_no_other_user_reads_it(be, sign_in, undeliver):
    undeliver("manager@be.example")
    assert "ne reçoit pas nos messages" not in be.open("/").page
    assert "ne reçoit pas nos messages" not in sign_in(be, "collaborator@be.example").page


def waiting(desks):
    with desks.looking("be") as ctx:
        return [one.recipient for one in ctx.portal["outbox"].values() if one.state == "waiting"]


def test_mails_that_the_relay_refused_are_listed_and_sent_again(clerk, undeliver, desks):
    people = ["manager@be.example", "insured@be.example"]
    for address in people:
        undeliver(address, reason="smtp-550-5.7.60", fault="provider")
    before = waiting(desks)
    clerk.open("/work-list").follow("E-mails non remis (2)")
    assert [row[0] for row in clerk.page.rows()] == people[::-1]
    assert "Adresses que nos e-mails n’atteignent pas" not in clerk.page
    clerk.press("Renvoyer ces e-mails")
    assert "Les e-mails repartent dans la minute." in clerk.page.notice
    assert sorted(waiting(desks)) == sorted([*before, *people])
    assert "Tous nos e-mails arrivent." in clerk.page


def test_a_mail_that_an_address_refused_is_sent_again_alone(clerk, undeliver, desks):
    undeliver("manager@be.example")
    undeliver("insured@be.example", reason="smtp-550-5.7.60", fault="provider")
    before = waiting(desks)
    clerk.open("/undelivered-mails").press("Renvoyer Demande BE-2026-7K3M-Q2XW, manager@be.example")
    assert sorted(waiting(desks)) == sorted([*before, "manager@be.example"])
    assert "E-mails qui n’ont pas pu partir" in clerk.page


def test_the_list_is_empty_when_all_mails_arrive(clerk):
    clerk.open("/undelivered-mails")
    assert "Tous nos e-mails arrivent." in clerk.page
