"""The table of a page of the work list, with the form for several cases below it."""

from collections.abc import Sequence

from chameleon.utils import Markup
from pyramid.request import Request

from guichet.invoices.case_index import UNASSIGNED, CaseRow
from guichet.office.cases.assignees import assignees
from guichet.office.cases.chosen_list import MAX_GROUP, ChosenList
from guichet.office.cases.list_rows import MIXED, draw_rows
from guichet.web.page_context import PageContext

TEMPLATES = "guichet.office.cases:templates"


def draw_table(request: Request, rows: Sequence[tuple[str, CaseRow]], chosen: ChosenList) -> Markup:
    """The rows with heading and number, and what may be done with those that are chosen."""
    page: PageContext = request.page_context
    localize, count = request.localize, chosen.count()
    heading = localize(chosen.heading)
    group = page.part(
        f"{TEMPLATES}/group_fields.pt",
        colleagues=assignees(request.root),
        chosen=request.identity.user_id,
        unassigned=UNASSIGNED,
        most=MAX_GROUP,
    )
    return page.filled(
        f"{TEMPLATES}/work_list_table.pt",
        {"heading": heading, "count": "" if count is None else localize.count(count), "link": chosen.link},
        {"rows": draw_rows(request, rows, chosen), "group_fields": group, "csrf_input": page.csrf_input},
        mixed=chosen.wanted.view in MIXED,
        counted=count is not None,
        assign=request.resource_path(request.root, "assign-cases"),
        accept=request.resource_path(request.root, "accept-cases"),
    )
