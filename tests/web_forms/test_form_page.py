"""The HTML of a form: frame, lines, folded questions, and the parts that a template prints by itself."""

import re
import threading

import colander
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.i18n import Localizer, _
from guichet.web.forms.base_node import MAX_DRAWINGS
from guichet.web.forms.form import Button, Form
from guichet.web.forms.form_context import LineTexts
from guichet.web.forms.nodes import Choice, Text
from guichet.web.forms.renderer import Renderer
from guichet.web.html_frames import ID, VALUE

FRESH = Renderer(reload=True)
"""Keeps no drawing."""
DRAFT = {"details": {"lines": [{"date": "14.10.2026"}, {"date": "21.10.2026"}]}}

TEXTS = {
    "details.lines.0": LineTexts(
        ("14 octobre", "Burgdorf – Bern", "voiture"),
        ("20.25",),
        (("22.5 km × 2 × CHF 0.45", "20.25"),),
        "Complet",
        complete=True,
    )
}


@pytest.fixture
def page(forms):
    return forms.soup(forms.make(forms.travel(), cstruct=DRAFT).render())


def test_the_whole_form_is_without_fault(forms):
    for cstruct in (None, DRAFT, {}):
        assert forms.faults(forms.make(forms.travel(), cstruct=cstruct, line_texts=TEXTS).render()) == []
    assert forms.faults(forms.make(forms.one_of_each()).render()) == []


def test_radios_stand_under_the_headings_of_their_groups(forms):
    offers = [
        ("a", "Prothèse", "", "", "Moyens"),
        ("b", "Perruque", "", "", "Moyens"),
        ("c", "Trajet", "", "", "Frais"),
    ]
    schema = colander.Schema(children=[Choice(offers, name="type", title=_("Type"))])
    html = forms.make(schema).render()
    assert forms.faults(html) == []
    groups = forms.soup(html).select("fieldset [role=group]")
    assert [[one["value"] for one in group.select("input")] for group in groups] == [["a", "b"], ["c"]]
    headings = [group.select_one(f"#{group['aria-labelledby']}").get_text() for group in groups]
    assert headings == ["Moyens", "Frais"]


class CountingRenderer(Renderer):
    """A renderer that records the names of the templates it draws."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def __call__(self, template_name, **kw):
        self.calls.append(template_name)
        return super().__call__(template_name, **kw)


def test_question_is_drawn_once_however_many_lines_have_it(forms):
    """What keeps a page of seven hundred controls fast; deform draws each one."""
    renderer, schema, localize = CountingRenderer(), forms.travel(), Localizer("fr")
    for lines in (1, 2, 3):
        cstruct = {"details": {"lines": [{"date": "14.10.2026", "km": str(line)} for line in range(lines)]}}
        html = Form(schema, renderer=renderer, localize=localize, cstruct=cstruct).render()
        assert [one["value"] for one in forms.soup(html).find_all("input", attrs={"name": "km"})] == list("012")[:lines]
    # date, from, extra and km of a line; the questions beside the list
    assert [renderer.calls.count(kind) for kind in ("text", "radios", "checkbox", "hidden", "textarea")] == [
        4,
        1,
        1,
        1,
        1,
    ]
    # The frame of the only line, which is open, and that of the folded ones: with « Supprimer », and in a full list.
    assert renderer.calls.count("line") == 2


def test_kept_drawings_differ_by_language_and_state(forms):
    schema = forms.travel()
    for language, word in (("fr", "Kilomètres"), ("de", "Kilomètres"), ("fr", "Kilomètres")):
        for means in ("public", "taxi", ""):
            line = {"means": means, "round_trip": "true" if means == "taxi" else "", "km": ""}
            form = forms.make(schema, language=language, cstruct={"details": {"lines": [line]}})
            assert form.read(forms.controls(form.render()))["details"]["lines"][0]["means"] == means
            assert word in form.render()
            page = forms.soup(form.render())
            assert page.find(id="details-lines-0-round_trip").has_attr("checked") is (means == "taxi")
            assert page.find("button", attrs={"name": "send"}).text == {"fr": "Envoyer", "de": "Senden"}[language]


ANSWERS = st.one_of(
    st.sampled_from(["", "%", "%(km)s", "{0}", "<b>&amp;", ID, VALUE, f"{VALUE}-km-"]), st.text(max_size=9)
)
LINE = st.fixed_dictionaries(
    {
        **dict.fromkeys(("date", "from", "extra", "km"), ANSWERS),
        "means": st.sampled_from(["", "taxi", "rocket"]),
        "round_trip": st.sampled_from(["", "true"]),
    }
)


@pytest.fixture(scope="module")
def travel_form(forms):
    """Draws the same questions in a language by a renderer, as a running desk does for many people."""
    schema, localizers = forms.travel(), {language: Localizer(language) for language in ("fr", "de")}
    return lambda renderer, language, lines: Form(
        schema, renderer=renderer, localize=localizers[language], cstruct={"details": {"lines": lines}}
    ).render()


@given(lines=st.lists(LINE, min_size=1, max_size=3), language=st.sampled_from(["fr", "de"]))
def test_kept_lines_read_as_those_that_are_drawn_each_time(forms, travel_form, lines, language):
    drawn = [travel_form(renderer, language, lines) for renderer in (forms.renderer, forms.renderer, FRESH)]
    assert drawn[0] == drawn[1]
    # As a browser reads them: one writes an apostrophe as an entity, the other breaks the line between tags.
    kept, fresh = (re.sub(r">\s+<", "><", str(forms.soup(html))) for html in drawn[1:])
    assert kept == fresh


def test_changed_copy_of_a_question_has_a_drawing_of_its_own(forms):
    schema = forms.travel()
    forms.make(schema).render()
    changed = schema.clone()
    changed["remark"].description = "Au besoin"
    assert "Au besoin" in forms.make(changed).render()
    assert "Au besoin" not in forms.make(schema).render()


def test_the_drawings_kept_of_one_question_are_bounded(forms):
    schema = colander.Schema()
    schema.add(Choice([(str(n), f"Choix {n}") for n in range(200)], name="it", title="x"))
    for n in range(200):
        page = forms.soup(forms.make(schema, cstruct={"it": str(n)}).render())
        assert [option["value"] for option in page.find_all("option", selected=True)] == [str(n)]
    assert len(schema["it"].drawings) == MAX_DRAWINGS


def test_the_browser_checks_nothing(page):
    assert page.form.has_attr("novalidate")
    assert page.form["method"] == "post"
    assert not page.form.has_attr("enctype")


def test_files_are_sent_only_when_asked(forms):
    page = forms.soup(forms.make(forms.travel(), multipart=True, action='/a?b="c').render())
    assert page.form["enctype"] == "multipart/form-data"
    assert page.form["action"] == '/a?b="c'


def test_enter_presses_the_hidden_button_that_sends(page):
    first = page.find("button")
    assert (first["name"], first["tabindex"], first["aria-hidden"]) == ("send", "-1", "true")


def test_the_token_travels_along(page):
    assert page.find("input", attrs={"name": "csrf_token"})["value"] == "token"


def test_ids_follow_the_path(page):
    assert page.find(id="details-lines-1-km")["name"] == "km"


def test_two_forms_of_a_page_are_kept_apart_by_a_prefix(forms):
    page = forms.soup(forms.make(forms.travel(), prefix="left").render())
    assert page.find(id="left-details-lines-0-km")
    assert page.form["id"] == "left"


def test_every_line_has_its_legend_and_its_button(page):
    lines = page.select("fieldset.line")
    # The button is not in the legend: it would be read aloud at every field of the line.
    assert [line.legend.text for line in lines] == ["Trajet 1", "Trajet 2"]
    buttons = [line.find("button", attrs={"name": "remove"}) for line in lines]
    assert [button["value"] for button in buttons] == ["details.lines.0", "details.lines.1"]
    assert buttons[1].text == "Supprimer le trajet 2"
    assert page.find("button", attrs={"name": "add"})["value"] == "details.lines"


def test_the_last_line_cannot_be_removed_nor_one_too_many_added(forms):
    one = forms.soup(forms.make(forms.travel()).render())
    assert not one.find("button", attrs={"name": "remove"})
    full = forms.soup(forms.make(forms.travel(), cstruct={"details": {"lines": [{}] * 3}}).render())
    assert not full.find("button", attrs={"name": "add"})


def test_radios_of_two_lines_are_two_groups(page):
    names = {radio["name"] for radio in page.select("input[type=radio]")}
    assert names == {"details-lines-0-means", "details-lines-1-means"}


def test_neighbours_in_a_row_stand_side_by_side(page):
    pair = page.select_one("fieldset.line .questions > div.pair")
    assert [tag["name"] for tag in pair.find_all("input")] == ["date", "from"]


def test_a_unit_stands_behind_the_input(page):
    assert page.find(id="details-lines-0-km").parent.text == "km"


def extras(page):
    return page.find(id="details-lines-0-extra").find_parent("details")


def test_extras_are_folded_away_while_they_are_empty(forms, page):
    assert not extras(page).has_attr("open")
    answered = {"details": {"lines": [{"extra": "12"}]}}
    assert extras(forms.soup(forms.make(forms.travel(), cstruct=answered).render())).has_attr("open")


def test_extras_open_when_something_in_them_is_wrong(forms):
    form = forms.make(forms.travel())
    form.add_problem("details.lines.0.extra", "Écrivez le montant")
    assert extras(forms.soup(form.render())).has_attr("open")


def test_the_calculation_stands_in_every_line(forms):
    page = forms.soup(forms.make(forms.travel(), cstruct=DRAFT, line_texts=TEXTS).render())
    first, second = page.select(".calc")
    assert (first["id"], first.dt.text, first.dd.text) == ("details-lines-0-worked", "22.5 km × 2 × CHF 0.45", "20.25")
    assert second.has_attr("hidden")


def test_without_computing_there_is_no_calculation(page):
    assert not page.select(".calc, .parts")


def test_a_folded_line_says_when_what_and_how_with_its_amount_and_state(forms):
    page = forms.soup(forms.make(forms.travel(), cstruct=DRAFT, line_texts=TEXTS).render())
    first, second = (" ".join(summary.stripped_strings) for summary in page.select(".folding > summary"))
    assert first == "Trajet 1 14 octobre Burgdorf – Bern voiture Complet 20.25"
    assert second == "Trajet 2"


def folded(page):
    return [not line.details.has_attr("open") for line in page.select("fieldset.line")]


def test_lines_are_folded_unless_there_is_only_one(forms, page):
    assert folded(page) == [True, True]
    assert folded(forms.soup(forms.make(forms.travel()).render())) == [False]


def test_a_line_with_something_to_mend_is_open(forms):
    form = forms.make(forms.travel(), cstruct=DRAFT)
    form.add_problem("details.lines.1.km", "Saisissez les kilomètres")
    assert folded(forms.soup(form.render())) == [True, False]


@pytest.mark.parametrize("path", ["details.lines.1", "details.lines.1.km"])
def test_the_line_that_is_gone_on_with_is_open(forms, path):
    assert folded(forms.soup(forms.make(forms.travel(), cstruct=DRAFT, open_line=path).render())) == [True, False]


def test_the_questions_of_a_folded_line_are_sent(forms):
    form = forms.make(forms.travel(), cstruct=DRAFT)
    lines = form.read(forms.controls(form.render()))["details"]["lines"]
    assert [line["date"] for line in lines] == ["14.10.2026", "21.10.2026"]


def test_the_sums_stand_under_several_lines_only(forms):
    sums = {"details.lines": ("41.50",)}
    page = forms.soup(forms.make(forms.travel(), cstruct=DRAFT, line_texts=TEXTS, sums=sums).render())
    assert page.select_one("#details-lines-sums [data-amount]").text == "41.50"
    assert not forms.soup(forms.make(forms.travel(), line_texts=TEXTS, sums=sums).render()).select(".foot")


def test_a_part_is_what_the_whole_form_has_there(forms):
    form = forms.make(forms.travel(), cstruct=DRAFT)
    pieces = form.start() + form.part("details") + form.part("version") + form.part("remark") + form.finish()
    assert forms.controls(pieces) == forms.controls(form.render())
    with pytest.raises(KeyError):
        form.part("nothing")


def test_buttons_have_the_names_and_looks_asked_for(forms):
    submit = (Button("go", _("Continuer")), Button("keep", _("Enregistrer et quitter"), kind="second", value="7"))
    buttons = forms.soup(forms.make(forms.travel(), buttons=submit).finish()).find_all("button")
    assert [(button["name"], button["value"], " ".join(button["class"])) for button in buttons] == [
        ("go", "yes", "button"),
        ("keep", "7", "button second"),
    ]


def test_what_people_wrote_is_text_and_never_markup(forms):
    evil = '"><script>alert(1)</script>'
    cstruct = {"details": {"lines": [{"date": evil, "means": evil}]}, "version": evil, "remark": f"</textarea>{evil}"}
    texts = LineTexts((evil,) * 3, (evil,), ((evil, evil),), evil)
    form = forms.make(forms.travel(), cstruct=cstruct, line_texts={"details.lines.0": texts})
    form.add_problem("remark", evil)
    for html in (form.render(), form.summary()):
        assert not forms.soup(html).find("script")
        assert "<script" not in html


def test_a_name_in_a_choice_is_not_translated_and_not_markup(forms):
    schema = colander.Schema()
    schema.add(Choice([("1", "Anna <b>", "CH93")], name="account", title=_("Compte à créditer")))
    assert "Anna &lt;b&gt;" in forms.make(schema).render()


def test_a_note_stands_under_the_choice(forms):
    schema = colander.Schema()
    schema.add(Choice([("1", "Anna", "CH93"), ("2", "Home-Aide")], name="account", title=_("Compte à créditer")))
    page = forms.soup(forms.make(schema).render())
    assert [note.text for note in page.select("label.choice small")] == ["CH93"]


def test_a_titled_mapping_is_a_group_and_a_heading_when_asked(forms):
    for heading, tag in ((False, "legend"), (True, "h2")):
        part = colander.Schema(name="who", title=_("Pour qui"), heading=heading)
        part.add(Text(name="name", title=_("Nom")))
        schema = colander.Schema()
        schema.add(part)
        html = forms.make(schema).render()
        assert forms.soup(html).find(tag).text == "Pour qui"
        assert forms.faults(html) == []


def test_a_question_of_foreign_make_is_refused_by_name(forms):
    schema = colander.Schema()
    schema.add(colander.SchemaNode(colander.String(), name="stranger"))
    with pytest.raises(TypeError, match="stranger"):
        forms.make(schema)


def test_a_name_that_would_give_an_id_twice_is_refused(forms):
    schema = colander.Schema()
    schema.add(Text(name="error", title="x"))
    with pytest.raises(ValueError, match="error"):
        forms.make(schema)


class Shouting(Localizer):
    """The same language in other words, as another desk may have it."""

    def __call__(self, text, /, **mapping):
        return super().__call__(text, **mapping).upper()


def test_desks_share_a_schema_and_each_sees_its_own_words(forms):
    schema = forms.travel()
    for _round in range(2):
        for localize, title in ((Localizer("fr"), "Kilomètres"), (Shouting("fr"), "KILOMÈTRES")):
            html = Form(schema, renderer=forms.renderer, localize=localize, cstruct=DRAFT).render()
            assert title in html
            assert (">Envoyer<" in html) is (title == "Kilomètres")


def test_threads_share_the_renderer_and_each_speaks_its_language(forms):
    found = {}

    def draw(name, localize):
        found[name] = [
            Form(forms.travel(), renderer=forms.renderer, localize=localize).render().count("TRAJETS")
            for _round in range(15)
        ]

    threads = [
        threading.Thread(target=draw, args=("quiet", Localizer("fr"))),
        threading.Thread(target=draw, args=("loud", Shouting("fr"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"quiet": [0] * 15, "loud": [1] * 15}
