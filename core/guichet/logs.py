"""How the framework logs: one JSON object a line, in UTC, on standard error, without what people typed."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog


def where_it_failed(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor: the places of a traceback and the classes of its errors, without what the errors say.

    The text of an error quotes what somebody typed: a name, a number, a key that is missing.
    """
    problem = event.pop("exc_info", None)
    found = []
    while isinstance(problem, BaseException):
        frames = traceback.extract_tb(problem.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        found.append({"error": type(problem).__name__, "at": places})
        problem = problem.__cause__ or problem.__context__
    if found:
        event["failed"] = found
    return event


# One list for the whole process, however often it is configured: loggers that exist already keep the list they have.
_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    where_it_failed,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def configure() -> None:
    """Sets the form of the log for this process.

    Tracebacks go without the values of variables and the texts of errors: those hold names, numbers and passwords.
    """
    structlog.configure(
        processors=_PROCESSORS,
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
