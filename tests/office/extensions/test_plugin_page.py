"""« Extensions »: what an administrator reads about the plugins of the desk."""

import pytest

from guichet.plugins import BrokenPlugin, installed


@pytest.fixture
def administrator(be, sign_in):
    return sign_in(be, "administrator@be.example")


def test_plugins_are_listed_with_version_state_and_hooks(administrator):
    page = administrator.follow("Extensions").page
    assert page.heading == "Extensions"
    rows = {row[0]: row[1:] for row in page.rows()}
    assert rows["canton_be"][0] == "0.1.0 pour l’interface 1.0"
    assert rows["canton_be"][1] == "Active"
    assert rows["canton_be"][2].startswith("5 fonctions, canton_be guichet_branding, guichet_contacts")
    assert rows["canton_ne"][1] == "D’un autre guichet"


def test_plugin_that_cannot_be_used_comes_first_with_its_reason(make_desks, sign_in):
    broken = BrokenPlugin("plugin old_forms: cannot be imported; reinstall it", frozenset({"guichet_invoice_types"}))
    desks = make_desks(["be"], plugins={**installed(), "old_forms": broken})
    page = sign_in(desks.browser("be"), "administrator@be.example").follow("Extensions").page
    name, _version, state, _hooks = page.rows()[0]
    assert name == "old_forms"
    assert state == (
        "Inutilisable Transmettez ce message à l’exploitant : plugin old_forms: cannot be imported; reinstall it"
    )


def test_page_and_its_entry_are_for_administrators_alone(be, sign_in):
    supervisor = sign_in(be, "supervisor@be.example")
    assert "Extensions" not in supervisor.page
    assert supervisor.get("/extensions").status_int == 404
