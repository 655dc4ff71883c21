"""Checks of the machine: user, fonts, native libraries, clock, rights of files, room on the disk."""

import os
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

from guichet.cli.doctor.check_results import CheckResult
from guichet.documents import noto_fonts
from guichet.office.alerts.server_alerts import FULL, NEARLY_FULL
from guichet.settings import Settings, TenantSettings
from guichet.store.data_file_paths import data_file
from guichet.store.disk import disk_of

PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""Packages of Debian and Ubuntu."""
LIBRARIES = ("gobject", "pango", "harfbuzz", "harfbuzz_subset", "fontconfig", "pangoft2")
"""What WeasyPrint draws with. HarfBuzz-Vector is left out: only colour fonts need it, and none is shipped."""
OTHERS = 0o007


def machine_checks(settings: Settings) -> Iterator[CheckResult]:
    """Checks of what all desks share."""
    yield _user(settings)
    yield _fonts()
    yield native_libraries()
    yield clock()


def file_checks(tenant_settings: TenantSettings) -> Iterator[CheckResult]:
    """Checks of the files of a desk; none for a database on a server."""
    data = data_file(tenant_settings.storage)
    if data is None:
        return
    what, folder = f"{tenant_settings.tenant_id}: files", data.parent
    yield _rights(what, folder)
    if folder.exists() and (disk := disk_of(tenant_settings.storage)):
        yield disk_use(f"{tenant_settings.tenant_id}: disk", disk.used)


def _user(settings: Settings) -> CheckResult:
    if os.getuid() == 0 and not settings.development:
        remedy = "run it as the service's user: sudo -u guichet guichet --ini … doctor"
        return CheckResult("user", "warning", "root may read and write everything, so that rights are not seen", remedy)
    return CheckResult("user")


def _fonts() -> CheckResult:
    found, _, remedy = (noto_fonts.problem() or "").partition(": ")
    return CheckResult("fonts", "wrong", found, remedy) if found else CheckResult("fonts")


def native_libraries() -> CheckResult:
    """Whether WeasyPrint finds what it draws PDFs with."""
    what, remedy = "native libraries", f"apt install {PANGO}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from weasyprint.text import ffi
    except OSError as error:  # Pango itself is missing
        return CheckResult(what, "wrong", str(error).partition("\n")[0], remedy)
    missing = [name for name in LIBRARIES if getattr(ffi, name) is None]
    return (
        CheckResult(what, "wrong", f"WeasyPrint does not find {', '.join(missing)}", remedy)
        if missing
        else CheckResult(what)
    )


def clock() -> CheckResult:
    """Whether the clock of this machine is kept by NTP, as systemd says; other ways to keep it are not seen."""
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True)  # noqa: S603  # constants
    except (OSError, subprocess.SubprocessError):
        return CheckResult("clock", "skipped", "timedatectl does not say whether it is kept by NTP")
    if done.stdout.strip() == "yes":
        return CheckResult("clock")
    remedy = "codes of authenticator apps depend on it: timedatectl set-ntp true, or chrony"
    return CheckResult("clock", "warning", "systemd does not keep it by NTP", remedy)


def _rights(what: str, folder: Path) -> CheckResult:
    if not folder.exists():
        return CheckResult(what, "wrong", f"{folder} does not exist", "run 'guichet init'")
    if not os.access(folder, os.W_OK | os.X_OK):
        return CheckResult(what, "wrong", f"this user may not write to {folder}", "chown -R it to the service's user")
    files = [path for path in folder.iterdir() if path.stat().st_mode & OTHERS]
    if files:
        remedy = f"chmod -R o-rwx {folder}"
        return CheckResult(
            what, "wrong", f"other users can read {', '.join(sorted(path.name for path in files))}", remedy
        )
    return CheckResult(what)


def disk_use(what: str, used: float) -> CheckResult:
    """What is to be said of a disk of which that part is in use."""
    if used >= FULL:
        return CheckResult(what, "wrong", f"{used:.0%} full", "make room now: soon nothing can be stored")
    if used >= NEARLY_FULL:
        return CheckResult(what, "warning", f"{used:.0%} full", "pack the database, or enlarge the disk")
    return CheckResult(what, found=f"{used:.0%} full")
