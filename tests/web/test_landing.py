"""The page on ``localhost`` that lists the desks."""

import re

import pytest
import webtest

from guichet.settings import TenantSettings
from guichet.testing.page_rules import faults
from guichet.web.headers import HEADERS
from guichet.web.landing import landing_page


@pytest.fixture
def client():
    """A client of a machine with these desks."""

    def of(*urls):
        return webtest.TestApp(
            landing_page([TenantSettings("be", ("be",), url, "memory://", "a@b.example") for url in urls])
        )

    return of


def test_every_desk_is_a_link(client):
    page = client("http://be.localhost:6543", "http://ne.localhost:6543").get("/")
    assert [link.get("href") for link in page.html.find_all("a")] == [
        "http://be.localhost:6543/",
        "http://ne.localhost:6543/",
    ]


def test_any_address_shows_the_list(client):
    assert client("http://be.localhost").get("/work-list?x=1").text == client("http://be.localhost").get("/").text


def test_it_carries_the_headers_of_every_page_and_keeps_their_rules(client):
    answer = client("http://be.localhost").get("/")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert not [fault for fault in faults(answer.text, answer.headers) if "script" in fault or "style" in fault]


def test_an_address_in_the_settings_is_text(client):
    page = client('http://be.localhost/?a="><script>alert(1)</script>').get("/")
    assert "<script>" not in page.text


def test_the_page_brings_the_files_of_the_shared_look(client):
    desks = client("http://be.localhost")
    sheet = desks.get(desks.get("/").html.link["href"])
    assert sheet.content_type == "text/css"
    for name in re.findall(r"url\((fonts/.*?)\)", sheet.text):
        assert desks.get(f"/{name}").body.startswith(b"wOF2")
