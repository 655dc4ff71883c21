"""Questions for Swiss numbers and addresses. Import them from `guichet.web.forms.nodes`."""

from collections.abc import Callable
from typing import Any

from guichet import clock
from guichet.values import avs, decision_number, email, gln, iban, payment_reference, phone, postcode, uid
from guichet.web.forms import texts
from guichet.web.forms.base_node import Node, Value


def _number(
    parse: Callable[[str], str], show: Callable[[str], str], messages: texts.Texts, given: dict[str, Any]
) -> Node:
    return Node(Value(parse, show, messages), control="text", **{"width": "w-m", "numeric": True, **given})


def Avs(**kw: Any) -> Node:
    """An AVS number, as 13 digits."""
    return _number(avs.parse, avs.show, texts.AVS, {"inputmode": "numeric", **kw})


def Iban(**kw: Any) -> Node:
    """An IBAN of Switzerland or Liechtenstein, as 21 characters."""
    given = {"width": "w-l", "spellcheck": "false", "autocapitalize": "characters", **kw}
    return _number(iban.parse, iban.show, texts.IBAN, given)


def PaymentReference(**kw: Any) -> Node:
    """A QR reference or an RF reference, without blanks."""
    return _number(
        payment_reference.parse,
        payment_reference.show,
        texts.PAYMENT_REFERENCE,
        {"width": "w-l", "spellcheck": "false", "autocapitalize": "characters", **kw},
    )


def Gln(**kw: Any) -> Node:
    """A GLN, as 13 digits."""
    return _number(gln.parse, gln.show, texts.GLN, {"inputmode": "numeric", **kw})


def Uid(**kw: Any) -> Node:
    """The number of an enterprise, as ``CHE`` and nine digits."""
    return _number(uid.parse, uid.show, texts.UID, {"spellcheck": "false", "autocapitalize": "characters", **kw})


def DecisionNumber(**kw: Any) -> Node:
    """The number of a decision, as 14 digits, or the 6 of a special case."""
    return _number(
        lambda text: decision_number.parse(text, clock.today().year),
        decision_number.show,
        texts.DECISION_NUMBER,
        {"inputmode": "numeric", **kw},
    )


def SwissMobile(**kw: Any) -> Node:
    """A mobile number for sign-in codes, in E.164."""
    given = {"inputmode": "tel", "autocomplete": "tel", **kw}
    return _number(phone.parse_swiss_mobile, phone.show, texts.MOBILE, given)


def Email(**kw: Any) -> Node:
    """An e-mail address. Browsers post accents in its domain in their ASCII form, which is what it is stored as."""
    given = {"width": "w-l", "inputmode": "email", "autocomplete": "email", "enterkeyhint": "next"}
    given |= {"spellcheck": "false", "autocapitalize": "none", **kw}
    return Node(Value(email.parse, email.show, texts.EMAIL), control="email", **given)


def Postcode(**kw: Any) -> Node:
    """A postcode of Switzerland or Liechtenstein, as 4 digits."""
    given = {"width": "w-km", "inputmode": "numeric", "autocomplete": "postal-code"}
    return _number(postcode.parse, postcode.show, texts.POSTCODE, {**given, **kw})
