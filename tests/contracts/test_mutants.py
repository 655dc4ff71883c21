"""The mutants of ``make mutants`` still fit the code: cheap, so that a change of a defence is noticed at once."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAP = tomllib.loads((ROOT / "tests" / "asvs.toml").read_text())
MUTANTS = tomllib.loads((ROOT / "tests" / "mutants" / "mutants.toml").read_text())["mutant"]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant["defence"])
def test_a_mutant_fits_the_code_and_names_mapped_rows(mutant):
    text = (ROOT / mutant["file"]).read_text()
    assert text.count(mutant["old"]) == 1
    assert [row for row in mutant["rows"] if not MAP.get(row, {}).get("tests")] == []
    mapped = {test for row in mutant["rows"] for test in MAP[row]["tests"]}
    assert [test for test in mutant.get("only", ()) if test not in mapped] == []
    without = text.replace(mutant["old"], mutant["new"])
    assert ast.dump(ast.parse(without)) != ast.dump(ast.parse(text)), "the same code"


def test_each_defence_is_named_once():
    names = [mutant["defence"] for mutant in MUTANTS]
    assert len(names) == len(set(names))
