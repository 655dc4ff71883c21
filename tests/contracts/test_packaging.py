"""What is installed is what is written: every package, every template, every font."""

import configparser
import importlib
import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest

from guichet.i18n import catalogues

FOLDERS = {"core/guichet": "guichet", "themes": "guichet.themes", "locales": "guichet.locales"}
SHIPPED = {".py", ".pt", ".css", ".js", ".svg", ".png", ".ttf", ".woff2", ".toml", ".txt", ".md", ".mo", ".po"}
BESIDE = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def setup(root):
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg")
    return config


@pytest.fixture(scope="module")
def folders(root):
    """Source folder → the package it is installed as."""
    plugins = [folder for folder in (root / "plugins").iterdir() if (folder / "__init__.py").exists()]
    return FOLDERS | {f"plugins/{folder.name}": folder.name for folder in plugins}


@pytest.fixture(scope="module")
def packages(root, folders):
    """Every folder with modules, by the name it is imported under."""
    found = {}
    for source, package in folders.items():
        for init in (root / source).rglob("__init__.py"):
            below = init.parent.relative_to(root / source).parts
            found[".".join((package, *below))] = init.parent
    return found


def test_setup_cfg_names_every_package(setup, packages):
    assert sorted(setup["options"]["packages"].split()) == sorted(packages)


def test_setup_cfg_maps_every_folder(setup, folders):
    said = dict(line.split(" = ") for line in setup["options"]["package_dir"].strip().splitlines())
    assert said == {package: source for source, package in folders.items()}


def test_every_folder_with_modules_is_a_package(root, folders):
    modules = [file for source in folders for file in (root / source).rglob("*.py")]
    assert [str(file) for file in modules if not (file.parent / "__init__.py").exists()] == []


def test_every_module_can_be_imported(packages):
    names = [
        f"{package}.{file.stem}".removesuffix(".__init__")
        for package, folder in packages.items()
        for file in folder.glob("*.py")
    ]
    assert len(names) > 100
    for name in names:
        importlib.import_module(name)


@pytest.fixture(scope="module")
def wheel(root, folders, tmp_path_factory):
    """Names of all files of the wheel, built from a copy so that the working copy stays as it is."""
    copy = tmp_path_factory.mktemp("wheel")
    for source in folders:
        shutil.copytree(root / source, copy / source, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in BESIDE:
        shutil.copy(root / name, copy / name)
    list(catalogues.compile_all(copy / "locales"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "out", "."]
    done = subprocess.run(pip + build, cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = (copy / "out").glob("*.whl")
    with ZipFile(built) as archive:
        return copy, set(archive.namelist())


def test_the_wheel_holds_every_file_that_is_read_at_run_time(wheel, folders):
    copy, names = wheel
    wanted = {
        f"{package.replace('.', '/')}/{file.relative_to(copy / source).as_posix()}"
        for source, package in folders.items()
        for file in (copy / source).rglob("*")
        if file.suffix in SHIPPED
    }
    assert any(name.endswith(".mo") for name in wanted)
    assert sorted(wanted - names) == []


def test_the_wheel_holds_nothing_else_than_our_packages(wheel, folders):
    _copy, names = wheel
    tops = {package.partition(".")[0] for package in folders.values()}
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == tops
