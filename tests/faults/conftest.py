"""What fails around a desk, and what must not be lost then. Modules of other folders are imported by their names."""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / name) for name in ("postgres", "samples", "killed")]
