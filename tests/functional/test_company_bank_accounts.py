"""« Ma société »: bank accounts added, changed and removed, and offered by the company's invoices."""

import pytest

from guichet.issuers.company import company_actions
from guichet.testing.people import ANNA, PASSWORD, beneficiary_of, issuer_of, user_of

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
CURRENT = {"Désignation": "Compte courant", "IBAN": "CH56 0483 5012 3456 7800 9"}
QR = {"Désignation": "Encaissements", "IBAN": "CH44 3199 9123 0008 8901 2"}
REFERENCE = "21 00000 00003 13947 14300 09017"
PAGES = ("add-bank-account", "change-bank-account/{id}", "remove-bank-account/{id}")


@pytest.fixture
def page(be, sign_in):
    """Lea Rochat on « Ma société »."""
    return sign_in(be, MANAGER).follow("Ma société")


def add(page, answers):
    return page.follow("Ajouter un compte bancaire").fill_all(answers).press("Enregistrer")


def accounts(page):
    """Name, number and owner of every account on the page, without the actions."""
    return [row[:3] for row in page.page.rows() if len(row) == 4]


def account_id(desks):
    with desks.looking("be") as ctx:
        return issuer_of(ctx, MANAGER).bank_accounts[0].id


def company_path(desks):
    with desks.looking("be") as ctx:
        return f"/issuers/{issuer_of(ctx, MANAGER).id}/"


class TestKeeping:
    """The list and its forms."""

    def test_a_company_without_an_account_reads_what_it_is_for(self, page):
        assert "n’a pas encore de compte bancaire" in page.page

    def test_an_account_is_added_changed_and_removed(self, page):
        add(page, CURRENT)
        assert page.page.notice == "Le compte bancaire est enregistré. Les gérants reçoivent un e-mail."
        assert accounts(page) == [["Compte courant", "CH56 0483 5012 3456 7800 9", "Home-Aide Emmental SA"]]
        page.follow("Modifier Compte courant")
        assert page.page.value("IBAN").replace("\u00a0", " ") == CURRENT["IBAN"]
        page.fill("Titulaire du compte", "Fondation Exemple").press("Enregistrer")
        assert accounts(page)[0][2] == "Fondation Exemple"
        page.follow("Supprimer Compte courant")
        assert page.page.heading == "Supprimer le compte « Compte courant » ?"
        assert "Les demandes déjà envoyées gardent ce compte." in page.page
        page.press("Supprimer le compte")
        assert page.page.notice == "Le compte bancaire est supprimé. Les gérants reçoivent un e-mail."
        assert accounts(page) == []

    def test_one_account_too_many_is_refused_with_a_word_how_to_go_on(self, page, monkeypatch):
        add(page, CURRENT)
        monkeypatch.setattr(company_actions, "MAX_ACCOUNTS", 1)
        page.follow("Ajouter un compte bancaire").fill_all(QR).press("Enregistrer", status=422)
        assert "Supprimez-en un avant d’en ajouter un autre" in page.page.problem_at("IBAN")

    def test_of_a_qr_iban_the_page_says_what_it_needs(self, page):
        add(page, CURRENT)
        assert "Un QR-IBAN est payé avec" not in page.page
        add(page, QR)
        assert accounts(page)[1][1] == "CH44 3199 9123 0008 8901 2 QR-IBAN"
        assert "Un QR-IBAN est payé avec le N° de référence de paiement du bénéficiaire" in page.page

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("CH56 0483 5012 3456 7800 8", "ne correspond pas à ses chiffres de contrôle"),
            ("DE89 3704 0044 0532 0130 00", "Écrivez un IBAN de Suisse ou du Liechtenstein"),
            ("", "Complétez « IBAN »"),
        ],
    )
    def test_a_wrong_number_is_named_and_the_rest_is_kept(self, page, typed, words):
        page.follow("Ajouter un compte bancaire").fill_all(CURRENT | {"IBAN": typed}).press("Enregistrer", status=422)
        assert words in page.page.problem_at("IBAN")
        assert page.page.value("Désignation") == "Compte courant"

    def test_the_same_number_is_not_added_twice(self, page):
        add(page, CURRENT)
        page.follow("Ajouter un compte bancaire").fill_all(CURRENT | {"Désignation": "Autre"})
        page.press("Enregistrer", status=422)
        assert "déjà dans la liste, sous « Compte courant »" in page.page.problem_at("IBAN")
        page.follow("‹ Ma société")
        add(page, QR).follow("Modifier Encaissements").fill("IBAN", CURRENT["IBAN"]).press("Enregistrer", status=422)
        assert "déjà dans la liste" in page.page.problem_at("IBAN")

    def test_two_accounts_have_two_names(self, page):
        add(page, CURRENT)
        page.follow("Ajouter un compte bancaire").fill_all(QR | {"Désignation": "compte  courant"})
        page.press("Enregistrer", status=422)
        assert "CH56 0483 5012 3456 7800 9" in page.page.problem_at("Désignation").replace("\u00a0", " ")
        page.fill("Désignation", QR["Désignation"]).press("Enregistrer")
        page.follow("Modifier Encaissements").fill("Désignation", "Compte courant").press("Enregistrer", status=422)
        assert "s’appelle déjà ainsi" in page.page.problem_at("Désignation")

    def test_an_account_that_became_another_one_is_not_removed(self, page, desks, sign_in):
        add(page, CURRENT)
        page.follow("Supprimer Compte courant")
        colleague = sign_in(desks.browser("be"), MANAGER).follow("Ma société").follow("Modifier Compte courant")
        colleague.fill_all({"Désignation": "Fondation", "IBAN": "CH93 0076 2011 6238 5295 7"}).press("Enregistrer")
        page.press("Supprimer le compte")
        assert page.page.heading == "Supprimer le compte « Fondation » ?"
        assert page.page.notice.startswith("Rien n’est supprimé")
        assert "CH93 0076 2011 6238 5295 7" in page.page.words
        page.press("Supprimer le compte")
        assert "Fondation" not in page.page.words

    def test_a_double_click_adds_once_and_removes_once(self, page, outbox):
        page.follow("Ajouter un compte bancaire").fill_all(CURRENT)
        for _click in range(2):
            assert page.send("Enregistrer").status_int == 303
        assert len(accounts(page.follow("‹ Ma société"))) == 1
        page.follow("Supprimer Compte courant")
        for _click in range(2):
            assert page.send("Supprimer le compte").status_int == 303
        assert len(outbox.to(MANAGER)) == 2


class TestGuarding:
    """A fresh code, mails to all managers, no other user."""

    def test_account_is_added_only_with_a_fresh_code_and_the_form_is_kept(self, page, clock, outbox):
        page.follow("Ajouter un compte bancaire").fill_all(CURRENT)
        clock.forward(minutes=11)
        page.press("Enregistrer")
        assert page.page.heading == "Confirmez que c’est vous"
        page.fill("Mot de passe", PASSWORD).press("Continuer").fill("Code", outbox.texts[-1].code).press("Continuer")
        assert page.page.value("Désignation") == "Compte courant"
        page.press("Enregistrer")
        assert len(accounts(page)) == 1

    def test_every_page_that_changes_accounts_asks_for_a_fresh_code(self, page, clock, desks):
        add(page, CURRENT)
        clock.forward(minutes=11)
        for name in PAGES:
            path = company_path(desks) + name.format(id=account_id(desks))
            for answer in (page.get(path), page.post(path, {"csrf_token": page.cookies["csrf"]})):
                assert "/confirm?next=" in answer.location, path
        assert account_id(desks)

    def test_all_managers_get_a_mail_and_a_collaborator_gets_none(self, page, desks, outbox):
        add(page, CURRENT)
        assert [mail.recipient for mail in outbox.mails] == [MANAGER]
        with desks.acting("be") as ctx:
            issuer_of(ctx, MANAGER).members[user_of(ctx, COLLABORATOR).id] = "manager"
        page.follow("Modifier Compte courant").fill("IBAN", QR["IBAN"]).press("Enregistrer")
        assert {mail.recipient for mail in outbox.mails[1:]} == {MANAGER, COLLABORATOR}
        for mail in outbox.mails:
            assert "0483" not in mail.text
            assert "8009" in mail.text

    @pytest.mark.parametrize("email", [COLLABORATOR, "rival@be.example", "insured@be.example", "clerk@be.example"])
    def test_only_a_manager_finds_the_pages(self, page, desks, sign_in, email):
        add(page, CURRENT)
        other = sign_in(desks.browser("be"), email)
        for name in PAGES:
            path = company_path(desks) + name.format(id=account_id(desks))
            assert other.get(path).status_int == 404, path
            assert other.post(path, {"csrf_token": other.cookies["csrf"]} | CURRENT).status_int == 404, path
        assert account_id(desks)

    def test_another_company_s_account_is_not_there(self, page, desks, sign_in):
        add(page, CURRENT)
        rival = sign_in(desks.browser("be"), "rival@be.example").follow("Ma société")
        assert accounts(rival) == []
        for name in PAGES[1:]:
            path = rival.page.url.replace("company", name.format(id=account_id(desks)))
            assert rival.get(path).status_int == 404, path


class TestInvoicing:
    """« le choix de l’IBAN – pour définir sur quel compte bancaire le remboursement doit être réalisé »."""

    def test_invoice_offers_the_accounts_of_beneficiary_company_and_another(self, page, start_invoice):
        add(add(page, CURRENT), QR).open("/")
        start_invoice(page, f"Anna Muster, {MASKED}")
        assert page.page.ticked("Compte enregistré, titulaire non indiqué CH93 0076 2011 6238 5295 7")
        page.tick("Home-Aide Emmental SA, Compte courant CH56 0483 5012 3456 7800 9")
        page.tick("Un autre compte")

    def test_the_chosen_account_is_read_back_before_sending(self, page, start_invoice, fill_journey):
        add(page, CURRENT).open("/")
        start_invoice(page, f"Anna Muster, {MASKED}")
        page.tick("Home-Aide Emmental SA, Compte courant CH56 0483 5012 3456 7800 9")
        fill_journey(page).fill("Numéro de facture", "R-1").press("Envoyer ma demande")
        assert page.page.summary()["Compte à créditer"].startswith("Home-Aide Emmental SA CH56 0483 5012 3456 7800 9")

    def test_a_qr_iban_waits_for_the_beneficiary_s_reference(self, page, desks, start_invoice, fill_journey):
        add(page, QR).open("/")
        start_invoice(page, f"Anna Muster, {MASKED}")
        page.tick("Home-Aide Emmental SA, Encaissements CH44 3199 9123 0008 8901 2, avec N° de référence de paiement")
        fill_journey(page).fill("Numéro de facture", "R-1").press("Envoyer ma demande", status=422)
        form = page.page.url
        (problem,) = page.page.problems
        assert "Ajoutez le N° de référence de paiement sur la page du bénéficiaire" in problem
        page.follow("Bénéficiaires").follow("Modifier Anna Muster").follow("Modifier les informations bancaires")
        page.fill("N° de référence de paiement", REFERENCE).press("Enregistrer")
        assert page.page.notice == "C’est enregistré."
        page.open(form).press("Envoyer ma demande")
        assert page.page.heading == "Vérifiez votre demande avant de l’envoyer"
        assert REFERENCE in page.page

    def test_a_draft_whose_account_was_removed_asks_for_another(self, page, start_invoice, fill_journey):
        add(add(page, CURRENT), QR).open("/")
        start_invoice(page, f"Anna Muster, {MASKED}")
        page.tick("Home-Aide Emmental SA, Compte courant CH56 0483 5012 3456 7800 9")
        fill_journey(page).fill("Numéro de facture", "R-1").press("Enregistrer et quitter")
        page.follow("Ma société").follow("Supprimer Compte courant").press("Supprimer le compte").open("/")
        page.open(page.page.document.xpath(".//a[contains(@href, '/edit')]/@href")[0])
        page.press("Envoyer ma demande", status=422)
        assert page.page.problems == ["Choisissez le compte à créditer"]

    def test_a_removed_account_stays_on_what_was_sent(self, page, desks, sent_invoice):
        with desks.acting("be") as ctx:
            beneficiary_of(issuer_of(ctx, MANAGER), ANNA).iban = ""
        add(page, CURRENT)
        path = sent_invoice("be", MANAGER, ANNA)
        page.follow("Supprimer Compte courant").press("Supprimer le compte")
        assert "CH56 0483 5012 3456 7800 9" in page.open(path).page


MASKED = "756.••••.••••.97"
