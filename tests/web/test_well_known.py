"""robots.txt and security.txt."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest


@pytest.fixture
def named(desks):
    """The desk of an office that names an e-mail address."""
    plugins = desks["be"].plugins
    plugins.contacts = replace(plugins.contacts, email="info@be.example")
    return desks


@pytest.mark.parametrize("canton", ["be", "ne"])
def test_crawlers_are_asked_to_stay_away_from_everything(desks, canton):
    answer = desks.browser(canton).get("/robots.txt")
    assert (answer.content_type, answer.text) == ("text/plain", "User-agent: *\nDisallow: /\n")


def test_security_txt_names_contact_and_a_date_that_moves_with_the_clock(named, clock):
    browser = named.browser("be")
    for _year in range(2):
        lines = browser.get("/.well-known/security.txt").text.splitlines()
        fields = dict(line.split(": ", 1) for line in lines)
        assert datetime.fromisoformat(fields.pop("Expires")) == clock.now.replace(microsecond=0) + timedelta(days=90)
        assert fields == {
            "Contact": "mailto:info@be.example",
            "Preferred-Languages": "fr, de",
            "Canonical": named["be"].url(".well-known/security.txt"),
        }
        clock.forward(days=365)


def test_a_desk_without_an_address_has_no_security_txt(desks):
    assert desks.browser("ne").get("/.well-known/security.txt").status_int == 404
