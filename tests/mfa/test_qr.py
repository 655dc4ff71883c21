"""The picture for the phone's camera.

No decoder is needed: what a QR code of given text, version and mask looks like is fixed by its standard. The picture is
read back into its modules and compared with the code that the encoder makes of the expected text.
"""

import re

import lxml.etree
import pytest
import segno

from guichet.mfa import qr

TEXT = "otpauth://totp/Office%20AI%20Canton%20de%20Berne:manager%40be.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
SVG = "{http://www.w3.org/2000/svg}"


def modules(svg):
    """The dark modules of a picture as rows of 0 and 1, its quiet zone included."""
    image = lxml.etree.fromstring(svg)
    size = int(image.get("viewBox").split()[2])
    rows = [[0] * size for _row in range(size)]
    x = y = 0
    for command, given in re.findall(r"([Mmh])([-\d. ]+)", image.findall(f"{SVG}path")[1].get("d")):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", given)]
        if command == "h":
            for column in range(int(x), int(x + numbers[0])):
                rows[int(y)][column] = 1
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])
    return rows


def expected(text):
    """The modules that the standard gives the text, with four of white around them."""
    inside = [list(row) for row in segno.make_qr(text, error="m").matrix]
    size = len(inside) + 8
    blank = [[0] * size for _row in range(4)]
    return [*blank, *([0] * 4 + row + [0] * 4 for row in inside), *blank]


def test_the_picture_holds_the_text():
    assert modules(qr.svg(TEXT)) == expected(TEXT)


def test_another_text_is_another_picture():
    assert modules(qr.svg(TEXT)) != expected(TEXT + "A")


def test_it_is_dark_on_white_whatever_the_page_looks_like():
    background, drawing = lxml.etree.fromstring(qr.svg(TEXT)).findall(f"{SVG}path")
    size = len(expected(TEXT))
    assert (background.get("fill"), background.get("d")) == ("#fff", f"M0 0h{size}v{size}h-{size}z")
    assert drawing.get("stroke") == "#000"


@pytest.mark.parametrize("forbidden", ["style", "script", "href", "<!", "class"])
def test_nothing_but_a_drawing_is_in_it(forbidden):
    assert forbidden not in qr.svg(TEXT).decode()
