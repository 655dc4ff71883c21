"""The list of rules for plugins is one: what the docs say is what the code looks at."""

import re

import pytest

from guichet.testing.quality.report import rule_list
from guichet.testing.quality.rule import LEVELS
from guichet.testing.quality.rule_table import RULES


def test_the_page_of_rules_is_the_list_of_the_command(root):
    page = (root / "docs" / "plugin-quality.md").read_text()
    printed = rule_list().strip()
    assert page[page.index("## Bronze") :].strip() == printed, "guichet plugin check --list prints what belongs there"


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_a_rule_names_a_page_and_a_heading_that_are_there(root, rule):
    name, _hash, heading = rule.page.partition("#")
    text = (root / "docs" / name).read_text()
    anchors = [re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.+)$", text, re.M)]
    assert not heading or heading in anchors
    assert rule.level in LEVELS
