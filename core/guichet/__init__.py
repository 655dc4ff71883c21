"""The online desk of the Swiss disability-insurance offices: a framework that knows no canton and no form.

Companies and insured persons register, sign in, fill in an invoice form, attach their proofs and send; the office
accepts, asks for a correction, or refuses. Cantons and invoice types are plugins, see :mod:`guichet.hookspecs`. The
repository layout is described in ``docs/architecture.md``.
"""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

# Chameleon ends the import when the folder of compiled templates is not there, and what makes the folder of a service,
# as systemd's CacheDirectory or a tmpfs, makes none inside. What cannot be made here, Chameleon names.
if "CHAMELEON_CACHE" in os.environ:
    _folder = Path(os.environ["CHAMELEON_CACHE"])
    with suppress(OSError):
        _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _found = _folder.stat()
        # They are code that every process runs: one that another user has put there would have the rights of this one.
        if _found.st_uid not in (0, os.geteuid()) or _found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            del os.environ["CHAMELEON_CACHE"]
            sys.stderr.write(f"other users can write to {_folder}: compiled templates are not read from it, nor kept\n")
