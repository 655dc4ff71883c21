"""A plugin's own settings, ``guichet.plugin.NAME.key``, declared as those of the core are."""

import pytest

from guichet.plugins import PluginError, Plugins
from guichet.settings import SettingsError

DECLARED = """
@hookimpl
def guichet_settings():
    return [
        Setting("address", "Where the shop is.", parse=https_address, required=True),
        Setting("tries", "How often.", parse=number(1, 9), default=3),
        Setting("eager", "At once.", parse=yes_no, default=False),
        Setting("kinds", "Of what.", parse=words, default=()),
    ]
"""


@pytest.fixture
def given(shop, serve):
    """The plugin's settings as read from an ini file with these keys."""

    def read(**keys):
        texts = {f"plugin.shop.{key}": text for key, text in keys.items()}
        return dict(serve(shop(DECLARED), settings=texts)["be"].settings.plugin("shop"))

    return read


def test_hook_settings_are_read_by_their_parsers(given):
    found = given(address=" https://x.example ", tries="5", eager="yes", kinds="a b")
    assert found == {"address": "https://x.example", "tries": 5, "eager": True, "kinds": ("a", "b")}


def test_settings_that_are_not_written_have_their_defaults(given):
    assert given(address="https://x.example") == {
        "address": "https://x.example",
        "tries": 3,
        "eager": False,
        "kinds": (),
    }


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, r"guichet\.plugin\.shop\.address is missing"),
        ({"adress": "x"}, r"unknown setting guichet\.plugin\.shop\.adress: did you mean guichet\.plugin\.shop\.add"),
        ({"address": "http://x.example"}, r"guichet\.plugin\.shop\.address is 'http://x\.example': write an address"),
        ({"address": "https://x.example", "tries": "0"}, r"guichet\.plugin\.shop\.tries is '0': write a number from 1"),
    ],
)
def test_wrong_settings_of_a_plugin_stop_the_start_and_name_the_key(given, keys, message):
    with pytest.raises(SettingsError, match=message):
        given(**keys)


def test_settings_for_a_plugin_that_is_not_installed_stop_the_start(make_desks):
    with pytest.raises(SettingsError, match=r"unknown setting guichet\.plugin\.shopp: did you mean"):
        make_desks(["be"], settings={"plugin.shopp.address": "x"})


def test_settings_for_a_plugin_that_has_none_name_those_that_have(shop, serve):
    with pytest.raises(SettingsError, match=r"unknown setting guichet\.plugin\.canton_ne: did you mean .*plugin\."):
        serve(shop(DECLARED), settings={"plugin.canton_ne.x": "1", "plugin.shop.address": "https://x.example"})


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("return ['address']", "guichet_settings returned 'address'; return a list of Setting"),
        ("return 7", "guichet_settings raised TypeError"),
        ("return 1 / 0", "guichet_settings raised ZeroDivisionError"),
        ("return [Setting('a', ''), Setting('a', '')]", "guichet_settings returned 'a'; name each setting once"),
    ],
)
def test_a_wrong_declaration_of_settings_is_a_plugin_error(canton, shop, source, message):
    checks = "@hookimpl\ndef guichet_check_invoice(invoice):\n    return ()\n"
    module = shop(f"@hookimpl\ndef guichet_settings():\n    {source}\n\n{checks}")
    with pytest.raises(PluginError, match=f"plugin shop: {message}"):
        Plugins("zz", {"canton_zz": canton, "shop": module})
