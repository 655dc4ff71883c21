"""The desk of Ticino."""

import pytest


@pytest.fixture
def desks(make_desks):
    return make_desks(["ti"])


@pytest.fixture
def ti(desks):
    return desks.browser("ti")
