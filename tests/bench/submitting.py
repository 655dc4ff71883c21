"""A submission from its start to its end, with one picture, as a browser sends it.

Everything is read from the pages themselves and nothing from the code, so that it asks the same of any revision.
"""

import http.client
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

from browser import CSRF, Browser
from figures import Figure, Target
from house import FilledDesk
from lxml.html import FormElement, document_fromstring
from measuring import Work
from PIL import Image
from plan import NAME_OF_FLOOR
from urllib3.filepost import encode_multipart_formdata

NAME = "submission with one picture, four requests"
TIMES = 5
"""Per round."""
DATE = re.compile(r"\d\d\.\d\d\.\d{4}")
APART = 3
"""Days between the journeys of one submission and those of the next, so that none repeats another."""
NUMBER = "number"
"""Control of the invoice number."""
NOT_TYPED = {"csrf_token", "file"}
PICTURE_SIZE = (1200, 900)


class NotSent(Exception):
    """The desk shows a page again instead of going on, e.g. since it has too many files to look at."""


Fields = list[tuple[str, str]]
File = tuple[str, bytes, str]
"""Name, content, type."""


def four_requests(port: int, large: FilledDesk, numbers: Iterator[int]) -> Work:
    """Start, answers with the picture, last check, send; CPU time of the four together."""
    sender = large.browser(port, "sender")
    paths = tuple(path for path, _version in large.filled.drafts)
    picture = ("ticket.jpg", small_picture(), "image/jpeg")
    submit = submissions(port, sender, paths, files=(picture,), numbers=numbers)
    return Work(Figure(NAME, (Target(200, NAME_OF_FLOOR),)), sender, TIMES, submit)


def submissions(
    port: int,
    browser: Browser,
    drafts: tuple[str, ...],
    *,
    files: tuple[File, ...],
    numbers: Iterator[int],
) -> Callable[[Browser], None]:
    """What sends one more submission each time it is called, in four requests.

    ``drafts`` are addresses of filled drafts of one issuer, the earliest service days last: the answers of the last
    one are taken over, with days before them, further back by each of ``numbers``. Raises :class:`NotSent`.
    """
    browser.refresh()
    issuer, start, answers = forms_of(browser, drafts[-1])
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def submit(one: Browser) -> None:
        number = next(numbers)
        # Another invoice number each time: one that was used before would change what the drafts' check pages show.
        moved = [
            (name, f"{value}/{number}" if name == NUMBER else _earlier(value, APART * number))
            for name, value in answers
        ]
        edit = _post(connection, one, f"{issuer}new-invoice", [*start, ("start", "yes")])
        check = _post(connection, one, edit, [*moved, ("send", "yes")], files)
        # With ten others a second the page is sometimes shown again; a person then presses the button once more.
        for _press in range(3):
            sent = _post(connection, one, check, [*_fields(one.get(check)), ("seen", "yes")])
            if sent.endswith("/sent"):
                break
        else:
            raise NotSent(sent)

    return submit


def forms_of(browser: Browser, draft: str) -> tuple[str, Fields, Fields]:
    """Address of the issuer of a filled draft, what « Nouvelle facture » posts for one more, and its answers."""
    issuer = draft.partition("invoices/")[0]
    start = _fields(browser.get(f"{issuer}new-invoice"))
    # Nothing is chosen among the forms: the answer has its place behind the marker of its group (peppercorn).
    start.insert(start.index(("__start__", "type:rename")) + 1, ("type", "318.632.1"))
    return issuer, start, _fields(browser.get(f"{draft}edit"))


def _post(
    connection: http.client.HTTPConnection, browser: Browser, path: str, fields: Fields, files: tuple[File, ...] = ()
) -> str:
    """Sends a form as a browser does; the path that its answer leads to."""
    controls = [("csrf_token", CSRF), *fields]
    body: bytes | str
    if files:
        body, content_type = encode_multipart_formdata([*controls, *(("file", file) for file in files)])
    else:  # a page that takes no file refuses multipart
        body, content_type = urlencode(controls), "application/x-www-form-urlencoded"
    connection.request("POST", path, body, {**browser.headers, "Content-Type": content_type})
    response = connection.getresponse()
    response.read()
    if response.status != 303:
        raise NotSent(f"{path}: {response.status}")
    return urlsplit(response.headers["Location"]).path


def _fields(page: bytes) -> Fields:
    """The fields of the largest form of a page, filled as it shows them; a list starts with its first entry."""
    form = max(document_fromstring(page).forms, key=lambda one: len(one.fields))
    return [(name, _chosen(form, name, value)) for name, value in form.form_values() if name not in NOT_TYPED]


def _chosen(form: FormElement, name: str, value: str) -> str:
    if value or not form.xpath(f".//select[@name={name!r}]"):
        return value.lstrip("\n")
    options: list[str] = form.xpath(f".//select[@name={name!r}]//option/@value")
    return next(filter(None, options), "")


def _earlier(value: str, days: int) -> str:
    if not DATE.fullmatch(value):
        return value
    day, month, year = map(int, value.split("."))
    return f"{date(year, month, day) - timedelta(days=days):%d.%m.%Y}"


def small_picture() -> bytes:
    """A photo of a receipt, as large as browsers send it after the page's script has made it smaller."""
    written = io.BytesIO()
    Image.effect_mandelbrot(PICTURE_SIZE, (-2, -1.5, 1, 1.5), 60).convert("RGB").save(written, "JPEG", quality=85)
    return written.getvalue()
