"""A desk that opens the form: that of the made-up office of ``guichet.testing``."""

import pytest
from home_care import plugin

from guichet.testing.sample_canton import sample_canton


@pytest.fixture
def desks(make_desks):
    plugins = {"sample_canton": sample_canton(["901.1"], ("fr", "it")), "home_care": plugin}
    return make_desks(["zz"], plugins=plugins)
