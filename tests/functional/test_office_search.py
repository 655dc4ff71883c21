"""The office finds an invoice by name, AVS number or part of the reference."""

import pytest

from guichet.invoices import search_terms
from guichet.invoices.search_terms import Query, SearchTerms
from guichet.issuers import issuer_actions
from guichet.testing.people import ANNA, BEAT, CHIARA, IBAN, beneficiary_of, issuer_of

MANAGER, RIVAL = "manager@be.example", "rival@be.example"
OWN_LABEL = "Bénéficiaire ou facture (nom, N° assuré, N° de facture ou référence)"
LABEL = "Nom, N° assuré, référence, décision ou facture"


@pytest.fixture
def office(desks, sign_in, sent_invoice):
    """A clerk, after an invoice for Anna Muster and one for Beat Beispiel."""
    with desks.acting("be", MANAGER) as ctx:
        beat = beneficiary_of(issuer_of(ctx, MANAGER), BEAT)
        issuer_actions.save_bank_details(ctx, beat, IBAN, "", "")
        issuer_actions.save_decision(ctx, beat, "30220240004711", "")
    for avs in (ANNA, BEAT):
        sent_invoice("be", MANAGER, avs)
    return sign_in(desks.browser("be"), "clerk@be.example")


def found(office):
    return [row[1] for row in office.page.rows()]


@pytest.mark.parametrize(
    "typed",
    [
        "Muster",
        "muster anna",
        "Anna, MUSTER",
        "Mus",
        "756.1234.5678.97",
        "7561234567897",
        "756 1234 5678 97",
        "AVS 756.1234.5678.97",
        "N° assuré : 756.1234.5678.97",
        "AHV-Nr. 7561234567897",
        "7561234",
    ],
)
def test_any_spelling_of_name_or_number_finds_the_person_s_invoices(office, typed):
    office.fill(LABEL, typed).press("Chercher")
    (only,) = found(office)
    assert only.startswith("Anna Muster")
    assert "Demandes trouvées" in office.page
    assert typed not in office.page.url
    assert len(found(office.follow("Tout effacer"))) == 2


def test_sender_s_name_finds_all_of_them(office):
    office.fill(LABEL, "emmental home-aide").press("Chercher")
    assert len(found(office)) == 2


@pytest.mark.parametrize("part", [slice(0, None), slice(8, None), slice(8, 12), slice(13, None), slice(8, 10)])
def test_part_of_a_reference_finds_its_invoice(office, part):
    reference = next(word for word in office.page.rows()[0][0].split() if word.startswith("BE-"))
    office.fill(LABEL, reference.lower()[part]).press("Chercher")
    assert office.page.heading != "Liste de travail" or any(reference in row[0] for row in office.page.rows())


@pytest.mark.parametrize("typed", ["BE-2026", "be 2026", "2026"])
def test_what_all_references_share_finds_all_of_them(office, typed):
    """« be » begins Beat, too, whose invoices were the only ones found."""
    office.fill(LABEL, typed).press("Chercher")
    assert len(found(office)) == 2


@pytest.mark.parametrize("typed", ["Nobody", "Anna Beispiel", "000", "BE-2026-0000-0000", "?"])
def test_search_without_result_says_what_to_do(office, typed):
    office.fill(LABEL, typed).press("Chercher", status=422)
    assert office.page.problem_at(LABEL)
    assert office.page.value(LABEL) == typed


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Marie O’Brien", ["O Brien", "o brien marie", "O'Brien", "OBrien"]),
        ("Marie O Brien", ["O’Brien", "obrien", "Marie O'Brien"]),
        ("Luca D’Angelo", ["D Angelo", "dangelo luca", "Luca D-Angelo"]),
        ("Jean-Luc Muster", ["Jeanluc", "jeanluc muster", "Jean Luc"]),
        ("Beat von Arx", ["vonArx", "Von-Arx", "vonarx beat"]),
        ("Ann McDonald", ["Mc Donald", "Mc-Donald, Ann"]),
        ("Zoé de la Tour", ["delatour", "de-la-Tour"]),
        ("Anna Müller", ["annamueller"]),
    ],
)
def test_name_is_found_however_its_words_are_parted(stored, typed):
    terms = SearchTerms()
    for facet, name in {"avs:1": stored, "avs:2": "Brienne Angelika Lucia Arxmann", "avs:3": "Marie Muster"}.items():
        terms.put(facet, [name])
    for query in map(Query, typed):
        assert query.finds(stored)
        facets = query.facets(terms)
        assert facets is not None
        assert "avs:1" in facets


SPELT = ("Marie Müller", "Marie Mueller", "Anna Muller", "Björn Øster", "Bjoern Oester", "Bjorn Oster", "Luka Đokić")


@pytest.mark.parametrize("typed", [*SPELT, "müller", "Mueller", "müller marie", "øster", "Djokic luka", "mü"])
def test_what_is_looked_at_has_every_name_that_a_search_fits(typed):
    terms, query = SearchTerms(), Query(typed)
    for name in SPELT:
        terms.put(f"avs:{name}", [name])
    facets = query.facets(terms)
    assert facets is not None
    assert {f"avs:{name}" for name in SPELT if query.finds(name)} <= set(facets)


def test_end_of_a_word_that_leads_to_many_is_not_followed(monkeypatch):
    monkeypatch.setattr(search_terms, "MAX_READ", 5)
    terms = SearchTerms()
    for number in range(100):
        terms.put(f"avs:{number:03}", ["Lucas"])
    terms.put("avs:one", ["Anlucas"])
    assert terms.ending_like("jeanlucas") == ["avs:one"]
    assert Query("Jeanlucas").facets(terms) == ["avs:one"]


def test_search_reads_a_bounded_number_of_terms(monkeypatch):
    monkeypatch.setattr(search_terms, "MAX_READ", 5)
    terms = SearchTerms()
    for number in range(100):
        terms.put(f"avs:{number:03}", ["Müller"])
    assert len(terms.beginning_with("muller")) == len(terms.beginning_with("mueller")) == 5
    # A word that leads to more is no filter: the list is read from its beginning, and says how far.
    assert Query("Müller").facets(terms) is None


def test_a_company_s_number_finds_its_invoices_for_office_and_company(office, desks, sign_in):
    # Both were given the number that the form proposes.
    references = [row[0].split()[1] for row in office.page.rows()]
    number = office.page.rows()[0][2].partition("facture ")[2].split()[0]
    typed = number.replace("-", "/0")
    office.fill(LABEL, f"Facture n° {typed}").press("Chercher")
    assert [row[0].split()[1] for row in office.page.rows()] == references
    office.fill(LABEL, f"Facture n° {typed}9").press("Chercher", status=422)
    company = sign_in(desks.browser("be"), MANAGER)
    assert all(f"facture {number}" in row[0] for row in company.page.rows())
    company.fill(OWN_LABEL, typed).press("Filtrer")
    assert {row[0].split()[0] for row in company.page.rows()} == set(references)
    assert "ce numéro de facture" in company.page
    assert number not in company.page.url and typed not in company.page.url
    company.fill(OWN_LABEL, f"{typed}9").press("Filtrer")
    assert "Aucune demande avec ces filtres" in company.page


def test_a_company_finds_its_invoice_by_the_reference_of_a_mail(office, desks, sign_in):
    known = office.page.rows()[0][0].split()[1]
    company = sign_in(desks.browser("be"), MANAGER)
    for typed in (known, f"Demande {known.lower().replace('-', ' ')}"):
        company.open("/").fill(OWN_LABEL, typed).press("Filtrer")
        assert "/invoices/" in company.page.url and known in company.page
        assert known not in company.page.url
    company.open("/").fill(OWN_LABEL, "BE-2026-0000-0000").press("Filtrer")
    assert "aucune demande trouvée" in company.page


def test_another_company_s_reference_finds_nothing(office, desks, sign_in, sent_invoice):
    known = office.page.rows()[0][0].split()[1]
    with desks.acting("be", RIVAL) as ctx:
        chiara = beneficiary_of(issuer_of(ctx, RIVAL), CHIARA)
        issuer_actions.save_bank_details(ctx, chiara, IBAN, "", "")
        issuer_actions.save_decision(ctx, chiara, "30220240004712", "")
    sent_invoice("be", RIVAL, CHIARA)
    rival = sign_in(desks.browser("be"), RIVAL)
    rival.open(f"{rival.page.url}?status=submitted").fill(OWN_LABEL, known).press("Filtrer")
    assert "aucune demande trouvée" in rival.page
    assert known not in rival.page
