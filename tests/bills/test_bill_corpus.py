"""One bill of each recipe of the corpus, which `make corpus` runs as a whole, is read as it is written."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from corpusbills import corpus_bill
from recipes import RECIPES

from guichet.documents.file_cleaner import FileCleaner
from guichet.values import qr_bill


@pytest.fixture(scope="module")
def cleaner() -> Iterator[FileCleaner]:
    made = FileCleaner(timeout=60.0)
    yield made
    made.close()


@pytest.mark.parametrize("number", range(len(RECIPES)), ids=list(RECIPES))
def test_bill_of_each_recipe_says_what_it_said(cleaner: FileCleaner, number: int) -> None:
    # Of the bills before, one is folded so that no program reads it.
    bill, recipe = corpus_bill(number + len(RECIPES)), list(RECIPES.values())[number]
    content = recipe(bill.pdf(), Random(number + len(RECIPES)))
    assert qr_bill.parse(cleaner.clean("facture", io.BytesIO(content), bill=True).bill) == bill.says
