"""What a check of ``guichet doctor`` finds: one line, which says what to do where something is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "wrong", "skipped"]
EXIT_CODES = {"ok": 0, "skipped": 0, "warning": 1, "wrong": 2}
"""As plugins of Nagios and its relatives end: 0 all is well, 1 warning, 2 critical."""


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check."""

    what: str
    state: State = "ok"
    found: str = ""
    """What was found: required but for ``ok``."""
    remedy: str = ""
    """What to do now: required for ``warning`` and ``wrong``."""

    def __post_init__(self) -> None:
        if EXIT_CODES[self.state] and not self.remedy:
            raise ValueError(f"say what to do about {self.what}")

    @property
    def line(self) -> str:
        """As it is printed."""
        parts = "; ".join(part for part in (self.found, self.remedy) if part)
        return f"{self.state:<8} {self.what}{': ' if parts else ''}{parts}"


def exit_code(results: Iterable[CheckResult]) -> int:
    """The exit code for what was found."""
    return max((EXIT_CODES[result.state] for result in results), default=0)


def guarded(what: str, results: Iterable[CheckResult]) -> Iterator[CheckResult]:
    """The results; an error of a check is one, so that the checks behind it are made all the same."""
    try:
        yield from results
    except Exception as error:  # whatever a check meets is a result
        yield CheckResult(what, "wrong", f"cannot be checked: {error!r}", "put that right, or report it to the authors")
