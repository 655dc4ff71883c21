"""Declaration of a setting, from which it is read, checked and documented."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Values = Mapping[str, Any]
"""Name of a setting, without its prefix → parsed value."""
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""Hosts to which a password may travel unencrypted."""


class SettingsError(Exception):
    """A setting is missing, unknown or unreadable; the text names the key and the remedy."""


def text(written: str) -> str:
    """Parser of a setting that is taken as it is."""
    return written


@dataclass(frozen=True)
class Setting:
    """One line of an ini file."""

    name: str
    """Behind the prefix, e.g. ``mail.port`` for ``guichet.mail.port``."""
    description: str
    """For the operator, in Markdown, as the table of the documentation shows it."""
    parse: Callable[[str], Any] = text
    """Turns the text, stripped, into the value. Raises ``ValueError`` with the remedy, e.g. « write a number »."""
    default: Any = ""
    """The value without the line."""
    required: bool | Callable[[Values], bool] = False
    """Whether the line may not be left out; a function is asked with all values of the same reading."""
    required_when: str = ""
    """The same in words for the documentation, where ``required`` is a function."""
    missing: str = "is missing"
    """What an error says behind the key of a required setting."""
    secret: bool = False
    """Whether an error must not repeat what was written, since it may hold a password."""

    @property
    def written_default(self) -> str:
        """The default as a line of an ini file; empty where there is none."""
        if isinstance(self.default, bool):
            return "yes" if self.default else "no"
        return "" if self.default in ("", ()) else str(self.default)

    def read(self, written: str, prefix: str) -> Any:
        """The value of a line. Raises :class:`SettingsError`."""
        try:
            return self.parse(written)
        except ValueError as remedy:
            shown = "" if self.secret else f" is {written!r}"
            raise SettingsError(f"{prefix}{self.name}{shown}: {remedy}") from None

    def is_required(self, values: Values) -> bool:
        """Whether this line is required beside the others, whose values these are."""
        return self.required(values) if callable(self.required) else self.required


def read_declared(raw: Mapping[str, str], declared: Sequence[Setting], prefix: str) -> dict[str, Any]:
    """The values of all declared settings, by name, from the lines of an ini file that begin with the prefix.

    Raises :class:`SettingsError` on an unknown, missing or unreadable key.
    """
    written = {key.removeprefix(prefix): value.strip() for key, value in raw.items() if key.startswith(prefix)}
    refuse_unknown(written, [setting.name for setting in declared], prefix)
    values = {setting.name: _value(setting, written.get(setting.name), prefix) for setting in declared}
    for setting in declared:
        if not written.get(setting.name) and setting.is_required(values):
            raise SettingsError(f"{prefix}{setting.name} {setting.missing}")
    return values


def _value(setting: Setting, written: str | None, prefix: str) -> Any:
    # An empty line counts as missing where one is required: the parser would give another reason.
    if written is None or (not written and setting.required):
        return setting.default
    return setting.read(written, prefix)


def refuse_unknown(names: Iterable[str], known: Sequence[str], prefix: str) -> None:
    """Raises :class:`SettingsError` with the nearest known name for a name that is none."""
    for name in names:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
            hint = f"did you mean {prefix}{nearest[0]}?" if nearest else "there are no settings with this beginning"
            raise SettingsError(f"unknown setting {prefix}{name}: {hint}")


def markdown_table(declared: Sequence[Setting], prefix: str) -> list[str]:
    """The lines of a table for the documentation."""
    rows = [f"| `{prefix}{one.name}` | {_without(one)} | {one.description} |" for one in declared]
    return ["| Setting | Without the line | Meaning |", "|---|---|---|", *rows]


def _without(setting: Setting) -> str:
    if setting.required:
        return setting.required_when or "required"
    return f"`{setting.written_default}`" if setting.written_default else "—"


# Parsers


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """Parser of a whole number within limits."""

    def parse(written: str) -> int:
        # Not ``int`` alone: it takes " 5", "5_0", "+5" and the digits of other scripts.
        if not re.fullmatch("0|[1-9][0-9]{0,17}", written) or not lowest <= int(written) <= highest:
            raise ValueError(f"write a number from {lowest} to {highest}")
        return int(written)

    return parse


def one_of(*words: str) -> Callable[[str], str]:
    """Parser of one of a few words."""

    def parse(written: str) -> str:
        if written not in words:
            raise ValueError(f"write {', '.join(words[:-1])} or {words[-1]}")
        return written

    return parse


def yes_no(written: str) -> bool:
    """Parser of ``yes`` or ``no``."""
    return one_of("yes", "no")(written) == "yes"


def words(written: str) -> tuple[str, ...]:
    """Parser of words between blanks."""
    return tuple(written.split())


def https_address(written: str) -> str:
    """Parser of an address to which a password may be sent: with TLS, or on this machine."""
    # ``port`` raises ValueError only when it is read, and 0 is a valid one for it.
    try:
        parts = urlsplit(written)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
        safe = safe and bool(parts.hostname) and parts.port != 0
    except ValueError:
        safe = False
    if not safe:
        raise ValueError("write an address that begins with https://")
    return written
