"""Kinds of question for the numbers of Swiss banks and IV offices."""

import dataclasses
from datetime import date
from typing import Any, ClassVar

from guichet.declaration import texts
from guichet.declaration.fields import Leaf
from guichet.values import ParseError, decision_number, iban, payment_reference


@dataclasses.dataclass(eq=False, kw_only=True)
class Iban(Leaf[str | None]):
    """An IBAN of Switzerland or Liechtenstein, as 21 characters."""

    messages: ClassVar[texts.Texts] = texts.IBAN

    def parse(self, text: str, today: date) -> str:
        """See `Leaf.parse`."""
        return iban.parse(text)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return iban.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "CH9300762011623852957"


@dataclasses.dataclass(eq=False, kw_only=True)
class PaymentReference(Leaf[str | None]):
    """A QR reference (27 digits) or an RF reference (ISO 11649), without blanks."""

    messages: ClassVar[texts.Texts] = texts.PAYMENT_REFERENCE

    def parse(self, text: str, today: date) -> str:
        """See `Leaf.parse`."""
        return payment_reference.parse(text)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return payment_reference.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "210000000003139471430009017"


@dataclasses.dataclass(eq=False, kw_only=True)
class DecisionNumber(Leaf[str | None]):
    """The number of a decision or communication of an office: 14 digits, or the 6 of a special case."""

    messages: ClassVar[texts.Texts] = texts.DECISION_NUMBER

    def parse(self, text: str, today: date) -> str:
        """See `Leaf.parse`."""
        return decision_number.parse(text, today.year)

    def show(self, value: Any) -> str:
        """See `Leaf.show`."""
        return decision_number.show(value)

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "30220250012345"


@dataclasses.dataclass(eq=False, kw_only=True)
class SavedChoice(Leaf[str | None]):
    """One of several entries that are saved with a person, by its key, or ``"other"``.

    The keys depend on the person: the page offers them, and the reader of the answer has to look the key up.
    """

    comparable: ClassVar[bool] = True
    default_missing: ClassVar[Any] = texts.MISSING_CHOICE
    messages: ClassVar[texts.Texts] = {"not-offered": texts.NOT_OFFERED}

    def parse(self, text: str, today: date) -> str:
        """See `Leaf.parse`."""
        key = self.effective(text)
        if not key:
            raise ParseError("empty")
        # Keys are ids, numbers or words of the page; whether the person has such an entry is not known here.
        if not key.isascii() or not key.isalnum():
            raise ParseError("not-offered")
        return key

    def sample(self, today: date) -> str:
        """See `Leaf.sample`."""
        return "other"
