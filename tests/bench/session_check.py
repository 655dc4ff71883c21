"""What it costs to know who a request comes from."""

from collections.abc import Iterator
from contextlib import contextmanager

import transaction
from figures import Figure, Target
from house import FilledDesk
from measuring import one_round
from pyramid.request import Request
from pyramid.scripting import prepare
from serve import read_settings

from guichet.app import application, close, open_desks
from guichet.auth.security_policy import SecurityPolicy

TIMES = 2000


def session_check(large: FilledDesk, folder: str, floor: str, rounds: int) -> Figure:
    """CPU time from the cookie to the account, in this process; the records are in the cache, as for any busy desk."""
    figure = Figure("session check", (Target(0.5, floor),))
    with _signed_in(large, folder) as request:
        assert SecurityPolicy._load(request) is not None
        for _number in range(rounds):
            one_round(figure, TIMES, lambda: SecurityPolicy._load(request))
    return figure


@contextmanager
def _signed_in(large: FilledDesk, folder: str) -> Iterator[Request]:
    """A request of the company's manager, with its database open."""
    [desk] = open_desks(read_settings(folder, f"{large.name}.localhost", "production"))
    try:
        app = application(desk)
        browser = large.browser(0, "company")
        browser.refresh()
        request = Request.blank("/", base_url=f"https://{large.name}.localhost", headers=browser.headers)
        request.tm = transaction.TransactionManager(explicit=True)
        request.tm.begin()
        with prepare(request, app.registry) as environment:
            request.root = environment["root"]
            yield request
    finally:
        close(desk.db)
