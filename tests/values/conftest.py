"""The laws of all values need to know the kinds there are."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
