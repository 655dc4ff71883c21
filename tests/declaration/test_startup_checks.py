"""Mistakes in a declaration are reported at start, all at once, with type, question and remedy."""

from datetime import date
from decimal import Decimal

import pytest

from guichet.declaration import (
    Amount,
    AttachmentKind,
    Check,
    Choice,
    CorrectionReason,
    Day,
    Field,
    Fields,
    InvoiceType,
    Issue,
    Lines,
    RateTable,
    RequiredAttachment,
    Section,
    ServiceDay,
    Text,
    YesNo,
    answer,
    check_invoice_type,
    document_answer,
    parent_answer,
    term,
)
from guichet.declaration.samples import samples
from guichet.i18n import _

SHARED = Text(_("Partagé"))
MEANS = {"car": _("Voiture"), "train": _("Train")}


class Plain(InvoiceType):
    id, version, title, purpose = "318.999", 1, _("Essai"), _("Essai")


def messages(**questions):
    """The messages about a form of these questions, which has a service day too."""
    form = type("form", (Fields,), {"day": Day(_("Jour"), service_day=True), **questions})
    return check_invoice_type(Plain().with_form(form))


def type_messages(**members):
    form = type("form", (Fields,), {"day": Day(_("Jour"), service_day=True), "price": Amount(_("Prix"))})
    return check_invoice_type(type("Wrong", (Plain,), {"form": form, **members})())


def test_form_in_order_says_nothing(sample):
    assert check_invoice_type(sample.invoice_type) == []
    assert messages() == []


@pytest.mark.parametrize(("line", "named"), [(type("Meal", (), {}), "Meal"), ("meals", "'meals'")])
def test_lines_that_are_no_fields_are_named_with_what_to_write(line, named):
    with pytest.raises(TypeError, match=rf"the lines of a list are {named}, which is no class of Fields; write class"):
        Lines(_("Repas"), line)


class Line(Fields):
    text = Text(_("Texte"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"carried": ("txt",)}, "carried: Line has no question 'txt'; did you mean 'text'?"),
        ({"repeated_on": "text"}, "repeated_on='text' must name a Day of Line"),
        ({"repeated_on": "day"}, "repeated_on='day' must name a Day of Line"),
        ({"repeat_label": "Répéter"}, "repeat_label is 'Répéter'; wrap it into _(), so that it can be translated"),
    ],
)
def test_wrong_options_of_lines_are_named(options, words):
    [message] = messages(lines=Lines(_("Lignes"), Line, **options))
    assert words in message


SLIPS = {
    "reserved button": ({"send": Text(_("Envoi"))}, "form.send: 'send' is reserved for the page"),
    "reserved suffix": ({"hint": Text(_("Aide"))}, "form.hint: 'hint' is reserved for the page"),
    "reserved member": ({"path": Text(_("Chemin"))}, "form.path: 'path' is a member of every record"),
    "malformed name": ({"Km": Text(_("Km"))}, "the name 'Km' must be lower case"),
    "double underscore": ({"a__b": Text(_("A"))}, "the name 'a__b' must be lower case"),
    "name ends in underscore": ({"from_": Text(_("De"))}, "the name 'from_' must be lower case"),
    "one object twice": ({"a": SHARED, "b": SHARED}, "is one object under"),
    "one name twice": ({"a": Text(_("A"), name="x"), "b": Text(_("B"), name="x")}, "is named 'x' too"),
    "label not translatable": ({"a": Text("A")}, "form.a: label is 'A'; wrap it into _()"),
    "choice not translatable": ({"a": Choice(_("A"), {"x": "X"})}, "choice 'x' is 'X'; wrap it into _()"),
    "no choices": ({"a": Choice(_("A"), {})}, "form.a: needs choices"),
    "required and optional": ({"a": Text(_("A"), required=True, optional=True)}, "required and optional"),
    "required text": ({"a": Text(_("A"), required="yes")}, "required takes True or a condition"),
    "required section": ({"a": Section(_("A"), Line, required=True)}, "a section cannot be required"),
    "limits": ({"a": Lines(_("A"), Line, min_items=3, max_items=2)}, "min_items 3 and max_items 2"),
    "no kind": ({"a": Field(_("A"))}, "is of no kind that can be drawn"),
    "unknown answer": (
        {"a": Text(_("A"), relevant=answer("dya"))},
        "form.a: relevant: form has no question 'dya'; did you mean 'day'?",
    ),
    "list in a condition": (
        {"a": Text(_("A"), relevant=answer("list")), "list": Lines(_("L"), Line)},
        "'list' holds other questions",
    ),
    "above the form": ({"a": Text(_("A"), required=parent_answer("day"))}, "there is no enclosing line"),
    "unknown choice": (
        {"a": Text(_("A"), relevant=answer("means") == "cra"), "means": Choice(_("M"), MEANS)},
        "'means' has no choice 'cra'; did you mean 'car'?",
    ),
    "box compared with a text": (
        {"a": Text(_("A"), relevant=answer("box") == "true"), "box": YesNo(_("B"))},
        "'box' is a box; compare it with True or False",
    ),
    "amount compared": (
        {"a": Text(_("A"), relevant=answer("price") == "12"), "price": Amount(_("P"))},
        "'price' is no choice and no box",
    ),
    "circle": (
        {"a": Text(_("A"), relevant=answer("b")), "b": Text(_("B"), relevant=document_answer("a"))},
        "the conditions of a → b → a go round in a circle",
    ),
    "unknown summary row": (
        {"summary_rows": ("dya",)},
        "summary_rows: there is no question 'dya'; did you mean 'day'?",
    ),
    "unknown end of a span": (
        {"summary_rows": ((("day", "dya"), "day"),)},
        "summary_rows: there is no question 'dya'",
    ),
    "summary row left out": (
        {"a": Text(_("A"), in_summary=False), "summary_rows": ("a",)},
        "summary_rows names 'a', which is in_summary=False",
    ),
    "list in a shared row": (
        {"list": Lines(_("L"), Line), "summary_rows": (("day", "list"),)},
        "'list' has rows of its own",
    ),
    "text without room": ({"a": Text(_("A"), max_length=-1)}, "a: the sample of its kind cannot be read"),
}


@pytest.mark.parametrize(("questions", "message"), SLIPS.values(), ids=SLIPS)
def test_slip_in_a_question_is_named(questions, message):
    said = messages(**questions)
    assert any(message in line for line in said), said
    assert all(line.startswith("invoice type 318.999: ") for line in said)


def test_unknown_option_is_refused_where_it_is_written():
    with pytest.raises(TypeError, match="max_lenght"):
        Text(_("A"), max_lenght=3)


def test_all_messages_come_at_once():
    said = messages(send=Text("A"), Km=Text(_("B"), required=True, optional=True))
    assert len(said) == 4


def test_question_assigned_after_its_class_is_named():
    class Late(Fields):
        day = Day(_("Jour"), service_day=True)

    Late.late = Text(_("Trop tard"))
    (message,) = check_invoice_type(Plain().with_form(Late))
    assert "Late.late was assigned after the class" in message


def test_class_that_holds_itself_is_named():
    class Nested(Fields):
        text = Text(_("Texte"))

    # As a plugin may do by mistake: the class does not exist yet where its own list is written.
    field = Lines(_("Dedans"), Nested)
    Nested.inner = field
    field.__set_name__(Nested, "inner")
    Nested.__init_subclass__()
    Nested.fields = {"text": Nested.text, "inner": field}
    assert any("Nested holds itself" in message for message in messages(lines=Lines(_("Lignes"), Nested)))


def test_form_without_a_service_day_is_named():
    class Form(Fields):
        text = Text(_("Texte"))

    assert "no question says when the benefit was provided" in check_invoice_type(Plain().with_form(Form))[0]


def test_type_without_a_form_is_named():
    assert check_invoice_type(Plain()) == [
        "invoice type 318.999: form is None; write class form(Fields): with the questions"
    ]


def amounts(value):
    def amounts(self, invoice, rates):
        yield value(invoice) if callable(value) else value

    return amounts


def check(make):
    def check(self, invoice, context):
        yield make(invoice)

    return check


TYPE_SLIPS = {
    "no id": ({"id": ""}, "id is ''; give the official form number"),
    "version": ({"version": 0}, "version is 0; give a number from 1"),
    "title": ({"title": "Essai"}, "title is 'Essai'; give a text wrapped into _()"),
    "advice": ({"advice": _("Un conseil")}, "advice is a tuple of texts"),
    "lapse": ({"lapses_after": 24}, "lapses_after is 24; give FIVE_YEARS or TWELVE_MONTHS"),
    "level": ({"claimed_twice": "eror"}, "claimed_twice is 'eror'; give 'error' or 'warning'"),
    "reasons": ({"correction_reasons": CorrectionReason(_("A"), _("B"))}, "mind the comma after a single one"),
    "reason without translation": (
        {"correction_reasons": (CorrectionReason("A", _("B")),)},
        "wrap title and text into _()",
    ),
    "checks": ({"checks": Check("X1", _("A"))}, "checks is a tuple of Check(…); mind the comma"),
    "check without translation": ({"checks": (Check("X1", "A"),)}, "wrap title and source into _()"),
    "attachments": (
        {"attachments": AttachmentKind("bill", _("Facture"))},
        "mind the comma after a single AttachmentKind",
    ),
    "kind twice": (
        {"attachments": (AttachmentKind("bill", _("A")), AttachmentKind("bill", _("B")))},
        "attachment 'bill' is declared twice",
    ),
    "kind malformed": ({"attachments": (AttachmentKind("Bill!", _("A")),)}, "a kind is lower case letters"),
    "kind label": ({"attachments": (AttachmentKind("bill", "Facture"),)}, "wrap label and reason into _()"),
    "kind both": (
        {"attachments": (AttachmentKind("bill", _("A"), required=True, when=answer("day")),)},
        "is always required and has a condition",
    ),
    "kind condition": (
        {"attachments": (AttachmentKind("bill", _("A"), when=answer("dya")),)},
        "attachment 'bill': when: form has no question 'dya'; did you mean 'day'?",
    ),
    "rates": ({"rate_table": RateTable("invoice_types")}, "rates.toml of invoice_types: "),
    "float": (
        {"amounts": amounts(lambda invoice: term("price", (invoice.price or 0) * 1.05))},
        "amounts(): the amount at 'price' is a float, ",
    ),
    "decimal": (
        {"amounts": amounts(lambda invoice: term("price", Decimal(1)))},
        "give whole Rappen, e.g. by product(…)",
    ),
    "no term": ({"amounts": amounts(("price", 3))}, "yield term(line, rappen, formula), not ('price', 3)"),
    "unknown path": (
        {"amounts": amounts(lambda invoice: term("prize", 1))},
        "amounts() names 'prize', which is no path of the form",
    ),
    "missing answer": (
        {"amounts": amounts(lambda invoice: term("price", invoice.price + 1))},
        "TypeError with ",
    ),
    "slip in a level": (
        {"check": check(lambda invoice: Issue("eror", "price", "T1", _("Texte")))},
        "ValueError with nothing at all: Issue level 'eror': write 'error' or 'warning'; did you mean 'error'?",
    ),
    "no issue": ({"check": check(lambda invoice: "price")}, "check(): yield error(…) or warning(…), not 'price'"),
    "path of an issue": (
        {"check": check(lambda invoice: Issue("error", "prize", "T1", _("Texte")))},
        "check() names 'prize', which is no path of the form",
    ),
    "path of a service day": (
        {"service_days": lambda self, invoice: [ServiceDay("dya", date(2026, 1, 1), date(2026, 1, 1))]},
        "service_days() names 'dya', which is no path of the form",
    ),
    "unknown kind": (
        {"required_attachments": lambda self, invoice: [RequiredAttachment("bill", _("Facture"))]},
        "required_attachments(): 'bill' is none of its kinds (none); add AttachmentKind('bill', …)",
    ),
}


@pytest.mark.parametrize(("members", "message"), TYPE_SLIPS.values(), ids=TYPE_SLIPS)
def test_slip_in_a_type_is_named(members, message):
    said = type_messages(**members)
    assert any(message in line for line in said), said


def test_each_choice_and_each_gap_has_a_sample(sample):
    found = dict(samples(sample.form, sample.today))
    assert found["nothing at all"] == {}
    categories = {
        day["category"] for cstruct in found.values() for line in cstruct.get("assistants", ()) for day in line["days"]
    }
    assert categories == {"care", "housework", "other", ""}
    assert any(cstruct.get("month") == "" and cstruct.get("remark") for cstruct in found.values())


def test_slip_on_one_branch_only_is_found(sample):
    class Wrong(type(sample.invoice_type)):
        def amounts(self, invoice, rates):
            for leave in invoice.sick:
                if leave.reason == "accident":
                    yield term(leave, 0.5)

    (message,) = check_invoice_type(Wrong())
    assert "sick.*.reason = 'accident', all else answered, boxes empty" in message
