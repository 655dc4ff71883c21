"""``guichet store-version``: the files of a released form are complete; a wrong name is answered with right ones."""

import pytest


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
