"""Drafts in « À faire par vous »: each is told from the others, and a few of them leave room for the history."""

import pytest

from guichet import clock as house_clock
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import DETAILS, evaluate_invoice
from guichet.store.retention_terms import DRAFTS, retention_terms
from guichet.testing.page_rules import said
from guichet.testing.people import ANNA, BEAT, beneficiary_of, issuer_of
from invoice_types.travel.demo import TRAVEL

MANAGER = "manager@be.example"


@pytest.fixture
def draft(desks):
    """``draft(ANNA, date="14.10.2026")`` saves a draft with one journey, all of them in the same minute."""

    def save(avs, **journey):
        with desks.acting("be", MANAGER) as ctx:
            issuer, plugins = issuer_of(ctx, MANAGER), ctx.desk.plugins
            form = plugins.invoice_types[TRAVEL]
            invoice = invoice_actions.start_draft(ctx, issuer, beneficiary_of(issuer, avs), form)
            answers = invoice.cstruct | {DETAILS: {"lines": [journey]}}
            evaluation = evaluate_invoice(plugins, invoice, house_clock.today(), answers)
            invoice_actions.save_answers(ctx, invoice, evaluation, 0)

    return save


def entries(browser):
    """The text of each entry of the list, and the names of its links."""
    items = browser.page.document.xpath(".//ul[@class='todo']/li")
    return [(said(item.find("div")), [said(link) for link in item.iter("a")]) for item in items]


def test_drafts_of_one_minute_differ_by_text_and_names_of_links(be, sign_in, draft):
    draft(ANNA, date="14.10.2026")
    draft(ANNA, date="21.10.2026")
    draft(BEAT, date="14.10.2026")
    found = entries(sign_in(be, MANAGER).open("/"))
    assert len({text for text, _links in found}) == 3
    assert len({link for _text, links in found for link in links}) == 6
    assert any("Première prestation le 14.10.2026" in text for text, _links in found)


def test_drafts_with_the_same_answers_are_numbered(be, sign_in, draft):
    draft(ANNA)
    draft(ANNA)
    found = entries(sign_in(be, MANAGER).open("/"))
    assert sorted(text[-3:] for text, _links in found) == ["(1)", "(2)"]
    assert len({link for _text, links in found for link in links}) == 4


def test_draft_says_what_it_still_lacks(be, sign_in, draft, start_invoice, fill_journey):
    draft(ANNA, date="14.10.2026")
    (text, _links) = entries(sign_in(be, MANAGER).open("/"))[0]
    assert " points à compléter" in text
    start_invoice(be, "Anna Muster").fill("Numéro de facture", "R-17")
    fill_journey(be, **{"Montant payé, taxi ou service de transport": "80"}).tick("Taxi", "Trajet 1").press(
        "Enregistrer et quitter"
    )
    assert "1 point à compléter, à joindre : Billet ou quittance" in entries(be)[0][0], entries(be)[0]


def test_draft_says_until_when_it_is_kept_and_who_else_has_changed_it(be, sign_in, start_invoice, desks):
    start_invoice(sign_in(be, MANAGER), "Anna Muster")
    assert "Brouillon conservé" not in be.page
    be.fill("Numéro de facture", "R-17").press("Enregistrer et quitter").follow("Continuer")
    with desks.acting("be", MANAGER) as ctx:
        term = retention_terms(ctx.portal).time(DRAFTS)
        until = ctx.desk.localizer("fr").date(house_clock.local(ctx.now + term).date())
        (invoice,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if one.state == "draft")
        path = f"/issuers/{invoice.__parent__.__parent__.id}/invoices/{invoice.id}/edit"
    assert f"Brouillon conservé jusqu’au {until}." in be.page
    be.press("Se déconnecter")
    sign_in(be, "collaborator@be.example").open(path)
    assert f"Brouillon conservé jusqu’au {until}, modifié en dernier par " in be.page


def test_three_drafts_are_listed_and_all_of_them_on_request(be, sign_in, draft):
    for day in range(11, 16):
        draft(ANNA, date=f"{day}.10.2026")
    sign_in(be, MANAGER).open("/")
    assert len(entries(be)) == 3
    be.follow("Tous les brouillons (5)")
    assert len(entries(be)) == 5
    assert "Tous les brouillons" not in be.page


def test_few_drafts_are_all_listed(be, sign_in, draft):
    draft(ANNA)
    assert "Tous les brouillons" not in sign_in(be, MANAGER).open("/").page
