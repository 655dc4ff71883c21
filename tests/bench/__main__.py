"""``make bench``: how much the desk costs, as multiples of the least an answer can cost on the same server.

Fills one desk with 10,000 invoices and one with 100, starts one server process with both and with a bare view, and
measures all pages in turn. Prints one table and writes it to ``docs/bench.md``. The data lie in ``var/bench`` and are
made anew each time.
"""

import argparse
import os
import shutil
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

# Must be known before the first template is loaded; serve.py gets it from its environment.
FOLDER = Path("var/bench").absolute()
CACHE = FOLDER / "chameleon"
shutil.rmtree(FOLDER, ignore_errors=True)
CACHE.mkdir(parents=True, mode=0o700)
os.environ["CHAMELEON_CACHE"] = str(CACHE)
warnings.filterwarnings("ignore", "pkg_resources is deprecated")
