"""Cases are accepted, sent back and refused one after the other with the keyboard alone.

``make keyboard`` takes 100 cases and prints keys, pages and seconds of each kind.
"""

import os
import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from deskbrowser.visitor import Troubles
from keyboard_day import ACCEPT, CLERK, CORRECT, PLAN, REFUSE, KeyboardDay, send_cases
from waitress import wasyncore

from guichet.invoices.case_index import work_list
from guichet.testing.ports import reserved_port
from guichet.web import http_server

CASES = int(os.environ.get("GUICHET_KEYBOARD_CASES", "5"))


@contextmanager
def served(app, port):
    server = http_server.server(app, listen=f"127.0.0.1:{port}", threads=2, **http_server.DEFAULTS)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join()


@pytest.fixture
def office(make_desks, browser, sign_in):
    """The desk with its cases, and a clerk's page of Chromium on the work list."""
    with reserved_port() as port:
        url = f"http://be.localhost:{port}"
        desks = make_desks(["be"], settings={"tenant.be.url": url})
        send_cases(desks, CASES)
        clerk = sign_in(desks.browser("be"), CLERK)
        with served(desks.dispatcher, port):
            context = browser.new_context(locale="fr-CH", reduced_motion="reduce")
            context.add_cookies([{"name": one.name, "value": one.value, "url": url} for one in clerk.cookiejar])
            troubles, page = Troubles(context), context.new_page()
            page.goto(f"{url}/work-list")
            yield desks, page
            context.close()
            assert list(troubles) == []


def test_cases_are_decided_one_after_the_other_by_keyboard_alone(office, capsys):
    desks, page = office
    day = KeyboardDay(page)
    day.work()
    with capsys.disabled():
        if "GUICHET_KEYBOARD_CASES" in os.environ:
            print("", *(f"{kind}: {effort}" for kind, effort in day.effort.items()), sep="\n")
    plan = Counter(PLAN[case % len(PLAN)] for case in range(CASES))
    assert {kind: effort.cases for kind, effort in day.effort.items()} == plan
    with desks.looking("be") as ctx:
        listed = work_list(ctx.portal)
        states = [listed.count(f"state:{state}") for state in ("accepted", "correction_requested", "refused")]
        assert states == [plan[ACCEPT], plan[CORRECT], plan[REFUSE]]
    # Where nothing is found, a letter and Enter accept, and the next page is the next case.
    assert day.effort[ACCEPT].pages < 2 * plan[ACCEPT]
