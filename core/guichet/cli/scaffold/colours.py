"""The colours of a theme that follow from the one of its office."""

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
DARK_PAPER = (20, 23, 26)
"""``--paper`` of ``themes/base/desk.css`` in the dark."""
Colour = tuple[int, int, int]


def theme_colours(colour: str) -> dict[str, str]:
    """Tokens of a theme by the names of its template; ``colour`` is ``#rrggbb``."""
    brand = _parsed(colour)
    return {
        "colour": colour,
        "strong": _mixed(brand, BLACK, 0.3),
        "tint": _mixed(brand, WHITE, 0.95),
        "accent": "#c9a227",
        "link_in_dark": _mixed(brand, WHITE, 0.65),
        "tint_in_dark": _mixed(brand, DARK_PAPER, 0.93),
    }


def _parsed(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: Colour, other: Colour, share: float) -> str:
    """The colour with a ``share`` of the other one in it."""
    parts = (round(one + (two - one) * share) for one, two in zip(colour, other, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)
