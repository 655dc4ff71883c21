"""A page with one form: the base class of the views that state a schema, initial answers and what success does.

The shape is that of Pylons' ``pyramid_deform.FormView``. That package is passed over: its last release (0.2) is of
2013, it requires deform's resources and stock templates, which need inline scripts, and it answers a form that is not
valid with 200. ::

    @form_view(context=Company, name="add-bank-account", permission="members", reauth=True)
    class AddBankAccount(FormView):
        title = _("Ajouter un compte bancaire")
        buttons = (Button("save", _("Enregistrer")),)

        def schema(self):
            return bank_account_schema()

        def success(self, answers):
            if any(account.iban == answers["iban"] for account in self.context.bank_accounts):
                raise InvalidAnswer("iban", _("Ce compte est déjà dans la liste"))
            company_actions.add_bank_account(self.request.action_context, self.context, answers)
            return self.done("bank-account-saved", self.context, "company")

GET shows the form: with what this person had typed here before their session ended or before they had to confirm who
they are, else with ``initial()``. POST reads and validates it and calls ``success``. A form that is not valid, or for
which ``success`` raises `InvalidAnswer`, is kept by `guichet.web.typed_forms`; a redirect leads to the page, which has
status 422 and shows everything that was typed, also after Back, a reload or a change of language. The CSRF token, the
buttons of other languages and saved forms are dealt with here.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import colander
import venusian
from deform import ValidationFailure
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response

from guichet.i18n import _
from guichet.web import concurrent_changes, typed_forms
from guichet.web.forms import new_form, shared_renderer
from guichet.web.forms.blank_form import BlankForm, blank_form
from guichet.web.forms.controls import MalformedForm
from guichet.web.forms.field import Field, FileField, PasswordField
from guichet.web.forms.form import SEND, Button, Form, Link
from guichet.web.language_switch import language_buttons, switched_language

TEMPLATE = "guichet.web:templates/form_page.pt"
"""The page of a view that names no renderer: `FormView.back`, summary of problems, title, `FormView.lead`, form."""
TYPE_AGAIN = _("Saisissez encore une fois le mot de passe : nous ne le gardons pas sur la page")
CHOOSE_AGAIN = _("Choisissez encore une fois le fichier : une page ne peut pas le garder")
Controls = Iterable[tuple[str, str]]


class InvalidAnswer(Exception):
    """Raised by `FormView.success`: the question at ``path`` shows ``message``; an empty path is the whole form."""

    def __init__(self, path: str, message: str, *, status: int = 422) -> None:
        """:param status: of the answer, where 422 is not right, e.g. 429 for too many tries."""
        super().__init__(path, message)
        self.path = path
        self.message = message
        self.status = status


@dataclass(frozen=True)
class SavedForms:
    """Storage of forms that were typed and could not be accepted; set by the room that has the sessions."""

    find: Callable[[Request], Controls | None] = lambda request: None
    """The controls that the signed-in person had typed on the page of the request."""
    remove: Callable[[Request], None] = lambda request: None
    """Deletes them, after the form of this page was accepted."""


class FormView(ABC):
    """A view of one form, made for one request. A subclass defines ``success`` and overrides what else it needs."""

    title: str = ""
    """Heading of the page; a property where it depends on the context."""
    lead: Sequence[str] = ()
    """Sentences between heading and form."""
    back: Link | None = None
    """The link above the heading, « ‹ Ma société »."""
    buttons: Sequence[Button] = (SEND,)
    cancel: Link | None = None
    """A link beside the buttons that leaves the page without sending."""
    obstacle: str | None = None
    """Why this cannot be done now; shown in place of lead and form, and answers a POST with `obstacle_status`."""
    obstacle_status = 422
    multilingual: bool = False
    """True for pages of people who are not signed in: the form has a button for each other language of the desk, so
    that what was typed survives the change. On those of others session.js takes it along."""
    drawn_once: bool = False
    """True where the blank form is the same for all readers: ``schema()`` returns one object and no question takes a
    file. It is then drawn at the first visit and kept, for a page that many open."""
    changes_stored: bool = False
    """True where ``initial()`` is a stored record that several people or pages may change at the same time, see
    `guichet.web.concurrent_changes`."""
    asks_file_again: bool = True
    """False where what a file held is shown in another question of the form."""

    def __init__(self, context: Any, request: Request) -> None:
        self.context = context
        self.request = request

    @property
    def action(self) -> str:
        """The address the form is sent to."""
        path: str = self.request.path
        return path

    @property
    def record_id(self) -> str:
        """Id of the stored record, as the audit log names it; for pages with `changes_stored`."""
        record_id: str = self.context.id
        return record_id

    @property
    def address(self) -> str:
        """The address of the page, for the redirect after a form that was not accepted."""
        return self.action

    def schema(self) -> colander.SchemaNode:
        """The questions; without any, the page asks no more than to press a button."""
        return colander.Schema()

    def initial(self) -> Mapping[str, Any] | None:
        """The values to begin with, as the schema's types have them; None for the schema's defaults."""
        return None

    def accepts_saved(self, cstruct: Mapping[str, Any]) -> bool:
        """Whether to show the raw answers saved for this page; False when they are about something that has changed."""
        return True

    def before(self) -> Any:
        """What is answered instead of the page, to GET and POST alike: a redirect, e.g. where nothing is to be done.

        A page (a response, or values for its template) is shown by GET only; a POST leads to it. It may raise any
        ``HTTPException``.
        """
        return None

    def before_validation(self) -> Response | None:
        """The redirect that answers a POST instead of validating what ``form`` shows, e.g. where too many have come."""
        return None

    @abstractmethod
    def success(self, answers: dict[str, Any]) -> Any:
        """Carry out what the form is for and return the response, usually ``done(…)``.

        :param answers: the deserialized, valid answers (colander's appstruct).
        :raises InvalidAnswer: when the action finds them not acceptable.
        """

    def page(self) -> Mapping[str, Any]:
        """Further values for the template."""
        return {}

    # For subclasses to use.

    @cached_property
    def form(self) -> Form:
        """The form of this request."""
        buttons = [*self.buttons, *(language_buttons(self.request) if self.multilingual else ())]
        schema = self.schema()
        takes_file = any(getattr(node, "control", None) == "file" for node in schema)
        form = new_form(
            self.request, schema, action=self.action, buttons=buttons, cancel=self.cancel, multipart=takes_file
        )
        form.takes_language = bool(self.request.identity)
        return form

    def done(self, code: str, resource: Any, *elements: str) -> HTTPSeeOther:
        """The redirect to the page at ``elements`` of ``resource``, which shows the notice registered as ``code``."""
        return self.redirect(resource, *elements, query={"done": code})

    def redirect(self, resource: Any, *elements: str, **url: Any) -> HTTPSeeOther:
        """The redirect (303) to the page at ``elements`` of ``resource``; ``url`` as for ``resource_path``."""
        # 303 and not 302: the browser fetches the page with GET, and a reload does not post again (RFC 9110, 15.4.4).
        return HTTPSeeOther(self.request.resource_path(resource, *elements, **url))

    # What Pyramid calls.

    def show(self) -> Any:
        """GET: the page with the form."""
        answer = self.before()
        if answer is not None:
            return answer
        if self._shows_typed():
            return self._page()
        controls = self.request.registry.saved_forms.find(self.request)
        saved = self._read(controls)
        if saved is not None:
            self.form.show(saved)
            self.form.shown = dict(controls).get(concurrent_changes.CONTROL, "")
        elif (initial := self.initial()) is not None:
            self.form.show(self.form.schema.serialize(initial))
            if self.changes_stored:
                self.form.shown = concurrent_changes.written(
                    concurrent_changes.digests(concurrent_changes.flat(self.form.cstruct))
                )
        return self._page()

    def submit(self) -> Any:
        """POST: success, or the redirect to the page."""
        # For the answer to an error that only delays the form: where to lead back to.
        self.request.form_view = self
        answer = self.before()
        if answer is not None:
            return answer if _is_redirect(answer) else typed_forms.show_again(self.request, self.address) or answer
        form, request = self.form, self.request
        if switched_language(request):
            # Drawn by this answer where it is too long for a cookie.
            form.show(form.read(request.POST.items()))
            return self.show_again(200)
        if self.obstacle is not None:
            return self.show_again(self.obstacle_status)
        form.show(form.read(request.POST.items()))
        answer = self._merge() if self.changes_stored else None
        if answer is not None:
            return answer
        answer = self.before_validation()
        if answer is not None:
            return answer
        try:
            response = self.success(form.answers())
        except ValidationFailure:
            return self.show_again(422)
        except InvalidAnswer as invalid:
            form.add_problem(invalid.path, invalid.message)
            return self.show_again(invalid.status)
        return self._accepted(response)

    def _accepted(self, response: Any) -> Any:
        """Deletes what was typed on this page before, unless a second step shows it."""
        if not typed_forms.leads_back(response):
            self.request.registry.saved_forms.remove(self.request)
            self.request.add_response_callback(typed_forms.forget)
        return response

    def _merge(self) -> Any:
        """Takes over what was stored since the page was shown; the redirect to the page where both have changed the
        same.
        """
        form, request = self.form, self.request
        shown = concurrent_changes.read(request.posted(concurrent_changes.CONTROL))
        typed = concurrent_changes.flat(form.cstruct)
        form.show(form.schema.serialize(self.initial() or {}))
        stored = concurrent_changes.flat(form.cstruct)
        merged, both = concurrent_changes.merge(shown, stored, typed)
        conflicts = [name for name in both if not concurrent_changes.agree(form.find(name), typed[name], stored[name])]
        form.show(concurrent_changes.nested(merged))
        if not conflicts:
            return None
        origin = concurrent_changes.origin(request.root, self.record_id, request.identity.user_id)
        for name in conflicts:
            form.add_problem(name, concurrent_changes.problem(form.find(name), stored[name], origin))
        # Sent once more, the answers to these questions count: they were compared.
        now = concurrent_changes.digests(stored)
        form.shown = concurrent_changes.written(shown | {name: now[name] for name in conflicts})
        others = [one for one in typed_forms.posted_controls(request) if one[0] != concurrent_changes.CONTROL]
        return self.show_again(409, [*others, (concurrent_changes.CONTROL, form.shown)])

    def show_again(self, status: int, controls: list[tuple[str, str]] | None = None, *, checked: bool = False) -> Any:
        """Lead back to the page, which shows what was typed and the form's problems, with that status.

        :param checked: whether the page shows its second step, see `guichet.web.typed_forms.TypedForm.checked`.
        """
        redirect = typed_forms.show_again(
            self.request, self.address, _problems(self.form), status=status, controls=controls, checked=checked
        )
        if redirect is not None:
            return redirect
        # Longer than a cookie: the page itself. An error status aborts the transaction (``transactions.veto``), so that
        # a refused form stores nothing.
        self.request.response.status_int = max(status, 422)
        return self._page()

    def _shows_typed(self) -> bool:
        """Fills the form with what was typed before it was refused, with the messages; False where there is nothing."""
        request, typed = self.request, self.request.typed_form
        raw = self._read(typed.controls if typed else None)
        if typed is None or raw is None:
            return False
        form = self.form
        form.show(raw)
        form.shown = typed.answers.get(concurrent_changes.CONTROL, "")
        for path, texts in typed.problems:
            form.add_problem(path, texts.get(request.localize.language, next(iter(texts.values()))))
        if typed.problems:
            # A page never holds a password or a file, so an error elsewhere has emptied its field.
            for part in form.children:
                asked = PasswordField | FileField if self.asks_file_again else PasswordField
                if isinstance(part, asked) and part.name in typed.dropped and not part.message:
                    text = TYPE_AGAIN if isinstance(part, PasswordField) else CHOOSE_AGAIN
                    form.add_problem(part.path, request.localize(text))
        request.response.status_int = typed.status
        return True

    def _read(self, controls: Controls | None) -> dict[str, Any] | None:
        """The raw answers in saved controls; None for controls of another form, or about what has changed."""
        if controls is None:
            return None
        try:
            raw = self.form.read(controls)
        except MalformedForm:  # forms are saved unread, so this may be any forged POST
            return None
        return raw if self.accepts_saved(raw) else None

    def _page(self) -> dict[str, Any]:
        own = {"title": self.title, "lead": self.lead, "back": self.back, "obstacle": self.obstacle}
        form = self._blank_form() if self.drawn_once and not self._has_form else self.form
        return {**own, "form": form, "problems": form.problems, **self.page()}

    @property
    def _has_form(self) -> bool:
        """Whether this request has read or filled the form."""
        return "form" in self.__dict__

    def _blank_form(self) -> BlankForm:
        renderer = shared_renderer(self.request.desk.settings.development)
        return blank_form(
            self.request, renderer, self.schema(), action=self.action, buttons=self.buttons, cancel=self.cancel
        )


def _is_redirect(answer: Any) -> bool:
    return isinstance(answer, Response) and 300 <= answer.status_int < 400


def _problems(field: Field) -> Iterator[tuple[str, str]]:
    """Path and message, in all languages, of each question with a problem; the form as a whole has the empty path."""
    if field.problem:
        yield field.path, field.problem
    for part in field.on_page:
        yield from _problems(part)


def includeme(config: Configurator) -> None:
    """Adds the directives."""
    config.registry.saved_forms = SavedForms()
    config.add_directive("add_form_view", add_form_view)
    config.add_directive("set_saved_forms", set_saved_forms)


def add_form_view(
    config: Configurator, view: type[FormView], *, permission: str, name: str = "", renderer: str = TEMPLATE, **kw: Any
) -> None:
    """Directive: registers ``view`` for GET and POST at ``name`` of the ``context`` among ``kw``.

    ``permission`` and ``kw`` (``context``, ``reauth``, …) are those of ``add_view``. Raises ``ConfigurationError`` for
    a class without ``success``, which Python would refuse only at the first request.
    """
    if inspect.isabstract(view):
        missing = ", ".join(sorted(view.__abstractmethods__))
        raise ConfigurationError(f"the form view {view.__qualname__} does not define {missing}")
    options = {"permission": permission, "name": name, "renderer": renderer, **kw}
    config.add_view(view, attr="show", request_method="GET", **options)
    config.add_view(view, attr="submit", request_method="POST", **options)


def set_saved_forms(config: Configurator, saved_forms: SavedForms) -> None:
    """Directive: sets the storage of forms that could not be accepted."""
    config.registry.saved_forms = saved_forms


def form_view(*, permission: str, **kw: Any) -> Callable[[type[FormView]], type[FormView]]:
    """Class decorator: the scan of the room registers the view, see `add_form_view`. May be given several times."""

    def decorate(view: type[FormView]) -> type[FormView]:
        def register(scanner: Any, name: str, found: type[FormView]) -> None:
            config = scanner.config.with_package(info.module)
            config.add_form_view(found, permission=permission, **kw)

        # As Pyramid's own ``view_config`` does: nothing is registered on import, so another room or a test may import
        # the module without adding its pages.
        info = venusian.attach(view, register, category="pyramid")
        return view

    return decorate
