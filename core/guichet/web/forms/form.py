"""`Form`, the form of one request: reads and checks posted controls, shows them again with messages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import colander
import deform
from chameleon.utils import Markup
from translationstring import TranslationString

from guichet.i18n import Localizer, _
from guichet.web.forms import controls as posted_controls
from guichet.web.forms import lines, texts
from guichet.web.forms.conditions import browser_conditions
from guichet.web.forms.field import Field, HiddenField
from guichet.web.forms.form_context import RESERVED, FormContext, LineTexts
from guichet.web.forms.line_fields import DATES, LinesField
from guichet.web.forms.renderer import Renderer, described_by
from guichet.web.forms.structure import SectionField, Structure
from guichet.web.html_frames import ID, VALUE


@dataclass(frozen=True)
class Button:
    """A button that sends the form."""

    name: str
    title: str | TranslationString
    kind: str = ""
    """Class beside ``button``: none for the one primary button of a page, ``second``, ``outline`` or ``text``."""
    value: str = "yes"
    lang: str = ""
    """Language of the title, where it is not the page's."""


SEND = Button("send", _("Envoyer"))
MAX_DATES = 1000
"""Characters read of the dates on which a line is repeated: 50 lines with a date and a comma each."""


@dataclass(frozen=True)
class Link:
    """A link with its text."""

    label: str
    url: str


@dataclass(frozen=True)
class ProblemLink:
    """A link to a field whose answer has to be mended, with the message."""

    href: str
    text: str


class Form(SectionField, deform.Form):
    """deform's form on lean fields (see `guichet.web.forms.field`), without focus, ajax and resources.

    ::

        form = Form(schema, renderer=…, localize=…, csrf_token=…)
        try:
            answers = form.validate(request.POST.items())
        except deform.ValidationFailure:
            return {"form": form}          # 422: the page prints form.summary() and form.render()

    Made for one request, never shared. A page that lays out its parts itself prints ``start()``, ``part(name)`` for
    each, and ``finish()``.
    """

    shown: str = ""
    """Digests of the answers that a page of a stored record shows, see `guichet.web.concurrent_changes`."""
    takes_language: bool = False
    """Whether session.js may send what was typed to the form's address, to have it shown in another language."""

    def __init__(
        self,
        schema: colander.SchemaNode,
        *,
        renderer: Renderer,
        localize: Localizer,
        action: str = "",
        csrf_token: str = "",
        buttons: Sequence[Button] = (SEND,),
        cancel: Link | None = None,
        prefix: str = "",
        line_texts: Mapping[str, LineTexts] | None = None,
        sums: Mapping[str, tuple[str, ...]] | None = None,
        open_line: str = "",
        multipart: bool = False,
        cstruct: Mapping[str, Any] | None = None,
    ) -> None:
        """:param cancel: the link after the buttons that leaves the page without sending.
        :param prefix: before every id, when a page has two forms.
        :param line_texts: by path of a line, what it says when it is folded, and its amounts.
        :param sums: path of a list → the sums under the amounts of its lines.
        :param open_line: path of a line that is not folded.
        :param multipart: True when a file can be sent.
        :param cstruct: the raw answers to show; the schema's defaults otherwise.
        :raises ValueError: for a question that has the name of a button, or of another control of the form.
        """
        context = FormContext(
            renderer,
            localize,
            prefix=f"{prefix}-" if prefix else "",
            line_texts=line_texts or {},
            sums=sums or {},
            open_line=open_line,
            reserved=RESERVED | {button.name for button in buttons},
        )
        super().__init__(schema, "", context)
        self.action = action
        self.method = "post"
        self.csrf_token = csrf_token
        self.buttons = tuple(buttons)
        self.cancel = cancel
        self.multipart = multipart
        self.show(schema.serialize(colander.null) if cstruct is None else cstruct)

    @property
    def oid(self) -> str:
        """The id of the form; its fields begin theirs with the same prefix."""
        return self.context.prefix.removesuffix("-") or "form"

    # Reading.

    def read(self, controls: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """The raw answers in ``controls``, for a draft: JSON, unchecked, with every question of the schema.

        :raises MalformedForm: for controls that no form of the desk can have sent; reply with 400.
        """
        self.context.posted_lines = 0
        return self.deserialize(posted_controls.parse(controls))

    def validate(self, controls: Iterable[tuple[str, Any]], subcontrol: None = None) -> dict[str, Any]:
        """The typed answers in ``controls``.

        :raises MalformedForm: see `read`.
        :raises deform.ValidationFailure: for answers to mend; the form then has ``problems``.
        """
        return self.check(self.read(controls))

    def check(self, cstruct: Mapping[str, Any]) -> dict[str, Any]:
        """The typed answers in a stored draft, which the form shows from now on.

        :raises deform.ValidationFailure: see `validate`.
        """
        self.show(cstruct)
        return self.answers()

    def answers(self) -> dict[str, Any]:
        """The typed answers in what the form shows.

        :raises deform.ValidationFailure: see `validate`.
        """
        raw = self.cstruct
        try:
            answers: dict[str, Any] = self.schema.deserialize(raw)
        except colander.Invalid as invalid:
            self.take_error(invalid)
            raise deform.ValidationFailure(self, raw, invalid) from invalid
        return answers

    def change_lines(self, cstruct: Mapping[str, Any], controls: Mapping[str, Any]) -> dict[str, Any]:
        """``cstruct`` after « Ajouter un trajet », « Supprimer » or « Répéter » among ``controls``; unchanged without.

        Works without script; to be stored and shown again, unchecked.
        """
        if added := controls.get("add"):
            field = self.find(str(added))
            if not isinstance(field, LinesField):
                return dict(cstruct)
            return lines.add_item(cstruct, str(added), max_len=field.schema.max_len, next_line=field.schema.next_line)
        if repeated := str(controls.get("repeat", "")):
            field = self.find(repeated.rpartition(".")[0])
            if not isinstance(field, LinesField) or not field.schema.repeated_on:
                return dict(cstruct)
            dates, day_name = str(controls.get(f"{DATES}{repeated}", ""))[:MAX_DATES], field.schema.repeated_on
            return lines.repeat_item(cstruct, repeated, day_name, dates, max_len=field.schema.max_len)
        if removed := controls.get("remove"):
            return lines.remove_item(cstruct, str(removed))
        return dict(cstruct)

    def show(self, cstruct: Mapping[str, Any]) -> None:
        """Show the raw answers ``cstruct``, e.g. of a draft, without problems; what does not fit is left out."""
        self.context.lines = 0
        self.context.has_errors = False
        self.fill(cstruct)

    # Problems.

    def add_problem(self, path: str, message: str) -> None:
        """Set ``message`` at the question at ``path`` (``details.lines.0.km``), or at the nearest field around it.

        A question that already has a problem keeps it, so that a field shows one message at a time.
        """
        field = self.find(path)
        if not field.message:
            field.take_error(colander.Invalid(field.schema, message))

    @property
    def problems(self) -> list[ProblemLink]:
        """Links to the fields to mend, in the order of the page."""
        found = list(_problems(self, ())) if self.has_error else []
        placed = [_placed(self.context, where, field.message) for field, where in found]
        count = Counter(placed)
        links = [
            # « Écrivez un nombre en chiffres » is at any of ten questions; a link is known by its text (WCAG 2.4.4).
            ProblemLink(f"#{field.oid}", _labelled(self.context, where, field) if unclear else text)
            for (field, where), text in zip(found, placed, strict=True)
            for unclear in [count[text] > 1 or texts.names_no_question(field.message, self.context.localize)]
        ]
        # A problem of the form as a whole leads to its first input, since the form itself takes no focus.
        if self.message:
            first = next(_inputs(self), self)
            links.insert(0, ProblemLink(f"#{first.oid}", self.message))
        return links

    # Drawing.

    def summary(self) -> Markup:
        """The problems with links to the fields, for the place above the page's heading; empty without any."""
        return draw_summary(self.context, self.problems)

    def start(self) -> Markup:
        """The opening tag, the default button and the hidden inputs."""
        # Enter in a text field presses the first submit button of a form. That is a hidden one with the value of the
        # main button; without it, Enter would press « Supprimer » of the first line.
        button, context = (self.buttons[0] if self.buttons else None), self.context
        facts = {
            "button": button and (button.name, button.value, context.text(button.title)),
            "csrf_token": VALUE if self.csrf_token else "",
            "shown": ID if self.shown else "",
            "oid": self.oid,
            "message": self.message,
        }
        # A message is of one answer: keeping its markup would keep what a person typed.
        drawn = (
            context.draw("start", **facts)
            if self.message
            else context.renderer.once("start", context.localize, **facts)
        )
        own = drawn.replace(VALUE, escape(self.csrf_token)).replace(ID, escape(self.shown))
        return Markup(f"{self.opening_tag}{own}")

    def part(self, name: str) -> Markup:
        """The field ``name`` of the top level.

        :raises KeyError: when there is none.
        """
        return Markup(self._draw_one(self[name]))

    def finish(self) -> Markup:
        """The buttons and the closing tag."""
        context = self.context
        drawn = context.renderer.once(
            "finish",
            context.localize,
            buttons=tuple(
                (button.name, button.value, button.kind, button.lang or None, context.text(button.title))
                for button in self.buttons
            ),
            cancel=(context.text(self.cancel.label), VALUE) if self.cancel else None,
        )
        url = escape(self.cancel.url) if self.cancel else ""
        return Markup(f"{drawn.replace(VALUE, url)}{self.closing_tag}")

    def render(self) -> Markup:
        """The whole form."""
        return Markup(f"{self.start()}{self.draw_sections()}{self.finish()}")

    @property
    def opening_tag(self) -> Markup:
        """``<form …>``; no template can leave a tag open."""
        given = {
            "class": "stack",
            "id": self.oid,
            "method": self.method,
            "action": self.action,
            "enctype": "multipart/form-data" if self.multipart else None,
            "aria-describedby": described_by(self.oid, "", self.message),
            "data-language": "" if self.takes_language else None,
        }
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value is not None)
        conditions = browser_conditions(self.schema)
        if conditions:
            # An attribute and no <script type="application/json">, so that a page has no inline script of any type. In
            # single quotes, since JSON has many double ones.
            attributes += " data-conditions='{}'".format(escape(conditions, quote=False).replace("'", "&#39;"))
        # novalidate: the browser's own messages are in its language, not the page's, and vanish after a moment.
        return Markup(f'<form{attributes} accept-charset="utf-8" novalidate>')

    @property
    def closing_tag(self) -> Markup:
        """``</form>``."""
        return Markup("</form>")


def draw_summary(context: FormContext, problems: Sequence[ProblemLink]) -> Markup:
    """The problems of a page with links to the fields; empty without any."""
    return Markup(context.draw("problem", problems=problems) if problems else "")


def _problems(field: Field, where: tuple[str, ...]) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """The fields inside ``field`` that have a problem, each with the titles of the lines around it, outermost first."""
    for part in field.on_page:
        here = (*where, part.label) if part.number else where
        if part.message:
            yield part, here
        yield from _problems(part, here)


def _labelled(context: FormContext, where: Sequence[str], field: Field) -> str:
    """« Trajet 2, Date de retour : écrivez la date »."""
    return _placed(context, where if field.number or not field.label else (*where, field.label), field.message)


def _placed(context: FormContext, where: Sequence[str], message: str) -> str:
    """« Trajet 2 : saisissez le montant »; the message alone outside of lines."""
    if not where:
        return message
    # After a colon, a sentence begins with a small letter, except in German. « IBAN » keeps its capitals.
    small = context.localize.language != "de" and not message[1:2].isupper()
    after_colon = message[:1].lower() + message[1:] if small else message
    return context.localize(_("${line} : ${message}", mapping={"line": ", ".join(where), "message": after_colon}))


def _inputs(field: Field) -> Iterator[Field]:
    """The questions inside ``field`` that a person can answer."""
    for part in field.on_page:
        if isinstance(part, Structure):
            yield from _inputs(part)
        elif not isinstance(part, HiddenField):
            yield part
