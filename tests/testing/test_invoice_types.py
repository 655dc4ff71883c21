"""What a plugin's author is told when a form or what it pays differs from the files in the plugin."""

import json
from datetime import date

import pytest

from guichet.declaration import Amount, AttachmentKind, Day, Fields, InvoiceType, Text, error, fingerprint, term
from guichet.i18n import _
from guichet.testing.invoice_types import changed_forms, changed_results, store_fingerprint, store_samples


class Taxi(InvoiceType):
    """A form of two questions."""

    id, title, purpose = "350.1", _("Taxi"), _("Taxi")
    attachments = (AttachmentKind("receipt", _("Quittance"), required=True),)

    class form(Fields):
        day = Day(_("Date"), service_day=True)
        price = Amount(_("Prix"))

    def amounts(self, invoice, rates):
        yield term(invoice.field("price"), invoice.price or 0, code="fare")

    def check(self, invoice, context):
        if (invoice.price or 0) > 20000:
            yield error(invoice.field("price"), "J1", _("Vérifiez le prix"))


class Changed(Taxi):
    """The same form with one question more."""

    class form(Taxi.form):
        reason = Text(_("Raison"))


SAMPLE = {
    "today": "2026-11-28",
    "answers": {"day": "14.10.2026", "price": "30"},
    "result": {
        "terms": [["price", "fare", 3000]],
        "total": 3000,
        "issues": [["error", "documents", "G12"]],
        "required_attachments": ["receipt"],
    },
}


@pytest.fixture
def forms(tmp_path):
    """The messages about a type beside stored fingerprints."""

    def changed(invoice_type, version=1, **stored):
        file = tmp_path / "fingerprints.json"
        if stored:
            entries = {f"350.1@{name.removeprefix('v')}": value for name, value in stored.items()}
            file.write_text(json.dumps(entries | {"318.632@1": "of another plugin's type"}))
        invoice_type.version = version
        return changed_forms([invoice_type], file)

    return changed


BEFORE, AFTER = fingerprint(Taxi()), fingerprint(Changed())


def test_form_as_stored_is_in_order(forms):
    assert forms(Taxi(), v1=BEFORE) == []


def test_changed_form_needs_a_new_version(forms):
    assert forms(Changed(), v1=BEFORE) == ["350.1@1: form changed: raise version to 2, or undo"]
    assert forms(Changed(), version=2, v1=BEFORE, v2=BEFORE) == ["350.1@2: form changed: raise version to 3, or undo"]


def test_new_version_is_added_beside_the_old_one(forms):
    (message,) = forms(Changed(), version=2, v1=BEFORE)
    assert message == f'350.1@2 is new: add "350.1@2": "{AFTER}" to fingerprints.json'
    assert forms(Changed(), version=2, v1=BEFORE, v2=AFTER) == []


def test_first_version_is_new_too(forms):
    assert forms(Taxi()) == [f'350.1@1 is new: add "350.1@1": "{BEFORE}" to fingerprints.json']


def test_entry_of_an_old_version_is_never_taken_out(forms):
    (message,) = forms(Changed(), version=3, v1=BEFORE, v3=AFTER)
    assert message == "350.1@2 is missing in fingerprints.json: entries are only ever added, so put it back"


def test_version_does_not_go_back(forms):
    (message,) = forms(Taxi(), version=1, v1=BEFORE, v2=AFTER)
    assert message == "350.1@1: version 2 is stored in fingerprints.json; raise version to 2, or undo"


@pytest.fixture
def results(tmp_path):
    """The messages about the results of one stored sample, some of its parts changed."""

    def changed(invoice_type=None, **result):
        sample = {**SAMPLE, "result": SAMPLE["result"] | result}
        (tmp_path / "350.1@1.json").write_text(json.dumps({"A ride": sample}))
        return changed_results(invoice_type or Taxi(), tmp_path)

    return changed


def test_result_as_stored_is_in_order(results):
    assert results() == []


@pytest.mark.parametrize(
    ("part", "stored", "now"),
    [
        ("terms", [["price", "fare", 2999]], [["price", "fare", 3000]]),
        ("total", 2999, 3000),
        ("issues", [], [["error", "documents", "G12"]]),
        ("required_attachments", [], ["receipt"]),
    ],
)
def test_each_part_of_a_result_is_compared(results, part, stored, now):
    message = f"350.1@1, A ride: {part} {now}, stored {stored}: undo, or store it if it is right"
    assert results(**{part: stored}) == [message]


def test_changed_arithmetic_is_found(results):
    class Dearer(Taxi):
        def amounts(self, invoice, rates):
            yield term(invoice.field("price"), (invoice.price or 0) + 5, code="fare")

    assert [message.partition(" [")[0] for message in results(Dearer())] == [
        "350.1@1, A ride: terms",
        "350.1@1, A ride: total 3005, stored 3000: undo, or store it if it is right",
    ]


def test_sample_without_a_result_is_answered_with_the_result_to_store(tmp_path):
    sample = {name: value for name, value in SAMPLE.items() if name != "result"}
    (tmp_path / "350.1@1.json").write_text(json.dumps({"A ride": sample}))
    (message,) = changed_results(Taxi(), tmp_path)
    assert message == f'350.1@1, A ride is new: add "result": {json.dumps(SAMPLE["result"])}'


def test_documents_attached_to_a_sample_count(tmp_path):
    sample = SAMPLE | {"attached": ["receipt"], "result": SAMPLE["result"] | {"issues": []}}
    (tmp_path / "350.1@1.json").write_text(json.dumps({"A ride": sample}))
    assert changed_results(Taxi(), tmp_path) == []


def test_version_without_samples_is_named(tmp_path):
    (message,) = changed_results(Taxi(), tmp_path)
    assert message == f"350.1@1 has no samples: guichet store-version writes {tmp_path / '350.1@1.json'}"


TODAY = date(2026, 11, 28)


def test_stored_first_version_is_in_order(tmp_path, monkeypatch):
    file = tmp_path / "fingerprints.json"
    monkeypatch.setattr(Taxi, "version", 1)
    assert store_fingerprint(Taxi(), file) == []
    assert json.loads(file.read_text()) == {"350.1@1": BEFORE}
    assert changed_forms([Taxi()], file) == []


def test_changed_form_of_a_stored_version_is_not_stored(tmp_path, monkeypatch):
    file = tmp_path / "fingerprints.json"
    store_fingerprint(Taxi(), file)
    before = file.read_bytes()
    monkeypatch.setattr(Changed, "version", 1)
    assert store_fingerprint(Changed(), file) == ["350.1@1: form changed: raise version to 2, or undo"]
    assert file.read_bytes() == before


def test_new_version_is_stored_beside_the_old_one(tmp_path, monkeypatch):
    file = tmp_path / "fingerprints.json"
    store_fingerprint(Taxi(), file)
    monkeypatch.setattr(Changed, "version", 2)
    assert store_fingerprint(Changed(), file) == []
    assert json.loads(file.read_text()) == {"350.1@1": BEFORE, "350.1@2": AFTER}


def test_first_version_gets_made_up_samples_with_results(tmp_path):
    assert store_samples(Taxi(), tmp_path / "samples", TODAY) == tmp_path / "samples" / "350.1@1.json"
    stored = json.loads((tmp_path / "samples" / "350.1@1.json").read_text())
    assert max(sample["result"]["total"] for sample in stored.values()) > 0
    assert changed_results(Taxi(), tmp_path / "samples") == []


def test_new_version_gets_the_samples_of_the_one_before(tmp_path):
    class Dearer(Taxi):
        version = 2

        def amounts(self, invoice, rates):
            yield term(invoice.field("price"), (invoice.price or 0) + 5, code="fare")

    (tmp_path / "350.1@1.json").write_text(json.dumps({"A ride": SAMPLE}))
    stored = json.loads(store_samples(Dearer(), tmp_path, TODAY).read_text())
    assert stored["A ride"]["answers"] == SAMPLE["answers"]
    assert stored["A ride"]["result"]["total"] == 3005


def test_sample_without_a_result_gets_one_and_the_others_keep_theirs(tmp_path):
    wrong = SAMPLE | {"result": SAMPLE["result"] | {"total": 1}}
    new = {name: value for name, value in SAMPLE.items() if name != "result"}
    (tmp_path / "350.1@1.json").write_text(json.dumps({"Wrong": wrong, "New": new}))
    stored = json.loads(store_samples(Taxi(), tmp_path, TODAY).read_text())
    assert stored == {"Wrong": wrong, "New": SAMPLE}


def test_samples_that_are_complete_stay_as_they_are_written(tmp_path):
    (tmp_path / "350.1@1.json").write_text(json.dumps({"A ride": SAMPLE}, indent=7))
    before = (tmp_path / "350.1@1.json").read_bytes()
    assert store_samples(Taxi(), tmp_path, TODAY).read_bytes() == before
