"""Browser without a window or scripts: keeps cookies and the present page, checks every response."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import webtest
from translationstring import TranslationString

from guichet.dispatcher import WsgiApp
from guichet.testing.outbox import TestOutbox
from guichet.testing.page import NotOnPage, Page
from guichet.testing.page_rules import faults
from guichet.testing.people import PASSWORD
from guichet.users.tasks import TaskQueue
from guichet.web.form_body import MULTIPART, URL_ENCODED
from guichet.web.request_ids import REQUEST_ID
from guichet.web.typed_forms import AGAIN

MACHINE = "192.0.2.7"
"""The network address every browser comes from (RFC 5737)."""
ID_IN_TESTS = "abcdefabcdef"
"""Id of every request of a browser, so that one page of an error can be compared with another."""
MAX_REDIRECTS = 10
BUTTONS = (
    *("send", "save", "attach", "detach", "replace", "join", "earlier", "add", "remove", "repeat", "change"),
    *("confirm", "pay"),
)
"""Names that several buttons of an invoice's form share; plain webtest posts all of them, see :func:`press`."""


class FaultyPage(AssertionError):
    """A page that was shown and breaks rules of :mod:`guichet.testing.page_rules`; the text lists the faults."""


class DeskBrowser(webtest.TestApp):
    """webtest's ``TestApp`` at one desk, with the verbs of a person on top.

    ``open``, ``follow``, ``press`` lead to another page, ``fill``, ``tick``, ``upload`` work on the present one; all
    return the browser, and ``page`` is the :class:`~guichet.testing.page.Page` it is on.
    """

    def __init__(self, served: WsgiApp, tick: Callable[[], None], tasks: TaskQueue) -> None:
        """:param served: where requests go: the dispatcher of a test, or something that forwards to a server.
        :param tick: called after every request; moves the clock of the test.
        :param tasks: the worker's tasks of the desk that this browser is at.
        """
        desk = tasks.desk
        host, scheme = desk.tenant_settings.hosts[0], urlsplit(desk.tenant_settings.url).scheme
        environment = {"HTTP_HOST": host, "wsgi.url_scheme": scheme, "REMOTE_ADDR": MACHINE}
        super().__init__(served, extra_environ=environment)
        self.desk = desk
        self._tick = tick
        self._tasks = tasks
        self.typography = True
        """Whether the blanks of French punctuation are looked at; set it to False to type anything."""
        self.seen: list[tuple[str, str]] = []
        """Method and path of every request."""
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page the browser is on."""
        assert self._page is not None, "no page has been opened yet"
        return self._page

    @property
    def outbox(self) -> TestOutbox:
        """The messages of this desk."""
        return TestOutbox([self._tasks])

    def say(self, text: str) -> str:
        """A text of guichet, given in French, in the page's language: ``lu.follow(lu.say("Nouvelle facture"))``."""
        language = self.page.document.get("lang", "").partition("-")[0]
        said: str = self.desk.localizer(language)(TranslationString(text, domain="guichet"))
        return said

    def open(self, address: str, status: int = 200) -> "DeskBrowser":
        """Goes to an address and follows redirects; the page it ends on must have that status."""
        return self._arrive(self.get(address), status)

    def follow(self, words: str, within: str = "", status: int = 200) -> "DeskBrowser":
        """Follows the link with these words."""
        return self.open(urljoin(self.page.response.request.url, self.page.link(words, within)), status)

    def fill(self, label: str, value: str, within: str = "") -> "DeskBrowser":
        """Types into a field, or chooses from a list."""
        self.page.fill(label, value, within)
        return self

    def fill_all(self, answers: Mapping[str, str], within: str = "") -> "DeskBrowser":
        """Several fields by their labels."""
        for label, value in answers.items():
            self.page.fill(label, value, within)
        return self

    def tick(self, label: str, within: str = "", *, ticked: bool = True) -> "DeskBrowser":
        """Ticks a box, or chooses one of several answers."""
        self.page.tick(label, within, ticked=ticked)
        return self

    def upload(self, label: str, *files: tuple[str, bytes]) -> "DeskBrowser":
        """Chooses files, each a name and its content."""
        self.page.upload(label, *files)
        return self

    def press(self, words: str, within: str = "", status: int = 200) -> "DeskBrowser":
        """Presses the button with these words and follows redirects."""
        return self._arrive(self.send(words, within), status)

    def send(self, words: str, within: str = "") -> Any:
        """Presses a button and stays on the page, as a double click does; returns the response."""
        button = self.page.button(words, within)
        # A button may stand outside of its form and name it.
        owner = button.get("form")
        form = self.page.document.get_element_by_id(owner) if owner else button.xpath("ancestor::form[1]")[0]
        controls = self.page.controls(form, button)
        if form.get("method", "get").lower() == "get":
            return self.get(f"{form.get('action') or self.page.url}?{urlencode(controls)}")
        action = button.get("formaction") or form.get("action") or self.page.url
        return self.post_controls(action, controls, form.get("enctype") or URL_ENCODED)

    def post_controls(self, address: str, controls: Iterable[tuple[str, Any]], kind: str = "") -> Any:
        """Posts pairs of name and value as a form of ``kind`` does; a file is a pair of name and content.

        Returns the response, or for a form that was refused the page that shows it again: 303 is success, 422 is not.
        """
        # Pairs and never a dict: names repeat in a form, and peppercorn depends on their order.
        pairs = [(name, webtest.Upload(*value) if isinstance(value, tuple) else value) for name, value in controls]
        kind = kind or (MULTIPART if any(isinstance(value, webtest.Upload) for _, value in pairs) else URL_ENCODED)
        headers = {"Origin": self._origin()} if self._page else {}
        answer = self.post(urljoin(self.desk.tenant_settings.url, address), pairs, headers, content_type=kind)
        return answer.follow() if f"{AGAIN}=yes" in answer.headers.get("Location", "") else answer

    def request(self, url_or_req: Any, *args: Any, **given: Any) -> Any:
        """Any method at this desk; webtest alone would send it to ``localhost``."""
        if isinstance(url_or_req, str):
            given.setdefault("base_url", self.desk.tenant_settings.url)
        return super().request(url_or_req, *args, **given)

    def do_request(self, req: Any, status: Any = None, expect_errors: Any = None) -> Any:
        """One request, which takes a millisecond.

        Raises :class:`FaultyPage`; fails for 5xx but 503 with ``Retry-After``, and a ``status`` that was asked for. No
        response sets one cookie twice (RFC 6265, 4.1.1): of two, a browser keeps the last, and webtest another.
        """
        self._tick()
        req.environ[REQUEST_ID] = ID_IN_TESTS
        self.seen.append((req.method, req.environ["PATH_INFO"]))
        response = super().do_request(req, status=status or "*", expect_errors=expect_errors)
        expected = status == response.status_int or (response.status_int == 503 and "Retry-After" in response.headers)
        assert response.status_int < 500 or expected, f"{req.method} {req.path_qs}: {response.status}\n{response.text}"
        cookies = [cookie.partition("=")[0] for cookie in response.headers.getall("Set-Cookie")]
        assert len(set(cookies)) == len(cookies), f"{req.method} {req.path_qs} sets a cookie twice: {cookies}"
        if response.content_type == "text/html" and response.body:
            found = faults(response.text, response.headers, typography=self.typography)
            if found:
                raise FaultyPage("\n  ".join((f"{req.method} {req.path_qs}:", *found)))
        return response

    def _origin(self) -> str:
        """The ``Origin`` header of a form (Fetch standard, 3.2): ``null`` if its page has ``no-referrer``."""
        silent = self.page.response.headers.get("Referrer-Policy") == "no-referrer"
        return "null" if silent else self.desk.tenant_settings.url

    def _arrive(self, response: Any, status: int) -> "DeskBrowser":
        for _number in range(MAX_REDIRECTS):
            if not 300 <= response.status_int < 400:
                break
            response = response.follow()
        where = f"{response.request.method} {response.request.path_qs}"
        assert response.status_int == status, f"{where}: {response.status}\n{_words(response)}"
        assert response.content_type == "text/html", f"{where} is {response.content_type}, use get()"
        self._page = Page(response)
        return self


def sign_in(browser: DeskBrowser, email: str, password: str = PASSWORD) -> DeskBrowser:
    """Signs in by password and code, on the present page or on the first page of the desk, in the page's language."""
    if browser._page is None or browser.page.heading != browser.say("Se connecter"):
        browser.open("/")
    say = browser.say
    browser.fill(say("Adresse e-mail"), email).fill(say("Mot de passe"), password).press(say("Se connecter"))
    try:
        return browser.fill(say("Code"), browser.outbox.texts[-1].code).press(say("Continuer"))
    except (NotOnPage, IndexError):
        problem = f"{email} is not asked for a code; the page says: {browser.page.words[:300]}"
        raise NotOnPage(problem) from None


def press(form: webtest.Form, name: str, value: str = "yes", status: Any = None) -> Any:
    """Presses one button of a plain webtest form, whatever other buttons of that name there are.

    webtest posts all of them: « Supprimer » of the first journey would be pressed along with « Ajouter ».
    """
    pairs = [(field, typed) for field, typed in form.submit_fields() if field not in BUTTONS]
    kind = form.enctype if "multipart" in form.enctype else None
    address = form.action or form.response.request.path_qs
    return form.response.test_app.post(address, [*pairs, (name, value)], content_type=kind, status=status)


def _words(response: Any) -> str:
    return Page(response).words[:2000] if response.content_type == "text/html" else response.text[:2000]
