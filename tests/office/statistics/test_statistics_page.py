"""« Statistiques »: what a supervisor reads, for which months and forms, and the files for Excel."""

import csv
import io
from datetime import timedelta

import pytest

from guichet.clock import today
from guichet.invoices.monthly_figures import monthly_figures
from guichet.office.decisions import decision_actions
from guichet.office.reasons.models import CORRECTIONS
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import TRAVEL, send_travel

OTHER = "318.632"
MANAGER, CLERK, SUPERVISOR, ADMINISTRATOR = (
    f"{name}@be.example" for name in ("manager", "clerk", "supervisor", "administrator")
)


@pytest.fixture
def counted(desks):
    """``counted("2026-10", 7, "accepted")``: adds to a figure of the travel form, or of another one."""

    def count(month, number, *figure, type_id=TRAVEL, sender="company"):
        with desks.acting("be") as ctx:
            monthly_figures(ctx.portal).add(month, type_id, sender, figure, number)

    return count


@pytest.fixture
def page(be, sign_in):
    """``page("?period=2025")``: the statistics as the supervisor sees them."""
    sign_in(be, SUPERVISOR)
    return lambda query="": be.open(f"/statistics{query}").page


def table(page, caption):
    """The rows of a table, as texts."""
    [found] = page.document.xpath(f".//table[caption='{caption}']")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found.iter("tr")]


MONTHS = "Demandes reçues et décisions par mois"
DAYS = "Jours ouvrables jusqu’à la décision, par formulaire"
SHARES = "Part des points signalés par champ et motif"


def test_decisions_of_a_case_stand_in_its_month(desks, be, sign_in, clock):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        invoice_id = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), today() - timedelta(days=9)).id
    clock.forward(days=3)
    with desks.acting("be", CLERK) as ctx:
        decision_actions.accept(ctx, issuer_of(ctx, MANAGER).invoices[invoice_id], revision_number=1)
    sign_in(be, SUPERVISOR)
    rows = table(be.open("/statistics").page, MONTHS)
    assert rows[0] == ["Mois", "Reçues", "Décidées", "Sans correction", "Après correction", "Refusées"]
    assert rows[1] == ["novembre 2026", "1", "1", "1", "0", "0"]
    # The headings, twelve months and their sum.
    assert (len(rows), rows[-2][0]) == (14, "décembre 2025")


def test_period_form_and_sender_narrow_all_figures(page, counted):
    counted("2025-03", 40, "accepted")
    counted("2025-03", 8, "refused", type_id=OTHER, sender="insured")
    counted("2025-12", 2, "corrected")
    year = table(page("?period=2025"), MONTHS)
    assert (year[1][0], year[-2][0]) == ("décembre 2025", "janvier 2025")
    assert year[-1] == ["Total", "0", "50", "40", "2", "8"]
    assert table(page(f"?period=2025&type={TRAVEL}"), MONTHS)[-1] == ["Total", "0", "42", "40", "2", "0"]
    assert table(page("?period=2025&sender=insured"), MONTHS)[-1] == ["Total", "0", "8", "0", "0", "8"]
    # The present year ends with the present month, and an unknown choice narrows nothing.
    assert table(page("?period=2026"), MONTHS)[1][0] == "novembre 2026"
    assert table(page("?period=1999&type=x&sender=y"), MONTHS)[-2][0] == "décembre 2025"


def test_days_of_few_decisions_are_neither_named_nor_drawn(page, counted):
    for days, number in ((2, 6), (30, 4)):
        counted("2025-05", number, "days", str(days))
        counted("2025-05", number // 4, "days", str(days), type_id=OTHER)
    shown = page("?period=2025")
    rows = table(shown, DAYS)
    # Of two cases neither days nor a line of the plot.
    assert [[row[0].endswith(TRAVEL), *row[1:]] for row in rows[1:]] == [
        [False, "–", "–", "2"],
        [True, "2", "30", "10"],
    ]
    [plot] = [one for one in shown.document.xpath(".//*[@role='img']") if one.get("aria-labelledby").startswith("days")]
    assert len(plot.xpath(".//*[@class='span']")) == 1


def test_shares_name_question_and_reason_and_hide_few_cases(desks, page, counted):
    with desks.looking("be") as ctx:
        reason_id, reason = ctx.portal[CORRECTIONS].by_title("fr")[0]
    counted("2025-05", 9, "asked")
    counted("2025-05", 30, "mark", "details.lines.km", reason_id)
    counted("2025-05", 10, "mark", "documents", "")
    counted("2025-05", 6, "mark", "decision", "removed")
    counted("2025-05", 10, "mark", "decision", "removed", type_id=OTHER)
    counted("2025-05", 3, "mark", "remark", "")
    counted("2025-05", 1, "mark", "details.no_longer", "", type_id="no-longer")
    rows = table(page("?period=2025"), SHARES)[1:]
    assert [(row[0], row[2]) for row in rows] == [
        (f"Kilomètres, trajet simple{reason.title}", "50 %"),
        ("Numéro de décisionMotif retiré de la liste", "27 %"),
        ("Document manquantMotif écrit librement", "17 %"),
        ("Autres champs2 motifs", "7 %"),
    ]


def test_without_decisions_there_is_a_sentence_and_no_plot(page, counted):
    counted("2024-01", 1, "received")
    shown = page("?period=2024")
    assert "Aucune décision dans ces mois." in shown
    assert shown.document.xpath(".//*[@role='img']") == []


def test_plots_have_title_and_description_and_no_style(page, counted):
    counted("2026-03", 9, "accepted")
    counted("2026-03", 9, "days", "4")
    plots = page().document.xpath(".//*[@role='img']")
    assert len(plots) == 2
    for plot in plots:
        ids = {one.get("id"): one.text_content() for one in plot if one.get("id")}
        assert all(ids[name] for name in plot.get("aria-labelledby").split())
        assert plot.xpath(".//@style | .//@fill | .//@stroke") == []


def test_csv_has_a_line_for_month_form_and_sender(be, page, counted):
    counted("2025-05", 6, "days", "4")
    counted("2025-05", 6, "accepted")
    counted("2025-05", 2, "withdrawn", sender="insured")
    page()
    answer = be.get("/statistics.csv?period=2025")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="statistics-')
    headings, *rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";")
    assert headings[3:6] == ["Expéditeurs", "Reçues", "Acceptées sans correction"]
    assert [[row[0], *row[2:]] for row in rows] == [
        ["2025-05", TRAVEL, "Sociétés", "0", "6", "0", "0", "0", "0", "4", "4"],
        ["2025-05", TRAVEL, "Personnes assurées", "0", "0", "0", "0", "2", "0", "", ""],
    ]


def test_csv_of_corrections_runs_no_formula_of_a_reason(be, desks, page, counted):
    with desks.acting("be") as ctx:
        reason_id = next(iter(ctx.portal[CORRECTIONS]))
        reason = ctx.portal[CORRECTIONS][reason_id]
        reason.texts = tuple((language, "=1+1", text) for language, _title, text in reason.texts)
    counted("2025-05", 6, "mark", "decision", reason_id)
    page()
    answer = be.get("/corrections.csv?period=2025")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Numéro de décision", "'=1+1", "6", "100"]


@pytest.mark.parametrize(("email", "shown"), [(CLERK, False), (SUPERVISOR, True), (ADMINISTRATOR, True)])
def test_statistics_are_for_supervisors_and_administrators(be, sign_in, email, shown):
    sign_in(be, email)
    links = be.open("/account").page.document.xpath(".//nav//a/text()")
    assert ("Statistiques" in links) is shown
    assert be.get("/statistics", status="*").status_int == (200 if shown else 404)
