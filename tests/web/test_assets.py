"""Style sheets, scripts and pictures under addresses that change with their content."""

import re
from urllib.parse import urljoin

import pytest

from guichet.testing.page import Page
from guichet.web import assets


@pytest.fixture
def theme(tmp_path, monkeypatch):
    """A folder of assets under the name of a package."""
    folder = tmp_path / "theme"
    (folder / "fonts").mkdir(parents=True)
    (folder / "theme.css").write_text("a { color: red }")
    (folder / "fonts" / "text.woff2").write_bytes(b"font")
    monkeypatch.setattr(assets, "files", lambda package: tmp_path)
    return folder


def mark(name="anything:theme"):
    return assets.fingerprint(name)


def test_the_same_files_have_the_same_address(theme):
    assert mark() == mark()
    assert re.fullmatch("[0-9a-f]{12}", mark())


CHANGES = {
    "changed": lambda theme: (theme / "theme.css").write_text("a { color: blue }"),
    "deep down": lambda theme: (theme / "fonts" / "text.woff2").write_bytes(b"other"),
    "added": lambda theme: (theme / "new.css").write_text(""),
    "removed": lambda theme: (theme / "theme.css").unlink(),
    "renamed": lambda theme: (theme / "theme.css").rename(theme / "other.css"),
    "moved": lambda theme: (theme / "theme.css").rename(theme / "fonts" / "theme.css"),
    "swapped": lambda theme: [(theme / "theme.css").write_text("x"), (theme / "x").write_text("a { color: red }")],
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_changes_the_address(theme, change):
    before = mark()
    CHANGES[change](theme)
    assert mark() != before


def test_an_empty_folder_changes_nothing(theme):
    before = mark()
    (theme / "empty").mkdir()
    assert mark() == before


def test_a_folder_is_found_inside_its_package():
    assert (assets.folder(assets.SHARED) / "desk.css").is_file()
    assert assets.folder("canton_be:theme/logo.svg").is_file()


def test_the_page_names_the_fingerprint_of_what_is_there(be):
    be.open("/")
    look, canton = assets.fingerprint(assets.SHARED), assets.fingerprint("canton_be:theme/")
    assert be.page.document.xpath(".//link[@rel='stylesheet']/@href") == [f"/canton/{canton}/{look}.css"]
    assert be.page.document.xpath(".//script/@src") == [f"/look/{look}/desk.js"]


def test_the_canton_s_properties_come_after_those_of_all_desks(be, ne):
    shared = as_sent(assets.folder(assets.SHARED) / "desk.css").replace("url(fonts/", "url(")
    for desk, canton in ((be, "canton_be"), (ne, "canton_ne")):
        [address] = desk.open("/").page.document.xpath(".//link[@rel='stylesheet']/@href")
        sheet = desk.get(address).text
        assert sheet.endswith(as_sent(assets.folder(f"{canton}:theme/") / "theme.css"))
        assert len(sheet) > len(shared)


def as_sent(file):
    return assets.LEFT_OUT.sub(b"", file.read_bytes()).decode()


def test_fonts_are_found_from_where_the_style_sheet_is(be):
    [address] = be.open("/").page.document.xpath(".//link[@rel='stylesheet']/@href")
    fonts = re.findall(r"url\((.+?)\)", be.get(address).text)
    assert len(fonts) == 4
    for font in fonts:
        assert be.get(urljoin(address, font), status=200).content_type == "font/woff2"


def test_an_address_of_another_version_is_nowhere(be):
    be.get("/look/000000000000/desk.css", status=404)


@pytest.mark.parametrize("path", ["../page.py", "..%2fpage.py", "%2e%2e/page.py", "..\\page.py", "/etc/passwd", ""])
def test_nothing_beside_the_folder_is_served(be, path):
    assert be.get(f"/look/{assets.fingerprint(assets.SHARED)}/{path}").status_int in (303, 400, 403, 404)


@pytest.mark.parametrize("folder", ["", "fonts", "fonts/", "icons/"])
def test_no_folder_is_listed(be, folder):
    answer = be.get(f"/look/{assets.fingerprint(assets.SHARED)}/{folder}")
    assert answer.status_int in (301, 404)
    if answer.status_int == 404:
        assert Page(answer).heading == "Cette page n’existe pas ou ne vous est pas accessible"


@pytest.mark.parametrize(
    "path", ["/.git/config", "/.git/HEAD", "/look/.git/config", "/production.ini", "/setup.cfg", "/.env"]
)
def test_nothing_of_the_working_copy_is_served(be, path):
    be.get(path, status=404)


def test_a_canton_s_look_is_not_served_at_another(be, ne):
    address = f"/canton/{assets.fingerprint('canton_be:theme/')}/theme.css"
    be.get(address, status=200)
    ne.get(address, status=404)
