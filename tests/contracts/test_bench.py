"""The bench runs: its desks are filled with objects of the core, whose changes no other test would show it."""

import json
import os
import subprocess
import sys

SUBMISSION = "submission with one picture, four requests"


def test_the_bench_asks_for_each_of_its_rows_and_measures_them(root):
    bench = root / "tests" / "bench"
    with subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", bench / "side.py", "50", "1"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(bench), os.environ.get("PYTHONPATH", "")))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as side:
        # Its names are printed once each row has been asked for three times.
        rows = json.loads(side.stdout.readline())
        answers, _nothing = side.communicate(json.dumps(SUBMISSION))
    assert side.returncode == 0
    assert len(rows) > 10
    assert SUBMISSION in rows
    assert json.loads(answers) > 0
