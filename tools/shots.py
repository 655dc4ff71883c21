#!/usr/bin/env python3
"""``shots.py [FOLDER]``: photographs every page of both desks, on a phone, on a desktop and in the dark.

Starts a server of its own with fictitious people and ends it. The pictures are for people to look at, no test compares
them. Renews ``docs/pictures/desk.png`` of the README, too.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf
from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests/browser"))

from deskbrowser.scene import ADDRESSES, BOTH, NOBODY, SENDER, Scene, play  # noqa: E402
from deskbrowser.scenes import all_scenes  # noqa: E402
from deskbrowser.server import Server, serving  # noqa: E402
from deskbrowser.visitor import Visitor, chromium, new_context  # noqa: E402

LOOKS = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "german": {"viewport": {"width": 390, "height": 844}, "locale": "de-CH"},
}
"""Folder → how Chromium is set."""
PICTURES = """() => Promise.all([...document.images].map(image => {
  image.loading = 'eager';
  return image.complete || new Promise(done => { image.onload = image.onerror = done });
}))"""
"""Waits for pictures below the window, such as the page of a document, which browsers load when they come near."""
USUAL = ("phone", "desktop", "dark")
README_PICTURE = REPOSITORY / "docs/pictures/desk.png"
PDF_ZOOM = 1.5


def main() -> None:
    """Reads the command line and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("shots"))
    parser.add_argument("--look", choices=LOOKS, action="append", help="this look, not the usual three")
    parser.add_argument("--scene", action="append", help="only this scene; may be repeated")
    given = parser.parse_args()
    with chromium() as browser:
        for look in given.look or USUAL:
            folder = given.folder / look
            folder.mkdir(parents=True, exist_ok=True)
            # A server each: the scenes lock an address and use up the codes of an hour.
            with _server() as server:
                for name in _photograph(server, browser, look, folder, given.scene):
                    print(f"{look}/{name}", flush=True)  # noqa: T201
        if not given.scene and not given.look:
            with _server() as server:
                _pictures_of_copies(server, browser, given.folder)
            _picture_for_readme(browser)
    print(f"The pictures lie in {given.folder}/")  # noqa: T201


@contextmanager
def _server(*, demo_only: bool = False) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as data, serving(Path(data), demo_only=demo_only) as server:
        yield server


def _photograph(server: Server, browser: Browser, look: str, folder: Path, only: list[str] | None) -> Iterator[str]:
    seats: dict[tuple[str, str], Page] = {}
    for desk, scene in all_scenes():
        if only and scene.name not in only:
            continue
        if (desk, scene.who) not in seats:
            seats[desk, scene.who] = _seat(server, browser, look, desk, scene)
        page = seats[desk, scene.who]
        steps = Scene(scene.name, scene.path, steps=scene.steps)
        if look == "german" and scene.steps:
            # The steps name buttons in French.
            continue
        play(steps, Visitor(server, desk, page))
        page.evaluate(PICTURES)
        page.screenshot(path=folder / f"{desk}-{scene.name}.png", full_page=True)
        yield f"{desk}-{scene.name}.png"


def _seat(server: Server, browser: Browser, look: str, desk: str, scene: Scene) -> Page:
    """A page of the person who sees the scene."""
    state = None
    if scene.who != NOBODY:
        # Signed in in French, whose words the steps know.
        context = new_context(browser)
        visitor = Visitor(server, desk, context.new_page())
        visitor.open("/")
        visitor.sign_in(ADDRESSES[desk][scene.who])
        visitor.page.get_by_role("button", name="Se déconnecter").wait_for()
        if look == "german":
            visitor.switch_account("de")
        state = context.storage_state()
        context.close()
    return new_context(browser, storage_state=state, **LOOKS[look]).new_page()


def _pictures_of_copies(server: Server, browser: Browser, folder: Path) -> None:
    """The pages of one PDF copy per desk."""
    (folder / "pdf").mkdir(exist_ok=True)
    for desk in BOTH:
        scene = Scene("copy", "{submitted}", SENDER)
        page = _seat(server, browser, "desktop", desk, scene)
        play(scene, Visitor(server, desk, page))
        with page.expect_download() as started:
            page.get_by_role("link", name="PDF").click()
        copy = pymupdf.open(started.value.path(), filetype="pdf")
        for number, sheet in enumerate(copy, 1):
            sheet.get_pixmap(matrix=pymupdf.Matrix(PDF_ZOOM, PDF_ZOOM)).save(folder / f"pdf/{desk}-{number}.png")


def _picture_for_readme(browser: Browser) -> None:
    """The desk of a company as a newcomer finds it."""
    with _server(demo_only=True) as server:
        visitor = Visitor(server, "be", new_context(browser, **LOOKS["desktop"]).new_page())
        visitor.open("/")
        visitor.sign_in(ADDRESSES["be"][SENDER])
        visitor.page.get_by_role("heading", name="Guichet").wait_for()
        README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
        visitor.page.screenshot(path=README_PICTURE, full_page=True)


if __name__ == "__main__":
    sys.exit(main())
