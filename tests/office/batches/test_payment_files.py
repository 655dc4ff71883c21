"""Payments noted from a file: as Excel writes it, then corrected and chosen once more."""

import pytest

from guichet.office.batches import batch_actions
from guichet.testing.page import Page
from guichet.testing.people import issuer_of
from guichet.values import money, reference

MANAGER, SUPERVISOR = "manager@be.example", "supervisor@be.example"
FILE, LIST = "Ou un fichier CSV", "Références payées"


@pytest.fixture
def references(accepted, work, desks):
    """Of two invoices that are handed over."""
    found = accepted(2)
    with desks.acting("be", SUPERVISOR) as ctx:
        batch_actions.start_batch(ctx, batch_actions.ALL, "fr")
    work()
    with desks.acting("be", SUPERVISOR) as ctx:
        (batch,) = batch_actions.batches_of(ctx.portal).values()
        batch_actions.hand_over(ctx, batch, batch.code)
    return found


@pytest.fixture
def totals(references, desks):
    """Of the two invoices, as a list writes them."""
    with desks.looking("be") as ctx:
        found = [ctx.portal["references"].invoice_id(one) for one in references]
        return [money.plain(ctx.portal["invoice_work"].row(one).total) for one in found]


@pytest.fixture
def states(references, desks):
    """Reads the states of the two invoices."""

    def read():
        with desks.looking("be") as ctx:
            found = [ctx.portal["references"].invoice_id(one) for one in references]
            return [ctx.portal["invoice_work"].row(one).state for one in found]

    return read


@pytest.fixture
def office(desks, sign_in, references):
    return sign_in(desks.browser("be"), SUPERVISOR).open("/batches/payments")


def test_corrected_file_replaces_the_rows_of_the_one_before(office, references):
    office.upload(FILE, ("l.csv", f"Total 2026\n{references[0]}".encode())).press("Vérifier la liste", status=422)
    assert "Ligne 1, Total 2026 : aucune référence de demande" in office.page
    assert "Choisissez encore une fois le fichier" not in office.page
    assert references[0] in office.page.value(LIST)
    office.upload(FILE, ("l.csv", "\n".join(references).encode())).press("Vérifier la liste")
    assert "Toutes les lignes conviennent" in office.page
    office.press("Noter 2 paiements")
    assert "Les paiements sont notés." in office.page.notice


def test_row_is_corrected_on_the_page_where_no_file_is_chosen_again(office, references):
    office.upload(FILE, ("l.csv", f"Total 2026\n{references[0]}".encode())).press("Vérifier la liste", status=422)
    office.fill(LIST, references[0]).press("Vérifier la liste").press("Noter 1 paiement")
    assert "Les paiements sont notés." in office.page.notice


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_file_is_read_with_a_heading_and_each_separator(office, references, totals, separator, encoding):
    listed = zip(totals, references, strict=True)
    rows = [("Montant", "Référence", "Payé à"), *((amount, one, 'Müller\n"SA"') for amount, one in listed), ("",) * 3]
    lines = [separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    office.upload(FILE, ("l.csv", "\r\n".join(lines).encode(encoding))).press("Vérifier la liste")
    assert office.press("Noter 2 paiements").page.notice.startswith("Les paiements sont notés.")


def box(office, reference):
    """The box beside the payment of that invoice."""
    (found,) = (
        one for one in office.page.document.xpath(".//input[@name='differing']") if reference in one.get("value")
    )
    return found


def test_another_amount_is_not_noted_and_the_other_rows_are(office, references, totals, states):
    office.fill(LIST, f"{references[0]};5.00\n{references[1]};{totals[1]}").press("Vérifier la liste")
    assert f"{references[0]} : payé CHF 5.00, demande CHF {totals[0]}" in office.page
    assert "Toutes les lignes conviennent" not in office.page
    office.press("Noter les paiements")
    assert "sauf ceux dont le montant diffère" in office.page.notice
    assert states() == ["handed_over", "paid"]


def test_ticked_amount_is_noted_and_read_by_sender_and_office(office, references, states, desks, sign_in):
    office.fill(LIST, f"{references[0]};5.00").press("Vérifier la liste")
    box(office, references[0]).set("checked", "checked")
    office.press("Noter les paiements")
    assert office.page.notice == "Les paiements sont notés."
    assert states() == ["paid", "handed_over"]
    sender = sign_in(desks.browser("be"), MANAGER).follow(references[0])
    with desks.looking("be") as ctx:
        path = f"/issuers/{issuer_of(ctx, MANAGER).id}/invoices/{ctx.portal['references'].invoice_id(references[0])}/"
    for page in (sender.page, office.open(f"{path}review").page):
        assert "Montant payé : CHF 5.00, au lieu de CHF" in page


def test_the_tick_counts_for_the_amount_that_was_shown(office, references, states):
    office.fill(LIST, f"{references[0]};5.00").press("Vérifier la liste")
    ticked = box(office, references[0])
    ticked.set("checked", "checked")
    (listed,) = ticked.xpath("ancestor::form[1]//input[@name='references']")
    listed.set("value", f"{references[0]};6.00")
    office.press("Noter les paiements", status=422)
    assert "Rien n’est noté" in office.page.problems[0]
    assert states() == ["handed_over", "handed_over"]


def test_a_line_with_several_amounts_is_to_be_corrected(office, references, totals):
    office.fill(LIST, f"{references[0]};{totals[0]};5.00").press("Vérifier la liste", status=422)
    assert "plusieurs montants, gardez seulement celui qui est payé" in office.page


@pytest.mark.parametrize("number", [1, 400])
def test_a_list_of_any_length_goes_along_into_another_language(office, number):
    """Up to the length of a cookie it is kept by the browser."""
    listed = "\n".join(reference.make("be", 2026) for _number in range(number))
    (token,) = {one.get("value") for one in office.page.document.xpath(".//input[@name='csrf_token']")}
    controls = [("csrf_token", token), ("references", listed), ("switch_language", "de")]
    answer = office.post_controls("/batches/payments", controls, "application/x-www-form-urlencoded")
    shown = Page(answer)
    assert shown.heading == "Zahlungen vermerken"
    assert shown.value("Bezahlte Referenzen").split() == listed.split()
    assert shown.problems == []
    assert office.open("/batches/payments").page.heading == "Zahlungen vermerken"
