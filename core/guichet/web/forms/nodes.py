"""Questions for a schema: functions that return a `Node` and take any attribute of `Node` as a keyword.

::

    class Journey(colander.Schema):
        day = Day(title=_("Date"), missing_msg=_("Saisissez la date du trajet"), row="where")
        km = Quantity(1, Decimal(999), title=_("Kilomètres, trajet simple"), unit="km", missing=None)

Functions and not classes, since colander clones a node by calling its class with the type alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import colander
from translationstring import TranslationString

from guichet import clock
from guichet.declaration.kinds import ambiguous_readings, quantity_limits
from guichet.values import (
    day,
    money,
    month,
    month_days,
    one_time_code,
    quantity,
    recovery_code,
    time_of_day,
    unicode_forms,
)
from guichet.values.text_input import remove_invisible
from guichet.web.forms import text_types, texts
from guichet.web.forms.base_node import Node, Value
from guichet.web.forms.swiss_nodes import (
    Avs,
    DecisionNumber,
    Email,
    Gln,
    Iban,
    PaymentReference,
    Postcode,
    SwissMobile,
    Uid,
)

__all__ = [
    "Amount", "Avs", "Checkbox", "Choice", "ClockTime", "Day", "DecisionNumber", "Email", "File", "Gln", "Hidden",
    "Iban", "Lines", "LongText", "Month", "MonthDays", "Name", "Node", "Offer", "OneTimeCode", "Password",
    "PaymentReference", "Postcode", "Quantity", "RecoveryCode", "SwissMobile", "Text", "Uid",
]  # fmt: skip

NextLine = Callable[[Mapping[str, Any]], dict[str, Any]]
"""The raw answers of a new line from those of the line above it."""
MAX_RADIOS = 7
"""With more choices than these, a select is easier to use than radio buttons."""
DEFAULT_MAX_LINES = 50
"""For one list; the limit for all lists of a form is `guichet.declaration.reading.MAX_LINES`."""
_OF_AN_ADDRESS = re.compile(r"://|[<>@]|\w\.[^\W\d_]{2,}|\d(?:\.\d+){3}")
"""Mail programmes make a link of « evil.ch » too. « Dr. Muster » and « Aide S.A. » are names: a blank or one letter
follows the point."""
_POINTS = str.maketrans({"\u3002": "."})
"""What else separates the parts of a host name (UTS 46, 4), after NFKC."""


def Text(max: int = 80, **kw: Any) -> Node:
    """One line of free text."""
    return Node(text_types.FreeText(max), control="text", **{"width": "w-l", **kw})


def Name(max: int = 80, **kw: Any) -> Node:
    """A person's or company's name. Refuses addresses, since the desk sends names in its mails to other people.

    A ``validator`` is asked after it.
    """
    more = kw.pop("validator", None)
    return Text(max, validator=colander.All(_no_address, more) if more else _no_address, **kw)


def LongText(max: int = 350, **kw: Any) -> Node:
    """Several lines of free text."""
    return Node(text_types.FreeText(max, long=True), control="textarea", **kw)


def Password(min: int = 0, max: int = 256, **kw: Any) -> Node:
    """A password; ``autocomplete`` is ``current-password`` or ``new-password``."""
    given = {"width": "w-l", "autocomplete": "current-password", **kw}
    return Node(text_types.Secret(min, max), control="password", **given)


def File(**kw: Any) -> Node:
    """A document to choose. The form is then multipart; its view takes the file from ``request.POST``."""
    return Node(text_types.FreeText(1), control="file", **{"missing": None, **kw})


def OneTimeCode(**kw: Any) -> Node:
    """A code from a text message or an app, as six digits; the whole message may be pasted.

    Other digits cannot be a code: they are an error of the form and cost no try.
    """
    typ = Value(one_time_code.parse, one_time_code.show, texts.ONE_TIME_CODE)
    given = {"autocomplete": "one-time-code", "inputmode": "numeric", "enterkeyhint": "go", "width": "w-code", **kw}
    return Node(typ, control="text", **given)


def RecoveryCode(**kw: Any) -> Node:
    """A recovery code, as twelve characters. Other texts cannot be one: they cost no try."""
    typ = Value(recovery_code.parse, recovery_code.show, texts.RECOVERY_CODE)
    given = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "enterkeyhint": "go"}
    return Node(typ, control="text", **{"width": "w-m", **given, **kw})


def Hidden(max: int = 200, **kw: Any) -> Node:
    """A text in a hidden input. Untrusted like any other answer: the sender can change it."""
    return Node(text_types.FreeText(max), control="hidden", **kw)


def Day(**kw: Any) -> Node:
    """A calendar day, as ``date``. Not ``type=date``: that shows the browser's format and loses what is pasted."""
    return Node(
        Value(lambda text: day.parse(text, this_year=clock.today().year), day.show, texts.DAY),
        control="text",
        **{"width": "w-date", "numeric": True, "written_as": texts.DAY_FORMAT, **kw},
    )


def Month(**kw: Any) -> Node:
    """A calendar month, as `guichet.values.month.Month`."""
    typ = Value(month.parse, month.show, texts.MONTH)
    given = {"width": "w-date", "numeric": True, "written_as": texts.MONTH_FORMAT, **kw}
    return Node(typ, control="text", **given)


def MonthDays(**kw: Any) -> Node:
    """Days of a month by their numbers, as a tuple: « 3, 10, 17 »."""
    typ = Value(month_days.parse, month_days.show, texts.MONTH_DAYS)
    return Node(typ, control="text", **{"width": "w-m", "numeric": True, **kw})


def ClockTime(**kw: Any) -> Node:
    """A time of day, in minutes since midnight."""
    typ = Value(time_of_day.parse, time_of_day.show, texts.CLOCK_TIME)
    return Node(typ, control="text", **{"width": "w-km", "numeric": True, "written_as": texts.TIME_FORMAT, **kw})


def Amount(**kw: Any) -> Node:
    """Francs, in Rappen. Not ``type=number``: Chromium makes 123450 of a typed « 1'234,50 »."""
    typ = Value(money.parse, money.plain, texts.AMOUNT, ambiguous_readings)
    given = {"width": "w-km", "numeric": True, "inputmode": "decimal", "unit": "CHF", **kw}
    return Node(typ, control="text", **given)


def Quantity(places: int = 0, maximum: Decimal | int = 9999, **kw: Any) -> Node:
    """A number of kilometres, hours or pieces, as ``Decimal``, with at most ``places`` decimals."""
    most = Decimal(maximum)
    typ = Value(
        lambda text: quantity.parse(text, places, most, str(kw.get("unit") or "")),
        quantity.show,
        texts.QUANTITY,
        lambda reason, text: quantity_limits(places, most),
    )
    inputmode = "decimal" if places else "numeric"
    return Node(typ, control="text", **{"width": "w-km", "numeric": True, "inputmode": inputmode, **kw})


def Checkbox(*, required: bool = False, **kw: Any) -> Node:
    """One box to tick, as ``bool``. ``required``: an empty box is an error, with ``missing_msg``."""
    given = {"missing_msg": texts.MISSING_TICK, **kw}
    return Node(text_types.Tick(required), control="checkbox", **given)


@dataclass(frozen=True)
class Offer:
    """One choice of a `Choice` node."""

    key: str
    label: str | TranslationString
    note: str | TranslationString = ""
    """Smaller, on a second line: an IBAN under the name of its owner."""
    lang: str = ""
    """Language of the label, where it is not the page's."""
    group: str = ""
    """Heading above it and its neighbours of the same group, among radios."""


def Choice(values: Iterable[tuple[Any, ...]], *, inline: bool = False, as_list: bool | None = None, **kw: Any) -> Node:
    """One of ``values``: pairs of key and label, or more facts of an `Offer`. The answer is the key.

    Radios up to seven, a list above, or as ``as_list`` says; ``inline`` radios are side by side. The keys are
    checked against the node's ``choices``, which a plugin may change.
    """
    choices = tuple(Offer(*value) for value in values)
    listed = len(choices) > MAX_RADIOS if as_list is None else as_list
    given = {"missing_msg": texts.MISSING_CHOICE, "width": "w-l", **kw}
    control = "select" if listed else "radios"
    return Node(text_types.OneOf(), control=control, choices=choices, inline=inline, **given)


def new_line(above: Mapping[str, Any]) -> dict[str, Any]:
    """A line without answers, whatever stands above it."""
    return {}


def Lines(
    line: colander.SchemaNode,
    *,
    min_len: int = 1,
    max_len: int = DEFAULT_MAX_LINES,
    item_title: TranslationString,
    add_label: TranslationString,
    remove_label: TranslationString,
    next_line: NextLine = new_line,
    repeated_on: str | None = None,
    repeat_label: TranslationString | None = None,
    columns: tuple[TranslationString, ...] = (),
    layout: str = "folding",
    month: str | None = None,
    amounts: bool = True,
    **kw: Any,
) -> Node:
    """A list of ``line`` mappings, e.g. journeys.

    ``item_title`` is « Trajet ${n} », ``add_label`` « Ajouter un trajet », ``remove_label`` « le trajet ${n} », which
    a screen reader hears after « Supprimer ». The title, « Trajets », is a heading unless ``heading=False``.
    ``next_line`` gives the answers of a new line from those of the line above; with ``repeated_on``, the name of its
    day, a line can be repeated on other days. ``columns`` are the headings of the parts of its amount; a list without
    ``amounts`` has none. ``layout`` is ``"folding"``, ``"rows"``, or ``"calendar"`` for the days of the month that the
    question ``month`` of the form names.
    """
    if not line.name:
        line.name = "line"
    return Node(
        text_types.LineList(),
        line,
        control="lines" if layout == "folding" else layout,
        month=month,
        amounts=amounts,
        min_len=min_len,
        max_len=max_len,
        item_title=item_title,
        add_label=add_label,
        remove_label=remove_label,
        next_line=next_line,
        repeated_on=repeated_on,
        repeat_label=repeat_label,
        columns=columns,
        **{"heading": True, **kw},
    )


def _no_address(node: colander.SchemaNode, value: str) -> None:
    # As a mail programme and a browser may read it: a full-width point is a point, and what is invisible is not there.
    read = remove_invisible(unicode_forms.compatible(value)).translate(_POINTS)
    if _OF_AN_ADDRESS.search(read):
        raise colander.Invalid(node, texts.NAME)
