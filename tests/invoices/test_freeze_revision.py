"""An evaluation becomes the data of a revision: everything that was shown, in each language, and what did not count
not at all."""

import json
import zlib
from dataclasses import replace
from decimal import Decimal

import pytest
import revisionsamples

from guichet.declaration import fingerprint
from guichet.i18n import Localizer
from guichet.invoices.freeze_revision import freeze
from guichet.invoices.frozen import FORMAT, thaw
from guichet.invoices.summary import text_rows

STORED = revisionsamples.stored()
JOURNEY = revisionsamples.JOURNEY | revisionsamples.BY_CAR


@pytest.fixture
def localizers(be_plugins):
    return [Localizer(language, be_plugins.locales) for language in ("fr", "de")]


@pytest.fixture
def frozen(unsaved, localizers):
    """What is frozen of answers; those in order unless others are given."""

    def of(*answers, documents=(), **around):
        return thaw(freeze(unsaved.evaluate(*answers, **around), documents, localizers))

    return of


def test_revision_names_form_version_fingerprint_and_languages(frozen, be_plugins):
    data = frozen().data
    assert (data["format"], data["type"], data["languages"]) == (FORMAT, ["318.632.1", 1], ["fr", "de"])
    assert data["fingerprint"] == fingerprint(be_plugins.invoice_type("318.632.1"))


def test_amended_form_is_frozen_with_its_own_fingerprint(unsaved, localizers):
    evaluation = unsaved.evaluate()
    before = thaw(freeze(evaluation, (), localizers)).data["fingerprint"]
    form = type("form", (evaluation.invoice_type.form,), {}, without={"lines"})
    amended = replace(evaluation, invoice_type=evaluation.invoice_type.with_form(form))
    assert thaw(freeze(amended, (), localizers)).data["fingerprint"] not in (before, "")


def test_language_of_the_sender_comes_first(unsaved, localizers):
    frozen = thaw(freeze(unsaved.evaluate(), (), localizers[::-1]))
    assert frozen.languages == ("de", "fr")
    assert frozen.title("it") == frozen.title("de")


def test_rows_are_those_of_the_check_page_in_each_language(unsaved, localizers):
    evaluation = unsaved.evaluate()
    frozen = thaw(freeze(evaluation, (), localizers))
    for localize in localizers:
        assert frozen.rows(localize.language) == text_rows(evaluation, localize)


def test_total_terms_rates_and_days_are_those_of_the_evaluation(frozen, unsaved):
    details = unsaved.evaluate().details
    found = frozen()
    assert (found.total, found.rates) == (2025, ("car-km@2020-01-01",))
    assert [(term.path, term.amount) for term in found.terms] == [("lines.0", 2025)]
    assert found.terms[0].formulas["de"].replace("\u00a0", " ") == "22.5 km × 2 × CHF 0.45 = CHF 20.25"
    assert found.service_days == details.service_days


# Case 03: a price typed before the means of transport was changed.
@pytest.mark.parametrize("junk", ["64.00", "quarante francs", ""])
def test_answer_that_does_not_count_is_not_frozen(frozen, unsaved, junk):
    plain = unsaved.answers(JOURNEY)
    with_junk = unsaved.answers(JOURNEY | {"taxi_amount": junk, "companion_name": junk}, payee={"iban": junk})
    assert frozen(with_junk) == frozen(plain)
    (line,) = frozen(with_junk).answers.lines("lines")
    assert "taxi_amount" not in line
    assert line["km"] == Decimal("22.5")


def test_warnings_and_what_is_for_the_office_alone_are_frozen(frozen, unsaved):
    payee = {"account": "other", "iban": "CH9300762011623852957", "account_holder": "Rosa Muster"}
    answers = unsaved.answers(JOURNEY | {"km": "301"}, payee=payee)
    issues = [(issue.level, issue.path, issue.code, issue.for_office_only) for issue in frozen(answers).issues]
    assert issues == [
        ("warning", "payee.account_holder", "G9", True),
        ("warning", "details.lines.0.km", "km", False),
    ]


def test_documents_are_frozen_with_the_labels_of_their_kinds(frozen):
    found = frozen(documents=revisionsamples.documents("318.632.1"))
    (document,) = found.documents
    assert (document.id, document.filename, document.size, document.pages) == (
        "document-ticket",
        "ticket.pdf",
        38_000,
        2,
    )
    assert found.text(document.kind_labels, "de") == "Billett oder Quittung"


def test_document_of_a_kind_that_is_gone_goes_by_its_name(frozen):
    found = frozen(documents=revisionsamples.documents("318.632"))
    assert [found.text(document.kind_labels, "fr") for document in found.documents] == ["bill", "payment"]


def test_same_evaluation_freezes_to_the_same_bytes(unsaved, localizers):
    assert freeze(unsaved.evaluate(), (), localizers) == freeze(unsaved.evaluate(), (), localizers)


# A part that is added or renamed needs a new FORMAT, and `thaw` has to read both.
@pytest.mark.parametrize("type_id", revisionsamples.DETAILS)
def test_shape_of_the_data_is_that_of_the_stored_revisions(type_id):
    now = json.loads(zlib.decompress(revisionsamples.frozen(type_id)))
    for name, content in STORED.items():
        before = json.loads(zlib.decompress(content))
        if name.partition("@")[0] == type_id and before["format"] == now["format"]:
            assert shape(now) == shape(before)


def shape(data):
    """Names and kinds of everything outside of answers and texts."""
    parts = {name: type(value).__name__ for name, value in data.items()}
    entries = {name: [len(entry) for entry in data[name]] for name in ("terms", "service_days", "issues", "documents")}
    rows = {len(row) for rows in data["rows"].values() for row in rows}
    return parts, entries, rows, sorted(data["header"])
