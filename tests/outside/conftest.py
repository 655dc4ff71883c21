"""Authors outside this repository: they have the wheels, the documentation in them, and ``guichet[testing]``."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# How distributions are built.
sys.path.insert(0, str(ROOT / "tests" / "contracts"))
sys.path.insert(0, str(Path(__file__).parent))

from distributions import DISTRIBUTIONS, build  # noqa: E402
from homes import Home, libraries  # noqa: E402


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """``wheel("guichet")``: the wheel of a distribution of this repository, built once."""
    made: dict[str, Path] = {}

    def once(name: str) -> Path:
        if name not in made:
            copy = build(ROOT, DISTRIBUTIONS[name], tmp_path_factory.mktemp(name))
            (made[name],) = (copy / "out").glob("*.whl")
        return made[name]

    return once


@pytest.fixture(scope="session")
def author(wheel: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An environment in which the core's wheel is installed, and what it builds on."""
    home = Home(tmp_path_factory.mktemp("author"), [libraries(tmp_path_factory.mktemp("libraries"))])
    home.install(wheel("guichet"))
    return home


@pytest.fixture(scope="session")
def new_home(author: Home, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Home]:
    """``new_home("name", folder, …)``: a further environment, in which distributions are installed from wheels."""

    def make(name: str, *distributions: Path) -> Home:
        home = Home(tmp_path_factory.mktemp(name), [author.packages])
        home.install(*distributions)
        return home

    return make
