"""Both desks with their demo people, as ``make run`` makes them, and the sources that the contracts speak of."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from guichet import settings
from guichet.app import close, create_desk, open_desks
from guichet.demo import fill
from guichet.desk import Desk
from guichet.testing.desks import DeskFactory
from guichet.testing.moving_clock import START, MovingClock

if TYPE_CHECKING:
    from deskpages import Shown
    from distributions import Distribution

# Several contracts ask the running desks for their pages, objects and people; see ``deskpages.py``.
sys.path.insert(0, str(Path(__file__).parent))
# The stored revisions.
sys.path.insert(0, str(Path(__file__).parents[1] / "samples"))

ROOT = Path(__file__).parents[2]
OURS = ("core", "plugins", "themes", "locales")


@pytest.fixture(scope="session")
def root() -> Path:
    """The working copy."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> list[Path]:
    """Every module that is shipped."""
    return _shipped("*.py")


@pytest.fixture(scope="session")
def templates() -> list[Path]:
    """Every template that is shipped."""
    return _shipped("*.pt")


def _shipped(pattern: str) -> list[Path]:
    """Files of the core and of the plugins, without the tests that stand beside a plugin's package."""
    found = [file for folder in OURS for file in sorted((ROOT / folder).rglob(pattern))]
    return [file for file in found if "tests" not in file.relative_to(ROOT).parts]


@pytest.fixture(scope="session")
def demo_desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Desk]]:
    """Desks by canton, in files, so that their records can be read one by one."""
    folder = tmp_path_factory.mktemp("demo")
    raw = {
        "guichet.environment": "development",
        "guichet.secret_file": str(folder / "secret"),
        "guichet.tenants": "be ne",
    }
    for canton in ("be", "ne"):
        files = folder / canton
        raw[f"guichet.tenant.{canton}.hosts"] = f"{canton}.localhost"
        raw[f"guichet.tenant.{canton}.url"] = f"http://{canton}.localhost"
        raw[f"guichet.tenant.{canton}.storage"] = f"file://{files}/Data.fs?blobstorage_dir={files}/blobs"
        raw[f"guichet.tenant.{canton}.mail_from"] = f"guichet@{canton}.example"
    desks = open_desks(settings.read(raw))
    for desk in desks:
        create_desk(desk)
        fill(desk)
    yield {desk.tenant.id: desk for desk in desks}
    for desk in desks:
        close(desk.db)


@pytest.fixture(scope="session")
def shown(_desk_factory: DeskFactory, _installed: Mapping[str, object], sign_in: Any) -> "Mapping[str, list[Shown]]":
    """By canton, what each page of a desk answers to each visitor: asked for once for all contracts about pages."""
    from deskpages import CANTONS, furnish, shown_pages

    with (
        time_machine.travel(START, tick=False) as traveller,
        _desk_factory.desks(CANTONS, _installed, {}, MovingClock(traveller)) as desks,
    ):
        furnish(desks)
        return {canton: list(shown_pages(desks, canton, sign_in)) for canton in CANTONS}


@pytest.fixture(scope="session")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[["Distribution"], Path]:
    """``built(distribution)``: the folder in which it was built once, with wheel and source distribution in ``out``."""
    from distributions import build

    made: dict[str, Path] = {}

    def once(distribution: "Distribution") -> Path:
        if distribution.name not in made:
            made[distribution.name] = build(root, distribution, tmp_path_factory.mktemp(distribution.name))
        return made[distribution.name]

    return once
