"""The desk of Lucerne, with the setting that its operator chose."""

import pytest


@pytest.fixture
def desks(make_desks):
    return make_desks(["lu"], settings={"plugin.canton_lu.reply_hours": "4"})


@pytest.fixture
def lu(desks):
    return desks.browser("lu")
