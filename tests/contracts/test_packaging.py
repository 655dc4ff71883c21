"""What is installed is what is written: every package, every template, every font, in the core and in each plugin."""

import configparser
import importlib
import tarfile
import tomllib
from zipfile import ZipFile

import pytest
from distributions import CORE, DISTRIBUTIONS, PLUGINS, SHIPPED

every_distribution = pytest.mark.parametrize("distribution", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)


@pytest.fixture(scope="module")
def setup(root):
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg")
    return config


def test_every_folder_of_plugins_is_a_distribution(root):
    assert sorted(folder.name for folder in (root / "plugins").iterdir() if folder.is_dir()) == sorted(PLUGINS)


def test_setup_cfg_names_every_package_of_the_core_and_no_other(setup, root):
    assert sorted(setup["options"]["packages"].split()) == sorted(DISTRIBUTIONS["guichet"].packages(root))


def test_setup_cfg_maps_every_folder(setup):
    mapped = dict(line.split(" = ") for line in setup["options"]["package_dir"].strip().splitlines())
    assert mapped == {package: source for source, package in CORE.items()}


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_names_every_package_and_its_entry_point(root, name):
    written = tomllib.loads((root / "plugins" / name / "pyproject.toml").read_text())
    assert sorted(written["tool"]["setuptools"]["packages"]) == sorted(DISTRIBUTIONS[name].packages(root))
    assert written["project"]["entry-points"]["guichet"] == {name: f"{name}.plugin"}
    assert "guichet" in written["project"]["dependencies"]


@every_distribution
def test_every_folder_with_modules_is_a_package(root, distribution):
    folders = [root / distribution.home / source for source in distribution.folders]
    modules = [file for folder in folders for file in folder.rglob("*.py")]
    assert [str(file) for file in modules if not (file.parent / "__init__.py").exists()] == []


@every_distribution
def test_every_module_can_be_imported(root, distribution):
    names = [
        f"{package}.{file.stem}".removesuffix(".__init__")
        for package, folder in distribution.packages(root).items()
        for file in folder.glob("*.py")
    ]
    assert len(names) > 2
    for name in names:
        importlib.import_module(name)


def wanted(distribution, copy):
    """Every file that is read at run time: its path as installed → its path in the sources."""
    found = {}
    for source, package in distribution.folders.items():
        for file in (copy / source).rglob("*"):
            if file.suffix in SHIPPED or file.name == "py.typed":
                found[f"{package.replace('.', '/')}/{file.relative_to(copy / source).as_posix()}"] = file
    return found


@every_distribution
def test_the_wheel_holds_every_file_that_is_read_at_run_time(built, distribution):
    copy = built(distribution)
    (wheel,) = (copy / "out").glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    assert f"{distribution.name}/py.typed" in names
    assert sorted(set(wanted(distribution, copy)) - names) == []


@every_distribution
def test_the_wheel_holds_nothing_else_than_its_packages(built, distribution):
    (wheel,) = (built(distribution) / "out").glob("*.whl")
    tops = {name.partition("/")[0] for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert tops == {distribution.name}


@every_distribution
def test_the_source_distribution_holds_the_same_files(built, distribution):
    copy = built(distribution)
    (source,) = (copy / "out").glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert sorted({str(file.relative_to(copy)) for file in wanted(distribution, copy).values()} - names) == []
