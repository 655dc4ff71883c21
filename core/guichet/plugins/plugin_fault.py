"""Where in a plugin's own code an error was raised, so that its author need not search a traceback for it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from traceback import walk_tb


@dataclass(frozen=True)
class PluginFault:
    """The place in a plugin's code and the text of the error."""

    package: str
    """Top-level package of the plugin."""
    function: str
    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.package}: {self.function} in {self.file}, line {self.line}: {self.text}"


def fault_in(error: BaseException, packages: Collection[str]) -> PluginFault | None:
    """The innermost place in one of the top-level ``packages`` that ``error`` or its causes went through, if any."""
    found = None
    for one in _with_causes(error):
        for frame, line in walk_tb(one.__traceback__):
            package = frame.f_globals.get("__name__", "").partition(".")[0]
            if package in packages:
                code = frame.f_code
                found = PluginFault(package, code.co_qualname, code.co_filename, line, f"{type(one).__name__}: {one}")
    return found


def import_fault(error: Exception, package: str) -> str:
    """The text of an error while a plugin's module was imported, with file and line in its ``package``."""
    if isinstance(error, SyntaxError):
        # Raised by the compiler: no frame of the plugin has run.
        return f"{type(error).__name__}: {error.msg} in {error.filename}, line {error.lineno}"
    fault = fault_in(error, (package,))
    text = f"{type(error).__name__}: {error}"
    return text if fault is None else f"{text} in {fault.file}, line {fault.line}"


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    seen = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__
