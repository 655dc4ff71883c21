"""Says whether WeasyPrint finds every shared library that it draws PDFs with; ends with 1 when one is missing.

Importing WeasyPrint is not enough: without HarfBuzz-Subset it only warns, and embeds fonts by a slower way that its
next version drops. HarfBuzz-Vector is left out on purpose: only colour fonts need it, and none is shipped.
"""

import sys
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from weasyprint.text import ffi

REQUIRED = ("gobject", "pango", "harfbuzz", "harfbuzz_subset", "fontconfig", "pangoft2")

missing = [name for name in REQUIRED if getattr(ffi, name) is None]
sys.exit(f"WeasyPrint does not find: {', '.join(missing)}" if missing else 0)
