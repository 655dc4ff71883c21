"""The browser hides the questions that are irrelevant on the server: the same forms and answers in both evaluators."""

import json
import random
import re
import subprocess
from importlib.resources import files
from types import new_class

import pytest

from guichet.declaration import (
    Choice,
    Fields,
    Lines,
    Section,
    Text,
    YesNo,
    answer,
    browser_conditions,
    document_answer,
    parent_answer,
)
from guichet.declaration.conditions import BLANKS
from guichet.declaration.relevance import relevant
from guichet.i18n import _
from guichet.web.forms.nodes import Text as TextNode

THEME = files("guichet.themes") / "base"
FORMS, ANSWERS = 120, 5
"""How many forms are made at random, and how many sets of answers to each."""
TEXTS = ("", " ", "\u00a0\ufeff", "0", "x", " x ", "a", "b")
KEYS = ("a", "b", "c")
RUNNER = """
import {{ readFileSync }} from "node:fs";
import {{ relevance }} from {module};
const found = JSON.parse(readFileSync(0, "utf8")).map(([conditions, answers]) => {{
  const at = (path) => path.split(".").reduce((inside, name) => inside?.[name], answers);
  const text = (path) => {{ const found = at(path); return typeof found === "string" ? found : ""; }};
  const places = relevance(conditions, text, (path) => at(path)?.length ?? 0);
  return [...places].filter(([, counts]) => !counts).map(([path]) => path).sort();
}});
console.log(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def node():
    """Runs a script and gives it a text: with the Node.js that comes with playwright."""
    from playwright._impl._driver import compute_driver_executable

    executable = compute_driver_executable()[0]

    def run(script, given):
        command = [str(executable), "--input-type=module", "-e", script]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout

    return run


class RandomForm:
    """Makes forms with conditions of every kind at every level, and answers to them."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def form(self, depth=0, around=()):
        """A class of questions, lists and sections. ``around``: the choices and boxes of the levels around it."""
        leaves = {f"q{index}": self.random.choice((Text, YesNo, Choice)) for index in range(self.random.randint(2, 4))}
        # A question may depend on one declared after it, but on none that depends on it.
        order = self.random.sample(sorted(leaves), len(leaves))
        levels = (*around, leaves)
        questions = {}
        for name, kind in leaves.items():
            readable = {other: leaves[other] for other in order[: order.index(name)]}
            options = {"relevant": self.condition((*around, readable))} if self.random.random() < 0.6 else {}
            given = (dict.fromkeys(KEYS, _("Choix")),) if kind is Choice else ()
            questions[name] = kind(_("Question"), *given, **options)
        for index in range(self.random.randint(0, 2) if depth < 2 else 0):
            inner = self.form(depth + 1, levels)
            options = {"relevant": self.condition(levels)} if self.random.random() < 0.4 else {}
            lines = self.random.random() < 0.7
            part = (
                Lines(_("Lignes"), inner, min_items=0, **options) if lines else Section(_("Partie"), inner, **options)
            )
            questions[f"part{index}"] = part
        return new_class("Form", (Fields,), {}, lambda namespace: namespace.update(questions))

    def condition(self, levels, deep=2):
        pick = self.random.random()
        if deep and pick < 0.15:
            return ~self.condition(levels, deep - 1)
        if deep and pick < 0.4:
            one, other = self.condition(levels, deep - 1), self.condition(levels, deep - 1)
            return one & other if self.random.random() < 0.5 else one | other
        level = self.random.choice([-1 - at for at, names in enumerate(reversed(levels)) if names][:2] or [None])
        if level is None:
            return document_answer("unknown")
        name = self.random.choice(sorted(levels[level]))
        read = answer if level == -1 else parent_answer
        if level == -len(levels) and self.random.random() < 0.5 and len(levels) > 1:
            read = document_answer
        return self.about(read(name), levels[level][name])

    def about(self, asked, kind):
        if kind is Choice and self.random.random() < 0.8:
            return asked.in_(*self.random.sample(KEYS, self.random.randint(1, 2)))
        if kind is YesNo and self.random.random() < 0.5:
            return asked == self.random.choice((True, False))
        return asked

    def answers(self, form):
        found = {}
        for name, question in form.fields.items():
            if isinstance(question, Lines):
                found[name] = [self.answers(question.line) for _line in range(self.random.randint(0, 3))]
            elif isinstance(question, Section):
                found[name] = self.answers(question.content)
            elif isinstance(question, YesNo):
                found[name] = self.random.choice(("", "true"))
            else:
                found[name] = self.random.choice(TEXTS)
        return found


def test_both_find_the_same_questions_that_do_not_count(node):
    vectors, expected = [], []
    for seed in range(FORMS):
        maker = RandomForm(seed)
        form = maker.form()
        for _round in range(ANSWERS):
            answers = maker.answers(form)
            vectors.append([browser_conditions(form), answers])
            expected.append(sorted(relevant(form, answers).irrelevant))
    module = json.dumps((THEME / "conditions.js").as_uri())
    assert json.loads(node(RUNNER.format(module=module), json.dumps(vectors))) == expected
    # The forms are no trifles: half of them put something away, some inside lines of lines, and each operator occurs.
    assert sum(1 for paths in expected if paths) > len(expected) / 3
    assert any(len(re.findall(r"\.\d+\.", path)) == 2 for paths in expected for path in paths)
    written = json.dumps(vectors)
    assert all(f'["{operator}",' in written for operator in ("answered", "in", "not", "and", "or"))


def test_both_take_the_same_characters_for_blanks(node):
    module = json.dumps((THEME / "conditions.js").as_uri())
    vectors = [[{"b": ["answered", "a"]}, {"a": chr(code), "b": ""}] for code in range(0x20, 0x3100)]
    vectors += [[{"b": ["answered", "a"]}, {"a": blank, "b": ""}] for blank in BLANKS]
    hidden = json.loads(node(RUNNER.format(module=module), json.dumps(vectors)))
    blank = [answers["a"] for (_conditions, answers), paths in zip(vectors, hidden, strict=True) if paths]
    assert set(blank) == set(BLANKS)


def test_the_conditions_of_a_form_stand_on_it_once(forms):
    draft = {"details": {"lines": [{}, {}, {}]}}
    page = forms.soup(forms.make(forms.travel(), cstruct=draft).render())
    assert json.loads(page.form["data-conditions"]) == {
        "": {"details.lines.*.km": ["in", "details.lines.*.means", ["private_car", "taxi"]]}
    }
    assert len(page.select("[data-conditions]")) == 1


def test_a_condition_may_hold_any_text_and_stays_an_attribute(forms):
    schema = forms.travel()
    schema.add(TextNode(name="other", title="x", relevant=answer("version").in_("'\"><b>&amp;")))
    page = forms.soup(forms.make(schema).render())
    assert json.loads(page.form["data-conditions"])[""]["other"] == ["in", "version", ["'\"><b>&amp;"]]


def test_a_form_without_conditions_has_no_such_attribute(forms):
    assert not forms.soup(forms.make(forms.one_of_each()).render()).form.has_attr("data-conditions")
