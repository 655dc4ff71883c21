"""The names that a template sees, in a dict that is copied and asked in C."""

from typing import Any

import chameleon.template


class Scope(dict[str, Any]):
    """In place of ``chameleon.utils.Scope``, which a template makes of what it is given, and copies for each macro.

    Chameleon's own has Python methods for each look-up, and for each name of each copy (4.6.0). Half the time of a page
    with macros in its loops went there: 12,500 calls for a review in place of 20,100. What they do besides, names that
    are set through a copy in the scope around it, no compiled template asks for.
    """

    __slots__ = ()

    get_name = dict.__getitem__

    def __missing__(self, name: str) -> Any:
        # Of this kind: `exists:` and alternatives of an expression catch it.
        raise NameError(name)

    def copy(self) -> "Scope":
        """The same names, to which a macro or slot adds its own."""
        return Scope(self)


def install() -> None:
    """Makes all templates of the process draw with it; Chameleon has no setting for it."""
    chameleon.template.Scope = Scope  # type: ignore[assignment,attr-defined]
