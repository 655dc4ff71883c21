"""How the framework logs: one JSON object a line, in UTC, on standard error, without what people typed."""

import logging
import sys

import structlog


def configure() -> None:
    """Sets the form of the log for this process.

    Tracebacks go without the values of variables: those would hold names, numbers and passwords.
    """
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
