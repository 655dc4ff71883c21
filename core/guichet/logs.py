"""Log format: one JSON object per line, in UTC, on standard error (ASVS 16.2).

Events are named ``noun_verb`` in the past: ``request_failed``. Pass an error as ``exc_info``, never its text.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that this thread answers; the error page that a person saw shows it."""


def add_request(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor: adds ``request``, the id of the request, to what is logged while one is answered."""
    if found := request_id.get():
        event["request"] = found
    return event


class ErrorSummary:
    """Processor: replaces ``exc_info`` by ``failed``, the error and its causes, each with its class and its places.

    The text of an error quotes what people typed (a name, a number, a key that is missing), and so do the values of
    variables: texts are added for developers only, values never.
    """

    with_texts = False

    def __call__(self, logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Processes one event as structlog asks for."""
        problem = event.pop("exc_info", None)
        found = []
        while isinstance(problem, BaseException):
            frames = traceback.extract_tb(problem.__traceback__)
            text = {"text": str(problem)} if self.with_texts else {}
            places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            found.append({"error": type(problem).__name__, **text, "at": places})
            problem = problem.__cause__ or problem.__context__
        if found:
            event["failed"] = found
        return event


class _StandardError:
    """Writes to the present ``sys.stderr``: pytest replaces it for each test, and loggers outlive a test."""

    def write(self, text: str) -> None:
        sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class LibraryLines(logging.Handler):
    """Handler of the standard library: what libraries log becomes lines of this log.

    By themselves they write texts of several lines, with the address of a request and the text of an error in it.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line; the text that the library made is for developers, else it is the text without its values."""
        without_values = str(record.msg) if record.args else ""
        text = record.getMessage() if _summary.with_texts else without_values
        problem = record.exc_info[1] if record.exc_info else None
        if record.levelno >= logging.ERROR:
            log.error("library_reported", library=record.name, text=text, exc_info=problem)
        else:
            log.warning("library_reported", library=record.name, text=text, exc_info=problem)


_summary = ErrorSummary()
_library_lines = LibraryLines(logging.WARNING)
log = structlog.get_logger()
# One list for the whole process, however often it is configured: loggers that exist already keep the list they have.
_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    add_request,
    _summary,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def configure(error_texts: bool) -> None:
    """Sets the form of the log for this process, with the texts of errors in development and under pytest only."""
    _summary.with_texts = error_texts
    structlog.configure(
        processors=_PROCESSORS,
        logger_factory=structlog.WriteLoggerFactory(_StandardError()),  # type: ignore[arg-type]  # it only writes
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,  # the reason for one list of processors, above
    )


def take_over_libraries() -> None:
    """Lets libraries write to this log alone; for the programs of the desk, and not for tests."""
    root = logging.getLogger()
    # The one that pserve adds for an ini file without loggers.
    for handler in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(handler)
    if _library_lines not in root.handlers:
        root.addHandler(_library_lines)
