"""What many applications in one process cost by themselves when they are asked in turn: bare copies, without guichet.

Each is Pyramid with pyramid_tm and pyramid_retry, and reads one object of a database of its own. With many in turn,
what an application has for itself is no longer in the processor's caches when its turn comes: the same work takes
longer.

Counted with callgrind's simulation of caches in November 2026: lines of 64 bytes that a request touches and requests of
other desks do not. Such a copy: 231; with a template: 346; the conditions page of a desk: 628, its guichet page: 1,195.
In a million instructions the copies touch more, 485 and 372, than the desks, 248 and 294. Compiled templates are not
the cause: one set for all desks of a process saved 2 of 100 lines of the guichet page, and no memory.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import cycle
from typing import Any

from figures import Figure
from measuring import one_round
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from ZODB import DB
from ZODB.MappingStorage import MappingStorage

WARM_UP, ROUNDS, TURNS = 10, 40, 20
"""Turns before the first round; rounds; turns of each round."""
WsgiApp = Callable[[Mapping[str, Any], Callable[..., Any]], Iterable[bytes]]


def bare_copies(many: int, few: int) -> list[Figure]:
    """The CPU time of a request to one of ``many`` copies in turn, and to one of ``few`` of them."""
    copies = [bare_copy() for _number in range(many)]
    figures = {number: Figure(f"bare copy of Pyramid with a database, one of {number}") for number in (many, few)}
    for copy in copies * WARM_UP:
        ask(copy)
    for turn in range(ROUNDS):
        for number in (many, few) if turn % 2 else (few, many):
            in_turn = map(ask, cycle(copies[:number]))
            one_round(figures[number], TURNS * many, partial(next, in_turn))
    return list(figures.values())


def ask(copy: WsgiApp) -> None:
    """A request without a client, whose work would be the same for all copies."""
    statuses: list[str] = []
    assert b"".join(copy(Request.blank("/").environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["200 OK"]


def bare_copy() -> WsgiApp:
    """An application with a database of its own."""
    db = DB(MappingStorage())
    with db.transaction() as connection:
        connection.root()["name"] = "Anna Muster"

    def root(request: Request) -> Any:
        connection = db.open(transaction_manager=request.tm)
        request.add_finished_callback(lambda _request: connection.close())
        return connection.root()

    config = Configurator(root_factory=root, settings={"tm.manager_hook": "pyramid_tm.explicit_manager"})
    config.include("pyramid_tm")
    config.include("pyramid_retry")
    config.add_view(lambda context, request: Response(context["name"]))
    app: WsgiApp = config.make_wsgi_app()
    return app
