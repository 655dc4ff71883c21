"""Parametrizes the properties of all values by kind."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
