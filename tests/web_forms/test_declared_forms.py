"""The form of a declaration: every kind of question, from the declaration to the page and back."""

import json
from datetime import date

import colander
import deform
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet import declaration
from guichet.declaration import (
    Fields,
    Lines,
    Section,
    answer,
    browser_conditions,
    initial_cstruct,
    swiss_kinds,
    time_kinds,
)
from guichet.declaration import kinds as declared_kinds
from guichet.declaration.fields import Leaf
from guichet.declaration.reading import deserialize_partial
from guichet.declaration.relevance import relevant
from guichet.declaration.texts import NAMELESS
from guichet.i18n import Localizer, _
from guichet.web.forms import declared, nodes
from guichet.web.forms.base_node import Node
from guichet.web.forms.declared import KINDS, DeclaredType, declared_schema
from guichet.web.forms.renderer import TEMPLATES
from guichet.web.forms.structure import FIELDS
from invoice_types.other_invoice import OtherInvoice
from invoice_types.travel import Travel

LEAVES = [
    one
    for module in (declared_kinds, swiss_kinds, time_kinds)
    for one in vars(module).values()
    if isinstance(one, type) and Leaf in one.__mro__[1:]
]
TYPES = (OtherInvoice(), Travel())


def question(kind, **options):
    choices = ({"a": _("Un"), "b": _("Deux")},) if kind is declaration.Choice else ()
    return kind(_("Question"), *choices, **options)


def form_of(leaf, **options):
    return type("Form", (Fields,), {"it": question(leaf, **options)})


def whole(schema):
    """A form with ``schema`` as one of its parts, as that of an invoice."""
    root = colander.Schema()
    root.add(schema)
    return root


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_kind_has_a_node_a_field_a_template_and_a_readable_text(forms, leaf):
    schema = declared_schema(form_of(leaf), "details")
    node = schema["it"]
    assert isinstance(node, Node)
    assert isinstance(node.typ, DeclaredType)
    assert (TEMPLATES / f"{FIELDS[node.control].template}.pt").exists()
    sample = node.typ.question.sample(date(2026, 11, 14))
    if leaf is swiss_kinds.SavedChoice:  # the invoice fills in what is saved with the person
        node.choices = (nodes.Offer(sample, "Muster"),)
    form = forms.make(whole(schema), cstruct={"details": {"it": sample}})
    assert forms.faults(form.render()) == []
    assert form.read(forms.controls(form.render())) == {"details": {"it": sample}}
    value = node.deserialize(sample)
    assert value not in (None, "")
    assert node.deserialize(node.serialize(value)) == value
    assert node.deserialize("") in (None, False)


def test_no_kind_is_forgotten_and_a_derived_one_is_shown_like_its_base():
    assert set(LEAVES) == set(KINDS)

    class Places(declaration.Quantity):
        """A kind of a plugin's own."""

    assert declared_schema(form_of(Places, decimals=1), "details")["it"].inputmode == "decimal"


def test_a_kind_without_a_node_is_refused_by_name():
    class Strange(Leaf):
        """A kind that no node shows."""

    with pytest.raises(TypeError, match="Strange"):
        declared_schema(form_of(Strange), "details")


@pytest.mark.parametrize("leaf", LEAVES)
def test_unreadable_answer_shows_the_declared_message_at_its_question(forms, leaf):
    bad = "x\u202ay" if issubclass(leaf, declaration.Text) else "no such answer"
    form = forms.make(whole(declared_schema(form_of(leaf), "details")))
    with pytest.raises(deform.ValidationFailure):
        form.check({"details": {"it": bad}})
    assert [problem.href for problem in form.problems] == ["#details-it"]
    message = Localizer("fr")(_message(leaf, bad))
    # « Écrivez un nombre en chiffres » alone would not say which of ten answers is meant.
    named = str(_message(leaf, bad)) in NAMELESS
    after_colon = message[:1].lower() + message[1:]
    assert form.problems[0].text == (f"Question\u00a0: {after_colon}" if named else message)
    assert message in form.render()


def _message(kind, text):
    try:
        question(kind).read(text, date(2026, 11, 14))
    except declared.AnswerError as invalid:
        return invalid.message
    return ""


class Line(Fields):
    """A line of a list."""

    km = declaration.Quantity(_("Kilomètres"), unit="km", relevant=answer("car"), row="way", help_text=_("Aller"))
    car = declaration.YesNo(_("Voiture"), initial=True, row="way")
    extra = declaration.Amount(_("Frais"), optional=True, group="extras", width="w-m")


class Place(Fields):
    """A section."""

    town = declaration.Text(_("Localité"), required=True)


class Trip(Fields):
    """A form with a list and a section."""

    lines = Lines(_("Trajets"), Line, min_items=2, max_items=5, extras_title=_("Au besoin"))
    place = Section(_("Lieu"), Place, heading=True)


def test_looks_and_limits_are_those_of_the_declaration(forms):
    schema = declared_schema(Trip, "details")
    assert (schema["lines"].min_len, schema["lines"].max_len) == (2, 5)
    page = forms.soup(forms.make(whole(schema)).render())
    assert [tag.text for tag in page.find_all("h2")] == ["Trajets", "Lieu"]
    first = page.find(id="details-lines-0")
    assert first.select_one(".pair").find(id="details-lines-0-km-hint").text == "Aller"
    assert first.select_one(".questions > details").summary.text == "Au besoin"
    assert first.find(id="details-lines-0-extra")["class"] == ["input", "w-m", "num"]
    assert first.find(id="details-lines-0-car").has_attr("checked")
    assert "(facultatif)" in first.details.text


def test_a_new_form_shows_what_the_declaration_begins_with(forms):
    for form in (Trip, *(each.form for each in TYPES)):
        shown = forms.make(whole(declared_schema(form, "details"))).cstruct["details"]
        assert shown == initial_cstruct(form)


def test_the_conditions_are_those_of_the_declaration(forms):
    page = forms.soup(forms.make(whole(declared_schema(Trip, "details"))).render())
    assert json.loads(page.form["data-conditions"]) == {"details": browser_conditions(Trip)}


def test_a_form_is_built_once_and_shared():
    assert declared_schema(Trip, "details") is declared_schema(Trip, "details")
    assert declared_schema(Trip, "details") is not declared_schema(Line, "details")


@pytest.mark.parametrize("invoice_type", TYPES)
def test_an_official_form_is_drawn_without_fault_and_keeps_its_answers(forms, invoice_type):
    draft = {"details": initial_cstruct(invoice_type.form)}
    draft["details"]["lines"] *= 3
    form = forms.make(whole(declared_schema(invoice_type.form, "details")), cstruct=draft)
    assert forms.faults(form.render()) == []
    assert form.read(forms.controls(form.render())) == draft


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["lines", "place", "km", "car", "town"]), inner, max_size=3),
    ),
)


@settings(deadline=None, max_examples=60)
@given(stored=JSON)
def test_any_draft_is_shown_and_each_error_is_at_a_question_of_the_page(forms, stored):
    form = forms.make(whole(declared_schema(Trip, "details")), cstruct={"details": stored})
    form.render()
    shown = form.cstruct["details"]
    assert set(shown) == set(Trip.fields)
    for path in deserialize_partial(Trip, relevant(Trip, shown).cstruct, date(2026, 11, 14)).errors:
        assert form.find(f"details.{path}").path == f"details.{path}"


def test_nodes_and_kinds_have_the_same_names_where_they_are_the_same_thing():
    for kind in LEAVES:
        name = {"YesNo": "Checkbox", "SavedChoice": "Choice", "Hours": "Quantity"}.get(kind.__name__, kind.__name__)
        assert callable(getattr(nodes, name))
