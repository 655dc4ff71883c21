"""The page of a beneficiary in the four sections of Berne's guide, 4.3.1, and « Mes données » of an insured person."""

from dataclasses import replace
from datetime import date

import pytest

from guichet import clock
from guichet.documents.cleaning.outcome import CleanFile
from guichet.issuers import beneficiary_actions
from guichet.testing.people import ANNA, BEAT, ZOE, beneficiary_of, issuer_of, user_of

MANAGER, INSURED = "manager@be.example", "insured@be.example"
PERSONAL, BANK = "Modifier les informations personnelles", "Modifier les informations bancaires"
REPRESENTATIVE = {
    "Prénom du représentant": "Paula",
    "Nom du représentant": "Exemple",
    "Téléphone du représentant": "079 555 01 02",
    "Adresse e-mail du représentant": "paula@exemple.example",
}
NEW = {
    "Prénom": "Carla",
    "Nom": "Neuf",
    "Date de naissance": "1.2.1990",
    "N° assuré": "756.1111.1111.13",
    "Rue et numéro": "Gasse 1",
    "NPA": "3400",
    "Localité": "Burgdorf",
}
QR_IBAN, REFERENCE = "CH44 3199 9123 0008 8901 2", "21 00000 00003 13947 14300 09017"


@pytest.fixture
def page(be, sign_in):
    """Anna Muster's page, opened by Lea Rochat."""
    return sign_in(be, MANAGER).follow("Bénéficiaires").follow("Anna Muster")


@pytest.fixture
def change(desks):
    """Changes a stored beneficiary of the company."""

    def change(avs=ANNA, **values):
        with desks.acting("be", MANAGER) as ctx:
            person = beneficiary_of(issuer_of(ctx, MANAGER), avs)
            for name, value in values.items():
                setattr(person, name, value)

    return change


def headings(browser):
    return [heading.text_content().strip() for heading in browser.page.document.xpath("//main//h2")]


def upload(browser, content, name="procuration.pdf", status=200, **days):
    """Posts the form of a power of attorney with a file; follows the redirect."""
    browser.follow("Ajouter une procuration").fill_all(days)
    return browser.upload("Procuration signée", (name, content)).press("Enregistrer", status=status)


class TestSections:
    """What the page shows."""

    def test_page_has_the_sections_of_the_guide(self, page):
        guide = ["Informations personnelles", "Décisions (facultatif)", "Informations bancaires"]
        assert headings(page) == [*guide, "Procuration (facultatif)", "Supprimer"]

    def test_last_invoices_are_beside_the_sections(self, page, desks, sent_invoice, sign_in):
        for days in (20, 30, 40, 50):
            sent_invoice("be", MANAGER, ANNA, days)
        page.open(page.page.url)
        found = page.page.document.xpath("//aside//li")
        assert len(found) == 3
        assert all("Frais de voyage et nourriture" in one.text_content() for one in found)
        page.follow("Les 4 factures")
        assert len(page.page.rows()) == 4

    def test_insured_person_s_page_has_no_power_of_attorney(self, be, sign_in):
        sign_in(be, INSURED).follow("Mes données")
        assert headings(be) == ["Informations personnelles", "Décisions (facultatif)", "Informations bancaires"]
        assert {"Titre", "Pays"} <= set(be.page.summary())

    def test_form_of_a_new_person_has_them_too(self, page):
        page.follow("‹ Bénéficiaires").follow("Ajouter un bénéficiaire")
        assert headings(page) == [
            "Informations personnelles",
            "Représentant légal",
            "Décision",
            "Informations bancaires",
            "Procuration",
        ]

    def test_minor_without_representative_is_pointed_out(self, page, change):
        change(birth_date=date(2014, 5, 14))
        page.open(page.page.url)
        assert "mineur(e), 12 ans" in page.page.words.replace("\u00a0", " ")
        assert "indiquez son représentant légal" in page.page


class TestRepresentative:
    """« Représentant légal »."""

    def test_it_is_saved_shown_and_cleared(self, page):
        page.follow(PERSONAL).fill_all(REPRESENTATIVE).fill("Lien avec cette personne", "Père ou mère")
        page.press("Enregistrer")
        assert "Exemple, Paula Père ou mère" in page.page.words
        assert "Même adresse" in page.page
        page.follow(PERSONAL).fill_all(dict.fromkeys(REPRESENTATIVE, ""))
        page.fill("Lien avec cette personne", "Pas de représentant légal").press("Enregistrer")
        assert "Paula" not in page.page

    def test_its_questions_are_open_for_a_person_who_has_one(self, page):
        around = "boolean(//details[@open]//label[contains(., 'Prénom du représentant')])"
        page.follow(PERSONAL)
        assert not page.page.document.xpath(around)
        page.fill_all(REPRESENTATIVE).fill("Lien avec cette personne", "Père ou mère").press("Enregistrer")
        assert page.follow(PERSONAL).page.document.xpath(around)

    def test_half_of_one_is_refused_at_each_missing_question(self, page):
        page.follow(PERSONAL).fill("Prénom du représentant", "Paula").fill("NPA du représentant", "3400")
        page.press("Enregistrer", status=422)
        assert len(page.page.problems) == 4
        for label in ("Lien avec cette personne", "Nom du représentant", "Localité du représentant"):
            assert page.page.problem_at(label), label
        assert page.page.value("Prénom du représentant") == "Paula"

    def test_account_in_its_name_is_no_third_party_and_the_office_reads_it(
        self, page, desks, change, sign_in, start_invoice, fill_journey
    ):
        change(stored_representative=("parent", "Paula", "Exemple", "", "", "", "", ""), account_holder="Paula Exemple")
        start_invoice(page.open("/"), "Anna Muster").fill("Numéro de facture", "R-17")
        fill_journey(page).press("Envoyer ma demande").press("Envoyer la demande")
        office = sign_in(desks.browser("be"), "clerk@be.example")
        office.follow(page.page.document.xpath("string(//main//b[@class='num'])"))
        assert office.page.summary()["Représentant légal"] == "Paula Exemple | Signaler Représentant légal"
        assert "tierce personne" not in office.page


class TestDecisions:
    """« Décisions »."""

    def test_number_is_added_changed_and_removed_after_a_question(self, page):
        page.follow("Ajouter un numéro").fill_all(
            {
                "Numéro de décision": "302 2026 0009876",
                "Description de la décision": "API et SSI",
                "Valable dès le": "1.1.2026",
                "Montant par mois": "1680",
                "Autre limite": "40 trajets",
                "Degré d’impotence": "Moyenne",
                "Montant par année": "20160",
                "Degré des nuits": "3",
                "Nuits par mois": "5",
            }
        ).press("Enregistrer")
        row = page.page.rows()[1]
        amounts = "Impotence : Moyenne CHF 1 680.00 par mois CHF 20 160.00 par année"
        assert row[:3] == [
            "302 2026 0009876 API et SSI",
            f"{amounts} Nuits de degré 3 5 nuits par mois 40 trajets",
            "dès le 01.01.2026",
        ], row
        page.follow("Modifier 302 2026 0009876").fill("Description de la décision", "API").press("Enregistrer")
        assert page.page.rows()[1][0] == "302 2026 0009876 API"
        page.follow("Supprimer 302 2026 0009876")
        assert "Supprimer le numéro 302 2026 0009876" in page.page.heading.replace("\u00a0", " ")
        page.follow("Garder le numéro")
        assert len(page.page.rows()) == 2
        page.follow("Supprimer 302 2026 0009876").press("Supprimer")
        assert [row[0] for row in page.page.rows()] == ["302 2025 0012345 Physiothérapie"]

    def test_number_of_another_office_is_named_and_warned_about(self, page):
        page.follow("Ajouter un numéro").fill("Numéro de décision", "324 2024 0001122").press("Enregistrer")
        assert "autre office AI" in page.page.notice
        assert "autre office (NE)" in page.page.rows()[1][0].replace("\u00a0", " ")

    def test_number_twice_is_refused_with_what_was_typed(self, page):
        page.follow("Ajouter un numéro").fill("Numéro de décision", "302 2025 0012345").fill("Autre limite", "x")
        page.press("Enregistrer", status=422)
        assert "déjà enregistré" in page.page.problem_at("Numéro de décision")
        assert page.page.value("Autre limite") == "x"

    def test_period_that_ends_before_it_begins_is_refused(self, page):
        page.follow("Ajouter un numéro").fill("Numéro de décision", "302 2024 0001122")
        page.fill_all({"Valable dès le": "2.1.2026", "Valable jusqu’au": "1.1.2026"}).press("Enregistrer", status=422)
        assert "après le début" in page.page.problem_at("Valable jusqu’au")

    def test_no_address_holds_a_decision_number(self, page):
        assert not [link for link in page.page.links() if "30220250012345" in link]
        page.open(f"{page.page.url}change-decision/00000000", status=404)


class TestBankDetails:
    """« Informations bancaires »."""

    def test_reference_is_asked_for_a_qr_iban_and_only_then(self, page):
        page.follow(BANK)
        assert "N° de référence de paiement" not in page.page
        page.fill("IBAN", QR_IBAN).press("Enregistrer", status=422)
        assert "27 chiffres" in page.page.problem_at("N° de référence de paiement")
        page.fill("N° de référence de paiement", REFERENCE).press("Enregistrer")
        assert page.page.summary()["N° de référence de paiement"].endswith(REFERENCE)
        page.follow(BANK).fill("IBAN", "CH93 0076 2011 6238 5295 7").fill("N° de référence de paiement", "")
        page.press("Enregistrer")
        assert "N° de référence de paiement" not in page.page.summary()


class TestPowersOfAttorney:
    """« Procuration »."""

    def test_document_is_added_opened_by_the_office_and_removed(self, page, desks, pdf, sign_in, sent_invoice):
        upload(page, pdf, **{"Valable dès le": "1.2.2026", "Valable jusqu’au": "31.12.2027"})
        assert page.page.notice == "C’est enregistré."
        assert "01.02.2026 – 31.12.2027 Valable" in page.page.words.replace("\u00a0", " ")
        (link,) = [link for link in page.page.links() if link.endswith("/") and "powers-of-attorney" in link]
        stored = page.get(link)
        assert stored.headers["Content-Disposition"] == "attachment; filename*=UTF-8''procuration.pdf"
        path = sent_invoice("be", MANAGER, ANNA)
        office = sign_in(desks.browser("be"), "clerk@be.example").open(f"{path}review")
        # The office reads it as a picture of its page.
        assert link not in office.follow("procuration.pdf").page.links()
        (picture,) = office.page.document.xpath(".//figure//img/@src")
        assert picture.startswith(f"{link}page")
        answer = office.get(picture)
        assert (answer.status_int, answer.content_type) == (200, "image/jpeg")
        rival = sign_in(desks.browser("be"), "rival@be.example")
        assert [rival.get(one).status_int for one in (link, picture)] == [404, 404]
        page.follow("Supprimer procuration.pdf").press("Supprimer")
        assert "procuration.pdf" not in page.page

    def test_document_removed_before_any_invoice_is_deleted(self, page, pdf):
        upload(page, pdf)
        (link,) = [link for link in page.page.links() if link.endswith("/") and "powers-of-attorney" in link]
        page.follow("Supprimer procuration.pdf")
        assert "l’office ne le voit plus" in page.page
        page.press("Supprimer")
        assert page.get(link, status=404).status_int == 404

    @pytest.mark.parametrize("off_the_list", [False, True])
    def test_document_that_an_invoice_was_sent_with_stays_for_the_office(
        self, page, desks, pdf, sign_in, start_invoice, fill_journey, sent_invoice, off_the_list
    ):
        upload(page, pdf)
        own = page.page.url
        (link,) = [link for link in page.page.links() if link.endswith("/") and "powers-of-attorney" in link]
        start_invoice(page.open("/"), "Anna Muster").fill("Numéro de facture", "R-17")
        fill_journey(page).press("Envoyer ma demande").press("Envoyer la demande")
        page.open(own).follow("Supprimer procuration.pdf").press("Supprimer")
        assert "procuration.pdf" not in page.page
        if off_the_list:
            page.follow("Supprimer ce bénéficiaire").press("Supprimer")
        office = sign_in(desks.browser("be"), "clerk@be.example")
        office.follow(office.page.document.xpath("string(//tbody//th//a)"))
        assert "Supprimée depuis par la société" in office.page
        # As a picture of its page: the office never gets the file.
        assert office.get(f"{link}page").content_type == "image/jpeg"
        office.get(link, status=404)
        if not off_the_list:
            office.open(f"{sent_invoice('be', MANAGER, ANNA)}review")
            assert "procuration.pdf" not in office.page

    def test_first_form_takes_it_with_its_period(self, page, pdf):
        page.follow("‹ Bénéficiaires").follow("Ajouter un bénéficiaire").fill_all(NEW)
        page.fill("Valable jusqu’au", "31.12.2027").press("Enregistrer", status=422)
        assert "Choisissez le fichier" in page.page.problem_at("Procuration signée")
        page.fill("Nom", "").upload("Procuration signée", ("p.pdf", pdf)).press("Enregistrer", status=422)
        assert "encore une fois" in page.page.problem_at("Procuration signée")
        page.fill("Nom", "Neuf").upload("Procuration signée", ("p.pdf", b"no document"))
        page.press("Enregistrer", status=422)
        assert page.page.problem_at("Procuration signée")
        page.upload("Procuration signée", ("p.pdf", pdf)).press("Enregistrer")
        assert page.page.heading == "Carla Neuf"
        assert "jusqu’au 31.12.2027 Valable" in page.page.words.replace("\u00a0", " ")

    @pytest.mark.parametrize(
        ("until", "words"),
        [
            ("31.1.2027", "La procuration expire le 31 janvier 2027, dans 78 jours."),
            ("15.11.2026", "La procuration expire le 15 novembre 2026, dans 1 jour."),
            ("14.11.2026", "La procuration expire aujourd’hui."),
            ("13.11.2026", "La procuration a expiré le 13 novembre 2026."),
        ],
    )
    def test_coming_end_is_announced_on_top(self, page, pdf, until, words):
        upload(page, pdf, **{"Valable jusqu’au": until})
        assert words in page.page.words.replace("\u00a0", " ")
        assert "Ajouter la nouvelle procuration" in page.page

    @pytest.mark.parametrize("until", ["", "13.2.2027"])
    def test_document_valid_for_long_announces_nothing(self, page, pdf, until):
        upload(page, pdf, **{"Valable jusqu’au": until})
        assert "expire" not in page.page.words

    def test_refused_file_is_said_at_its_field_and_the_days_are_kept(self, page, pdf):
        upload(page, b"no document", status=422, **{"Valable jusqu’au": "31.1.2027"})
        assert page.page.problem_at("Procuration signée")
        assert page.page.value("Valable jusqu’au") == "31.1.2027"
        page.press("Enregistrer", status=422)
        assert "Choisissez le fichier" in page.page.problem_at("Procuration signée")
        page.fill("Valable jusqu’au", "31.13.2027").upload("Procuration signée", ("p.pdf", pdf))
        page.press("Enregistrer", status=422)
        assert "encore une fois" in page.page.problem_at("Procuration signée")
        assert page.page.problem_at("Valable jusqu’au")

    def test_same_file_twice_is_noticed(self, page, pdf):
        upload(page, pdf)
        upload(page, pdf, status=422)
        assert "déjà enregistré" in page.page.problem_at("Procuration signée")

    @pytest.mark.parametrize(("days", "warned"), [(-1, True), (0, False)])
    def test_expired_document_warns_at_the_invoice_and_does_not_stop_it(
        self, page, desks, pdf, days, warned, start_invoice, fill_journey
    ):
        last = clock.local(clock.now()).date().replace(day=14 + days)
        upload(page, pdf, **{"Valable jusqu’au": f"{last:%d.%m.%Y}"})
        start_invoice(page.open("/"), "Anna Muster").fill("Numéro de facture", "R-17")
        fill_journey(page).press("Envoyer ma demande")
        assert ("La procuration de cette personne n’est pas valable" in page.page) is warned
        if warned:
            page.tick("J’ai vérifié, ces indications sont exactes")
        page.press("Envoyer la demande")
        assert page.page.heading == "Demande envoyée"


class TestOneName:
    """The name of an insured person stands in one place."""

    def test_mon_compte_leads_to_my_data_and_both_change(self, be, desks, sign_in):
        sign_in(be, INSURED).open("/account").follow("Modifier le nom")
        assert be.page.heading == "Modifier les informations personnelles"
        be.fill("Nom", "Neuf").tick("Sans indication").press("Enregistrer")
        with desks.looking("be") as ctx:
            user, person = user_of(ctx, INSURED), beneficiary_of(issuer_of(ctx, INSURED), ZOE)
            assert (user.last_name, person.last_name, person.salutation) == ("Neuf", "Neuf", "x")
        assert "Neuf" in be.open("/account").page
        assert be.open("/account-name").page.heading == "Modifier les informations personnelles"

    def test_member_of_a_company_changes_the_own_name_alone(self, page, desks):
        page.open("/account").follow("Modifier le nom")
        assert page.page.heading == "Modifier votre nom"


def test_powers_of_attorney_are_bounded(desks, pdf):
    assert (beneficiary_actions.MAX_POWERS, beneficiary_actions.MAX_DECISIONS) == (10, 50)
    file = CleanFile("procuration.pdf", "application/pdf", pdf, 1, "f" * 64)
    with desks.acting("be", MANAGER) as ctx:
        beat = beneficiary_of(issuer_of(ctx, MANAGER), BEAT)
        for number in range(beneficiary_actions.MAX_DECISIONS):
            number_text = f"3022025{number:07}"
            beneficiary_actions.add_decision(ctx, beat, number_text, "", beneficiary_actions.Grant())
        with pytest.raises(beneficiary_actions.TooMany):
            beneficiary_actions.add_decision(ctx, beat, "30220250099999", "", beneficiary_actions.Grant())
        for number in range(beneficiary_actions.MAX_POWERS):
            beneficiary_actions.add_power_of_attorney(ctx, beat, replace(file, sha256=f"{number:064}"), None, None)
        with pytest.raises(beneficiary_actions.TooMany):
            beneficiary_actions.add_power_of_attorney(ctx, beat, file, None, None)
