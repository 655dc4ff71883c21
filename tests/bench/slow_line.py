"""The whole way of an insured person on a slow line: sign in, fill in the form, add a photo, send.

Chromium limits its own network through the DevTools protocol. What counts is the time in which the person waits: from
each press to the next page, and from « Ajouter le fichier » to the file in the list.
"""

import io
import re
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from figures import Figure, Target
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from deskbrowser.scene import ADDRESSES, SENDER  # noqa: E402  # found through the line above
from deskbrowser.server import serving  # noqa: E402
from deskbrowser.visitor import CODE, Visitor, chromium, new_context  # noqa: E402

from guichet import clock  # noqa: E402
from guichet.demo import PASSWORD  # noqa: E402

LINE = {"offline": False, "latency": 150, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s both ways, in bytes per second; 150 milliseconds from a request to its answer, as on a weak mobile."""
FAST = LINE | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
PHOTO_BYTES = 1_400_000
UPLOADED = 120_000
"""Milliseconds that are waited for a file."""


def slow_line(folder: Path) -> list[Figure]:
    """Seconds of waiting on the whole way, and for the photo alone."""
    with serving(folder) as server, chromium() as browser:
        photo_file = photo_of(PHOTO_BYTES)
        for days_ago, line in ((52, FAST), (66, LINE)):
            # The first walk compiles the templates, as a release does, and is not counted.
            context = new_context(browser, viewport={"width": 390, "height": 844})
            person = Visitor(server, "ne", context.new_page())
            person.page.set_default_timeout(UPLOADED)
            context.new_cdp_session(person.page).send("Network.emulateNetworkConditions", line)
            waited, photo = _walk(person, days_ago, photo_file)
            context.close()
    whole = Figure("400 kbit/s: sign in, form, photo of 1.4 MB, send", (Target(25),), "s waited", [waited + photo])
    return [whole, Figure("… of it for the photo", (), "s waited", [photo])]


def _walk(person: Visitor, days_ago: int, photo_file: bytes) -> tuple[float, float]:
    """Seconds waited for pages, and for the photo."""
    page = person.page
    pages = [_seconds(lambda: person.open("/"))]
    person.fill({"Adresse e-mail": ADDRESSES["ne"][SENDER], "Mot de passe": PASSWORD})
    pages.append(_seconds(lambda: person.press("Se connecter")))
    # The message is read on the phone: the line is not waited for.
    person.fill({"Code": _code(person)})
    pages.append(_seconds(lambda: person.press("Continuer")))
    pages.append(_seconds(lambda: person.open("{home}new-invoice")))
    page.get_by_role("radio", name="Frais de voyage et nourriture").check()
    pages.append(_seconds(lambda: person.press("Continuer")))
    _fill(person, days_ago)
    photo = _seconds(lambda: _add(person, photo_file))
    pages.append(_seconds(lambda: person.press("Envoyer ma demande")))
    # Other invoices of the demo person may have a journey near that day.
    for warning in page.get_by_label("J’ai vérifié, ces indications sont exactes").all():
        warning.check()
    pages.append(_seconds(lambda: person.press("Envoyer la demande")))
    assert page.get_by_role("heading", level=1).inner_text() == "Demande envoyée", page.get_by_role("main").inner_text()
    return sum(pages), photo


def _code(person: Visitor) -> str:
    found = re.search(r"(\d{6}) (est votre code|ist Ihr Code)", person.message(CODE))
    assert found is not None
    return found[1]


def _fill(person: Visitor, days_ago: int) -> None:
    day = f"{clock.today() - timedelta(days=days_ago):%d.%m.%Y}"
    person.fill({"Date": day, "De": "2000 Neuchâtel", "À": "2300 La Chaux-de-Fonds"}, "Trajet 1")
    person.fill({"Lieu ou établissement": "Hôpital", "Départ du domicile": "8:00"}, "Trajet 1")
    person.fill({"Retour au domicile": "16:00"}, "Trajet 1")
    journey = person.page.get_by_role("group", name="Trajet 1")
    journey.get_by_label("Motif du trajet").select_option(label="Mesure médicale")
    journey.get_by_role("radio", name="Transports publics").check()
    person.fill({"Prix du billet, 2e classe": "18.60"}, "Trajet 1")


def _add(person: Visitor, content: bytes) -> None:
    file: Any = {"name": "billet.jpg", "mimeType": "image/jpeg", "buffer": content}
    person.page.get_by_label("Fichier", exact=True).set_input_files(file)
    person.page.get_by_role("button", name="Ajouter le fichier", exact=True).click()
    person.page.locator("#received b", has_text="billet.jpg").wait_for()


def photo_of(size: int) -> bytes:
    """A photo of a receipt, 12 million pixels with the grain of a phone, of at most ``size`` bytes."""
    paper = Image.effect_noise((4000, 3000), 9).point(lambda value: value * 3 // 4 + 90)
    drawn = ImageDraw.Draw(paper)
    for line in range(60):
        drawn.text(
            (300, 100 + 46 * line), f"{line:02} Hôpital Pourtalès 2000 Neuchâtel CHF {line}.60", fill=40, font_size=40
        )
    for quality in range(90, 5, -2):
        file = io.BytesIO()
        paper.convert("RGB").save(file, "JPEG", quality=quality)
        if file.tell() <= size:
            break
    return file.getvalue()


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
