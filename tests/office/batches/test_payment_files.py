"""Payments noted from a file: as Excel writes it, then corrected and chosen once more."""

import pytest

from guichet.office.batches import batch_actions

SUPERVISOR = "supervisor@be.example"
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
def test_file_is_read_with_a_heading_and_each_separator(office, references, separator, encoding):
    rows = [("Montant", "Référence", "Payé à"), *(("39.25", one, 'Müller\n"SA"') for one in references), ("", "", "")]
    lines = [separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    office.upload(FILE, ("l.csv", "\r\n".join(lines).encode(encoding))).press("Vérifier la liste")
    assert office.press("Noter 2 paiements").page.notice.startswith("Les paiements sont notés.")
