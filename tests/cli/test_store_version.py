"""``guichet store-version``: the files of a released form are complete; a wrong name is answered with right ones."""

import sys
from importlib.metadata import EntryPoint

import pytest

from guichet.plugins import discovery


def test_stored_version_of_an_official_form_stays_as_it_is(guichet, root):
    files = [
        root / "plugins/invoice_types/invoice_types/fingerprints.json",
        root / "plugins/invoice_types/tests/samples/318.632@1.json",
    ]
    before = [file.read_bytes() for file in files]
    output = guichet("store-version", "invoice_types", "318.632").output
    assert output.splitlines() == [str(file) for file in files]
    assert [file.read_bytes() for file in files] == before


def test_samples_may_be_stored_in_another_folder(guichet, tmp_path):
    guichet("store-version", "invoice_types", "318.632", "--samples", str(tmp_path / "elsewhere"))
    assert '"total": ' in (tmp_path / "elsewhere" / "318.632@1.json").read_text()


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        (
            ("invoice_type", "318.632"),
            "no plugin invoice_type; there are: canton_be, canton_ne, clamav_scanner, invoice_types",
        ),
        (("invoice_types", "318.633"), "no form 318.633 in this plugin; there are: 318.632.1, 318.632"),
        (("canton_be", "318.632"), "no form 318.632 in this plugin; there are: none"),
    ],
)
def test_a_wrong_name_is_answered_with_those_that_are_there(guichet, names, answer):
    assert answer in guichet("store-version", *names, exit_code=1).output


RATE = """[[rate]]
code = "km"
valid_from = 2026-01-01
value = 70
unit = "Rappen/km"
source = "Price list"
status = "confirmed"
"""


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ('save = Text(_("Texte"))', "invoice type 900.1: Rides.form.save: 'save' is reserved for the page"),
        ('text = Text(_("Texte"))', "rates.toml of km_rides: rate km@2026-01-01: unit is 'Rappen/km'; write 'CHF/km'"),
    ],
)
def test_form_that_no_desk_starts_with_is_not_stored(guichet, tmp_path, monkeypatch, member, said):
    (tmp_path / "km_rides").mkdir()
    (tmp_path / "km_rides/__init__.py").write_text(f"""
from guichet.sdk import Day, Fields, InvoiceType, RateTable, Text, TranslationStringFactory, hookimpl
_ = TranslationStringFactory("km_rides")
class Rides(InvoiceType):
    id, version, title, purpose = "900.1", 1, _("Courses"), _("Courses")
    rate_table = RateTable("km_rides")
    class form(Fields):
        day = Day(_("Jour"), service_day=True)
        {member}
@hookimpl
def guichet_invoice_types():
    return [Rides()]
""")
    (tmp_path / "km_rides/rates.toml").write_text(RATE)
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint("km_rides", "km_rides", "guichet")
    monkeypatch.setattr(discovery, "entry_points", lambda group: [point])
    output = guichet("store-version", "km_rides", "900.1", exit_code=1).output
    # The next case writes another module of that name.
    monkeypatch.delitem(sys.modules, "km_rides")
    assert said in output
    assert not (tmp_path / "km_rides/fingerprints.json").exists()
