"""In a correction only what the office marked can change, and what a marked answer opens or requires."""

from dataclasses import replace
from itertools import product

import pytest

import invoice_types.plugin
from guichet.declaration import Choice, Leaf, Lines, YesNo, complete
from guichet.declaration.conditions import Condition
from guichet.declaration.form_tree import places
from guichet.declaration.relevance import relevant
from guichet.declaration.samples import full_cstruct
from guichet.invoices.correction_lock import CorrectionLock
from guichet.invoices.corrections import Mark
from guichet.invoices.evaluation import within_lock
from guichet.invoices.header_form import CompanyHeaderForm

TYPES = invoice_types.plugin.guichet_invoice_types()
JOURNEY = {
    "date": "14.10.2026",
    "from": "3400 Burgdorf",
    "to": "3008 Bern",
    "place_name": "Inselspital",
    "purpose": "medical_measure",
    "means": "private_car",
    "car_necessary": "true",
    "justification": "Fauteuil roulant",
}
LINES = [JOURNEY | {"date": f"{day}.10.2026", "km": f"{day}"} for day in (14, 15, 16)]


def concrete(pattern):
    """The path in the first line of each list."""
    return pattern.replace("*", "0")


def at(cstruct, path):
    for name in path.split("."):
        cstruct = cstruct[int(name) if name.isdecimal() else name]
    return cstruct


def put(cstruct, path, answer):
    around, _dot, name = path.rpartition(".")
    (at(cstruct, around) if around else cstruct)[name] = answer


def leaves(form):
    return {concrete(place.pattern): place.field for place in places(form) if isinstance(place.field, Leaf)}


def candidates(field, today):
    if isinstance(field, Choice):
        return ["", *field.choices]
    return ["", "true"] if isinstance(field, YesNo) else ["", field.sample(today)]


def other(field, answer, today):
    """Another answer than the given one."""
    return next((one for one in candidates(field, today) if one not in ("", answer)), "" if answer else "9")


def controlling(form, place, condition):
    """The leaves that a condition reads, and those that these depend on."""
    by_pattern = {one.pattern: one for one in places(form)}
    found, waiting = {}, [(place, condition)]
    while waiting:
        here, rule = waiting.pop()
        for read in rule.answers():
            source = by_pattern[here.address(read)]
            if source.pattern not in found:
                found[source.pattern] = source.field
                if source.field.relevant is not None:
                    waiting.append((source, source.field.relevant))
    return found


def switched(form, place, kind, today):
    """Two sets of answers that differ in one answer, which the condition waits for; with the path of that answer.

    None where the question depends on no single answer.
    """
    condition = getattr(place.field, kind)
    fields = controlling(form, place, condition)
    path = concrete(place.pattern)
    seen = {}
    for values in product(*(candidates(field, today) for field in fields.values())):
        given = dict(zip(fields.values(), values, strict=True))
        pruned = relevant(form, full_cstruct(form, today, given))
        inside = any(path.startswith(f"{one}.") for one in pruned.irrelevant)
        seen[values] = not inside and (path in pruned.required if kind == "required" else path not in pruned.irrelevant)
    for before, after in product(seen, seen):
        different = [n for n, (one, two) in enumerate(zip(before, after, strict=True)) if one != two]
        if len(different) == 1 and not seen[before] and seen[after]:
            names, given = list(fields.values()), []
            for values in (before, after):
                given.append(dict(zip(names, values, strict=True)))
            return (*given, concrete(list(fields)[different[0]]))
    return None


def conditional(form):
    for place in places(form):
        if place.field.relevant is not None:
            yield place, "relevant"
        if isinstance(place.field.required, Condition):
            yield place, "required"


@pytest.fixture
def locked(unsaved):
    """``locked(type_id, sent, posted, *paths)``: what a correction with these marks makes of posted details."""

    def evaluate(type_id, sent, posted, *paths, kept=None):
        form = unsaved.plugins.invoice_type(type_id).form
        whole = [
            complete(CompanyHeaderForm, unsaved.answers()) | {"details": complete(form, details)}
            for details in (sent, posted)
        ]
        found = unsaved.evaluate(whole[1], type_id=type_id)
        lock = CorrectionLock(
            header_form=found.header_form,
            form=found.invoice_type.form,
            header=unsaved.evaluate(whole[0], type_id=type_id).header,
            sent=whole[0],
            saved=whole[0],
            marks=[Mark(path, {"fr": path}, {"fr": "À corriger"}) for path in paths],
            kept_lines=kept or {},
        )
        return within_lock(lock, found)

    return evaluate


@pytest.mark.parametrize("invoice_type", TYPES, ids=str)
def test_what_a_marked_answer_opens_or_requires_can_be_answered(locked, unsaved, invoice_type):
    form, today = invoice_type.form, unsaved.today
    named = leaves(form)
    tried = 0
    for place, kind in conditional(form):
        found = switched(form, place, kind, today)
        if found is None:
            continue
        before, after, marked = found
        path, is_leaf = concrete(place.pattern), isinstance(place.field, Leaf)
        sent, posted = full_cstruct(form, today, before), full_cstruct(form, today, after)
        if is_leaf:
            put(sent, path, "")
        # Every other answer is forged.
        for name, field in named.items():
            if name not in (marked, path) and not name.startswith(f"{path}."):
                put(posted, name, other(field, at(sent, name), today))
        details = locked(invoice_type.id, sent, posted, f"details.{marked}").cstruct["details"]
        assert at(details, marked) == at(posted, marked), (path, marked)
        assert at(details, path) == at(posted, path), (path, marked)
        uncounted = relevant(form, sent).irrelevant
        for name in named:
            counted = not any(f"{name}.".startswith(f"{one}.") for one in uncounted)
            if name not in (marked, path) and counted and at(sent, name) and not name.startswith(f"{path}."):
                assert at(details, name) == at(sent, name), (path, name)
        tried += 1
    assert tried >= len(list(conditional(form))) * 0.8


@pytest.mark.parametrize("invoice_type", TYPES, ids=str)
def test_a_forged_post_changes_nothing_beside_the_mark(locked, unsaved, invoice_type):
    form, today = invoice_type.form, unsaved.today
    sent = full_cstruct(form, today, {})
    posted = full_cstruct(form, today, {})
    for name, field in leaves(form).items():
        put(posted, name, other(field, at(sent, name), today))
    uncounted = relevant(form, sent).irrelevant
    found = locked(invoice_type.id, sent, posted, "remark").cstruct
    for name in leaves(form):
        if not any(f"{name}.".startswith(f"{one}.") for one in uncounted):
            assert at(found["details"], name) == at(sent, name)
    for place in places(form):
        if isinstance(place.field, Lines) and "*" not in place.pattern:
            shorter = full_cstruct(form, today, {})
            put(shorter, place.pattern, [])
            assert at(locked(invoice_type.id, sent, shorter, "remark").cstruct["details"], place.pattern)


def test_the_header_stays_as_sent_unless_it_is_marked(locked, unsaved):
    sent = {"lines": LINES}
    forged = {
        "payee": {"account": "other", "iban": "CH4431999123000889012", "account_holder": "", "payment_reference": ""},
        "decision": {"choice": "other", "number": "30220240000001", "label": "", "remember": ""},
        "issue": {"number": "R-99", "date": "13.11.2026"},
        "remark": "autre",
    }
    for path in ("details.lines.0", *forged):
        found = locked("318.632.1", sent, sent, path)
        after = within_lock(found.lock, replace(found, cstruct={**found.cstruct, **forged})).header
        names = {"iban": "payee", "decision_number": "decision", "invoice_number": "issue", "remark": "remark"}
        changed = [part for name, part in names.items() if getattr(after, name) != getattr(found.header, name)]
        assert changed == ([path] if path in forged else [])


def test_data_saved_with_the_person_stay_as_sent_unless_marked(locked, unsaved):
    sent = {"lines": LINES}
    unmarked, marked = (
        locked("318.632.1", sent, sent, "remark"),
        locked("318.632.1", sent, sent, "beneficiary", "payee"),
    )
    unsaved.anna.iban, unsaved.anna.last_name, unsaved.anna.decisions = "CH4431999123000889012", "Mustermann", ()
    # Evaluated once more, as the next page does.
    headers = [within_lock(one.lock, replace(one, cstruct=one.cstruct)).header for one in (unmarked, marked)]
    assert [(one.iban, one.beneficiary) for one in headers] == [
        ("CH9300762011623852957", "Anna Muster"),
        ("CH4431999123000889012", "Anna Mustermann"),
    ]
    assert [one.decision_number for one in headers] == ["30220250012345"] * 2


def test_a_marked_line_opens_itself_and_a_marked_list_all_of_its_lines(locked):
    sent, posted = {"lines": LINES}, {"lines": [line | {"km": "99"} for line in LINES]}
    kms = [line["km"] for line in locked("318.632.1", sent, posted, "details.lines.1").cstruct["details"]["lines"]]
    assert kms == ["14", "99", "16"]
    longer = {"lines": [*posted["lines"], LINES[0]]}
    # A line more belongs to no line that is marked.
    one = locked("318.632.1", sent, longer, "details.lines.1").cstruct["details"]["lines"]
    assert [line["km"] for line in one] == ["14", "15", "16"]
    every = locked("318.632.1", sent, longer, "details.lines").cstruct["details"]["lines"]
    assert [line["km"] for line in every] == ["99", "99", "99", "14"]


def test_lines_keep_their_marks_when_a_marked_one_was_removed(locked):
    sent = {"lines": LINES}
    posted = {"lines": [LINES[0] | {"km": "99"}, LINES[2] | {"km": "99"}]}
    kept = {"details.lines": [0, 2]}
    found = locked("318.632.1", sent, posted, "details.lines.1", "details.lines.2", kept=kept)
    assert [line["km"] for line in found.cstruct["details"]["lines"]] == ["14", "99"]
    assert found.lock.page_path("details.lines.1") is None
    assert found.lock.page_path("details.lines.2.km") == "details.lines.1.km"
    assert found.lock.sent_path("details.lines.1.km") == "details.lines.2.km"
    assert not found.lock.may_remove_line(f"details.lines.{'9' * 5000}")


def test_each_mark_is_answered_by_a_change_or_in_words(locked):
    sent, posted = {"lines": LINES}, {"lines": [LINES[0] | {"km": "99"}, *LINES[1:]]}
    found = locked("318.632.1", sent, posted, "details.lines.0", "details.lines.1", "decision")
    open_marks = [issue.path for issue in found.errors if issue.code == "correction"]
    assert open_marks == ["details.lines.1", "decision"]
    answered = [mark._replace(reply="C’est exact.") for mark in found.lock.marks]
    again = within_lock(replace(found.lock, marks=answered), found)
    assert [issue.path for issue in again.errors if issue.code == "correction"] == []


def test_a_document_is_open_if_it_is_marked_or_came_with_the_correction(locked):
    lock = locked("318.632.1", {"lines": LINES}, {"lines": LINES}, "documents.a").lock
    lock = replace(lock, sent_documents=frozenset("ab"), documents=frozenset("abc"))
    assert [one for one in "abc" if lock.may_remove_document(one)] == ["a", "c"]
