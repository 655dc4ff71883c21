"""Problems: found at reading or later, shown at the field and in the summary, in the order of the page."""

import re

import deform
import pytest

from guichet.declaration.texts import NAMELESS
from guichet.i18n import Localizer, _
from guichet.web.forms.texts import NAME

TWO = {"details": {"lines": [{"date": "14.10.2026"}, {"date": "", "km": "x", "extra": "-1"}]}, "remark": "x" * 400}


@pytest.fixture
def form(forms):
    form = forms.make(forms.travel())
    with pytest.raises(deform.ValidationFailure):
        form.check(TWO)
    return form


def test_a_problem_in_a_line_names_the_line(form):
    assert form.problems[0].text == "Trajet 2\u00a0: saisissez la date du trajet"


def test_problems_come_in_the_order_of_the_page_where_the_extras_are_last(form):
    assert [problem.href for problem in form.problems] == [
        "#details-lines-1-date",
        "#details-lines-1-km",
        "#details-lines-1-extra",
        "#remark",
    ]


def test_every_link_leads_to_a_control_described_by_the_same_words(forms, form):
    page = forms.soup(form.render())
    for problem in form.problems:
        control = page.find(id=problem.href[1:])
        error = page.find(id=control["aria-describedby"].split()[-1])
        said = error.text.split(": ", 1)[1]
        assert problem.text.casefold().endswith(said.casefold())


def test_the_page_stays_without_fault(forms, form):
    assert forms.faults(form.render()) == []


def test_the_summary_lists_the_links(forms, form):
    summary = forms.soup(form.summary()).find(class_="problem")
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert summary.h2.text == "Il y a un problème"
    assert [link["href"] for link in summary.find_all("a")] == [problem.href for problem in form.problems]


def test_without_problems_there_is_no_summary(forms):
    assert forms.make(forms.travel()).summary() == ""


def test_a_problem_found_later_stands_at_its_field(forms):
    form = forms.make(forms.travel())
    form.add_problem("details.lines.0.km", _("Saisissez les kilomètres"))
    assert form.problems[0].href == "#details-lines-0-km"
    assert form.problems[0].text == "Trajet 1\u00a0: saisissez les kilomètres"
    assert "Saisissez les kilomètres" in form.render()


def test_links_with_the_same_message_name_their_questions(forms):
    form = forms.make(forms.travel())
    form.show(TWO)
    for path in ("details.lines.0.km", "details.lines.0.extra", "details.lines.1.km", "remark"):
        form.add_problem(path, _("Écrivez un nombre"))
    labels = [form.find(path).label for path in ("details.lines.0.km", "details.lines.0.extra")]
    assert [link.text for link in form.problems] == [
        *(f"Trajet 1, {label}\u00a0: écrivez un nombre" for label in labels),
        "Trajet 2\u00a0: écrivez un nombre",
        "Écrivez un nombre",
    ]


def test_the_first_problem_at_a_field_stays(form):
    form.add_problem("details.lines.1.date", _("Choisissez une autre date"))
    assert form.problems[0].text.endswith("saisissez la date du trajet")


def test_a_problem_of_a_whole_line_stands_in_the_line(forms):
    form = forms.make(forms.travel())
    form.add_problem("details.lines.0", _("Complétez ce trajet"))
    assert form.problems[0].href == "#details-lines-0"
    assert forms.soup(form.render()).select_one("fieldset.line #details-lines-0-error")
    assert forms.faults(form.render()) == []


@pytest.mark.parametrize("path", ["", "nowhere", "details.lines.9.km.x"])
def test_a_problem_of_no_field_is_still_told(forms, path):
    form = forms.make(forms.travel())
    form.add_problem(path, _("Réessayez dans une heure"))
    assert form.problems[0].text == "Réessayez dans une heure"
    assert "Réessayez dans une heure" in form.render()
    assert forms.soup(form.render()).find(id=form.problems[0].href[1:])
    assert forms.faults(form.render()) == []


def test_radios_are_reached_at_the_first_one(forms):
    form = forms.make(forms.travel())
    form.add_problem("details.lines.0.means", _("Choisissez le moyen de transport"))
    first = forms.soup(form.render()).find(id="details-lines-0-means")
    assert (first["type"], first["value"]) == ("radio", "public")


def test_a_german_sentence_keeps_its_capital_after_the_line(forms):
    form = forms.make(forms.travel(), language="de")
    form.add_problem("details.lines.0.km", "Geben Sie die Kilometer ein")
    assert form.problems[0].text.endswith("Geben Sie die Kilometer ein")


def test_an_abbreviation_keeps_its_capitals_after_the_line(forms):
    form = forms.make(forms.travel())
    form.add_problem("details.lines.0.km", "IBAN : comparez")
    assert form.problems[0].text.endswith("IBAN : comparez")


def test_showing_other_answers_forgets_the_problems(form):
    form.show({})
    assert form.problems == []


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("message", sorted({*NAMELESS, NAME}))
def test_a_text_that_names_no_question_follows_its_label(forms, language, message):
    """As after a redirect, which keeps the messages in words: in German, and with their blanks filled."""
    form = forms.make(forms.travel(), language=language)
    blanks = dict.fromkeys(re.findall(r"\$\{(\w+)\}", message), "7")
    form.add_problem("remark", Localizer(language)(message % blanks))
    label = form.find("remark").label
    assert form.problems[0].text.startswith((f"{label}\u00a0: ", f"{label}: "))


def test_a_text_that_names_its_question_stays_alone(forms):
    form = forms.make(forms.travel())
    form.add_problem("remark", "Saisissez la remarque, par exemple 7")
    assert form.problems[0].text == "Saisissez la remarque, par exemple 7"
