"""``python tests/bills [--each N] [--save FOLDER]``: sends bills through the cleaner and writes ``docs/bills.md``.

Each recipe gets ``N`` bills. Exits with 1 when anything was read wrongly. ``--save`` keeps one file of each recipe.
"""

import argparse
import io
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from corpusbills import CorpusBill, corpus_bill
from recipes import RECIPES

from guichet.documents.file_cleaner import FileCleaner
from guichet.values import qr_bill

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bills.md"
OUTCOMES = ("read", "not read", "wrong")
TEXT = """# Reading suppliers' bills

The QR code of a Swiss bill on a PDF or photo is read while the file is cleaned
(`guichet.documents.cleaning.bill_reading`), parsed by strict rules (`guichet.values.qr_bill`), and proposed in the form
until the sender confirms it. A bill that is not read costs typing; one that is read wrongly would cost money.

`make corpus` writes this page: it makes {total} bills with `qrbill` (`tests/bills/corpusbills.py`), does to each what
happens on its way (`tests/bills/recipes.py`), sends it through the same process as an upload, and compares everything
that was read with what the bill says.

| Recipe | Files | Read | Not read | Wrong |
|---|--:|--:|--:|--:|
{rows}
"""


def outcome(cleaner: FileCleaner, bill: CorpusBill, content: bytes) -> str:
    """One of ``OUTCOMES`` for a file that holds ``bill``."""
    payload = cleaner.clean("facture", io.BytesIO(content), bill=True).bill
    if not payload:
        return "not read"
    return "read" if qr_bill.parse(payload) == bill.says else "wrong"


def outcomes(name: str, numbers: range, folder: Path | None) -> tuple[str, Counter[str]]:
    """How many files of one recipe came out how; the first of them is kept in ``folder``."""
    cleaner, found = FileCleaner(timeout=120.0), Counter[str]()
    for number in numbers:
        bill = corpus_bill(number)
        content = RECIPES[name](bill.pdf(), Random(number))
        found[outcome(cleaner, bill, content)] += 1
        if folder and number == numbers[0]:
            ending = "pdf" if content.startswith(b"%PDF") else "jpg"
            (folder / f"{name.replace(' ', '-')}.{ending}").write_bytes(content)
    cleaner.close()
    return name, found


def main() -> None:
    """Reads the command line, runs every recipe, writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    rows, whole = [], Counter[str]()
    with ProcessPoolExecutor() as processes:
        starts = range(0, len(RECIPES) * options.each, options.each)
        runs = [range(start, start + options.each) for start in starts]
        for name, found in processes.map(outcomes, RECIPES, runs, [options.save] * len(runs)):
            rows.append(_row(name, found))
            print(rows[-1], flush=True)
            whole += found
    rows.append(_row("**Together**", whole))
    PAGE.write_text(TEXT.format(total=whole.total(), rows="\n".join(rows)), "utf-8")
    sys.exit(1 if whole["wrong"] else 0)


def _row(name: str, found: Counter[str]) -> str:
    return f"| {name} | {found.total()} | " + " | ".join(str(found[each]) for each in OUTCOMES) + " |"


if __name__ == "__main__":
    main()
