"""Rate limits and back-pressure: counters of tries, the queue for password hashing, pages that say when to retry."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Adds the counters of the desk and the pages for requests over a limit."""
    config.include("guichet.ratelimit.request_limits")
    config.include("guichet.ratelimit.retry_later")
    config.include("guichet.ratelimit.daily_writes")
