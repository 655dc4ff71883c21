"""Which pages are measured, how often, and what they are to reach."""

from itertools import cycle
from urllib.parse import urlencode

from browser import Browser
from every_form import form_rows
from figures import Figure, Target
from house import FilledDesk
from listed import ListedDesk
from measuring import Work
from serve import FLOOR

SUBMISSIONS = 10
"""Per round; each needs a draft of its own, and each decision a case."""
SEARCHED = "Muster, Anna"
"""The name in the order in which offices write it."""
NAME_OF_FLOOR = "bare Pyramid view, two bytes"
FILTERED = "?view=new&type=318.632.1&assignee=nobody&period=this-year"
"""Three filters beside a view."""
LISTED = 10
"""Rows of the long work list, in multiples of the invoices of the large desk; the short one has a hundredth of them."""
IN_LIST = f"?{urlencode({'list': FILTERED[1:]})}"
EMPTY = "empty tagged page, our settings"


def pages(port: int, large: FilledDesk, small: FilledDesk, many: int, few: int) -> list[Work]:
    """The floor first: all others are multiples of it."""

    def page(name: str, browser: Browser, path: str, times: int, *targets: Target) -> Work:
        return Work(Figure(name, targets), browser, times, lambda one: one.get(path))

    company, clerk = large.browser(port, "company"), large.browser(port, "clerk")
    guichet, work = (f"{name}, {few} invoices" for name in ("guichet page", "office work list"))
    three = "work list, three filters"
    filtered = f"{three}, {few} invoices"
    filled = large.filled
    return [
        page(NAME_OF_FLOOR, Browser(port, FLOOR), "/", 1000),
        page("sign-in page", large.browser(port), "/", 300, _floors(3)),
        page(f"guichet page, {many:,} invoices", company, filled.company, 150, _floors(6), Target(1.2, guichet)),
        page(guichet, small.browser(port, "company"), small.filled.company, 150),
        page(f"office work list, {many:,} invoices", clerk, "/work-list", 150, _floors(6), Target(1.2, work)),
        page(work, small.browser(port, "clerk"), "/work-list", 150),
        page(f"{three}, {many:,} invoices", clerk, f"/work-list{FILTERED}", 150, _floors(6), Target(1.2, filtered)),
        page(filtered, small.browser(port, "clerk"), f"/work-list{FILTERED}", 150),
        page("review of a case in that list", clerk, f"{filled.copied}review{IN_LIST}", 50, _floors(10)),
        _decision(clerk, filled.open),
        page("statistics, twelve months", large.browser(port, "supervisor"), "/statistics", 50, _floors(30)),
        page("travel form, two journeys", company, f"{filled.first_draft}edit", 50, _floors(15)),
        page("… of a person with 50 earlier invoices", company, f"{filled.draft}edit", 50),
        *form_rows(large.browser(port, "writer"), filled.forms, NAME_OF_FLOOR),
        *_search(large.browser(port, "employer"), filled.people, many),
        page("download of a kept PDF copy", company, f"{filled.copied}copy.pdf", 100),
        _submission(large.browser(port, "sender"), filled.drafts),
    ]


def lists(port: int, long: ListedDesk, short: ListedDesk, many: int, few: int) -> list[Work]:
    """The work list under three filters beside its view, on a server of its own."""
    name, base = (f"work list of {number:,} rows, three filters" for number in (many, few))
    targets = {name: (_floors(6), Target(1.2, base)), base: ()}
    return [
        Work(Figure(each, targets[each]), desk.browser(port), 150, lambda one: one.get(f"/work-list{FILTERED}"))
        for each, desk in ((name, long), (base, short))
    ]


def _floors(most: float) -> Target:
    return Target(most, NAME_OF_FLOOR)


def _search(browser: Browser, people: str, many: int) -> list[Work]:
    """« Filtrer » above the list of a company's beneficiaries: the press, and the page it leads to."""

    def press(one: Browser) -> bytes:
        return one.post(people, {"text": SEARCHED}, leads_to="?again=yes")

    def show(one: Browser) -> bytes:
        page = one.get(f"{people}?again=yes")
        assert page.count(b"<tr>") > 1, "no row was found"
        return page

    shown = Figure(f"beneficiary filter, {many:,}", (_floors(8),))
    return [Work(Figure("… the press before it"), browser, 100, press), Work(shown, browser, 100, show)]


def _submission(browser: Browser, drafts: tuple[tuple[str, str], ...]) -> Work:
    """« Envoyer la demande » on the last-check page, each time of another draft."""
    left = iter(drafts)
    figure = Figure("submission, with 50 earlier invoices compared")

    def send(one: Browser) -> bytes:
        path, version = next(left)
        return one.post(f"{path}check", {"seen": "yes", "version": version}, leads_to="/sent")

    return Work(figure, browser, SUBMISSIONS, send)


def _decision(browser: Browser, cases: tuple[str, ...]) -> Work:
    """« Accepter la demande » on its check page, each time of another case."""
    left = iter(cases)

    def accept(one: Browser) -> bytes:
        path = next(left)
        return one.post(f"{path}accept", {"revision_number": "1"}, leads_to=path.split("/")[-2])

    return Work(Figure("decision: an invoice is accepted", (_floors(15),)), browser, SUBMISSIONS, accept)


def copies(port: int, large: FilledDesk) -> Work:
    """The PDF copies of one invoice after the other."""
    paths = cycle(large.filled.sent)
    figure = Figure("PDF copy, drawn", (Target(1.3, EMPTY),))
    return Work(figure, large.browser(port, "company"), 8, lambda one: one.get(f"{next(paths)}copy.pdf"))
