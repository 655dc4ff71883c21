"""Rules about the look of a canton: its style sheet sets known tokens, and what is written in them can be read."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

import tinycss2
import tinycss2.color3

from guichet.plugins.fact_checks import asset_path
from guichet.testing.plugin_under_test import PluginUnderTest

Tokens = Mapping[str, str]
TEXT, EDGE = 4.5, 3.0
"""Ratios of WCAG 2.2: texts (1.4.3), edges of controls and marks (1.4.11)."""
TEXTS = (
    ("ink", ("paper", "paper-2", "brand-tint")),
    ("ink-2", ("paper", "paper-2", "brand-tint")),
    ("link", ("paper", "paper-2", "brand-tint")),
    ("on-brand", ("brand", "brand-strong")),
    ("danger", ("paper", "danger-bg")),
    *((f"{name}-ink", (f"{name}-bg",)) for name in ("wait", "info", "ok", "no", "rest")),
)
"""Token of a text → the tokens that it is written on."""
EDGES = (("line-strong", ("paper", "paper-2")), ("link", ("paper", "brand-tint")))
ON_PAPER = "#ffffff"
"""PDF and mails are light, whatever the reader's browser prefers."""


def tokens_known(subject: PluginUnderTest) -> Iterator[str]:
    """Declarations of the style sheet that are no token of the base theme, so that they change nothing or anything."""
    known = _tokens(_base())["light"].keys()
    for selector, name, _value, _scheme in _declarations(_theme(subject)):
        if selector != ":root":
            yield f"the style sheet has a rule for {selector}; set tokens in :root, and nothing else"
        elif name.removeprefix("--") not in known:
            yield f"{name} is no token of themes/base/desk.css; there are: {', '.join(sorted(known))}"


def contrast(subject: PluginUnderTest) -> Iterator[str]:
    """Pairs of tokens of which one cannot be read on the other, in light or dark."""
    base, own = _tokens(_base()), _tokens(_theme(subject))
    # A canton's tokens are in no cascade layer: those for light also replace the base theme's for dark.
    schemes = {
        "light": {**base["light"], **own["light"]},
        "dark": {**base["light"], **base["dark"], **own["light"], **own["dark"]},
    }
    for scheme, tokens in schemes.items():
        for least, pairs in ((TEXT, TEXTS), (EDGE, EDGES)):
            yield from (f"{scheme}: {one}" for one in _pale(tokens, pairs, least))
    colour = subject.desk.plugins.branding.brand_colour
    ratio = contrast_ratio(colour, ON_PAPER)
    if ratio < TEXT:
        yield f"brand_colour={colour} on white paper has {ratio:.1f}:1, and needs {TEXT}:1"


def _pale(tokens: Tokens, pairs: Any, least: float) -> Iterator[str]:
    for name, grounds in pairs:
        for ground in grounds:
            ratio = contrast_ratio(_resolved(tokens, name), _resolved(tokens, ground))
            if ratio < least:
                yield f"--{name} on --{ground} has {ratio:.1f}:1, and needs {least}:1"


def contrast_ratio(one: str, other: str) -> float:
    """The contrast of two CSS colours (WCAG 2.2, *contrast ratio*), from 1 to 21. Raises ``ValueError``."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parsed = tinycss2.color3.parse_color(colour)
    if parsed is None or isinstance(parsed, str) or parsed.alpha < 1:
        raise ValueError(f"{colour!r} is no opaque colour; write '#' and six hexadecimal digits")
    red, green, blue = (_linear(channel) for channel in (parsed.red, parsed.green, parsed.blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _resolved(tokens: Tokens, name: str) -> str:
    value = tokens[name]
    while value.startswith("var("):
        value = tokens[value.removeprefix("var(").removesuffix(")").strip().removeprefix("--")]
    return value


def _base() -> str:
    return (files("guichet.themes") / "base" / "desk.css").read_text("utf-8").partition("@layer base {")[0]


def _theme(subject: PluginUnderTest) -> str:
    file = asset_path(subject.desk.plugins.branding.theme)
    return file.read_text("utf-8") if file else ""


def _tokens(sheet: str) -> dict[str, dict[str, str]]:
    """The custom properties of a style sheet by their names without dashes, for light and for dark."""
    found: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for _selector, name, value, scheme in _declarations(sheet):
        if name.startswith("--"):
            found[scheme][name.removeprefix("--")] = value
    return found


def _declarations(sheet: str) -> Iterator[tuple[str, str, str, str]]:
    """Selector, name, value and scheme of every declaration, in media and layers too."""
    yield from _of_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), "light")


def _of_rules(rules: Any, scheme: str) -> Iterator[tuple[str, str, str, str]]:
    for rule in rules:
        if rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword in ("media", "layer"):
            inner = "dark" if "prefers-color-scheme: dark" in tinycss2.serialize(rule.prelude) else scheme
            content = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _of_rules(content, inner)
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude).strip()
            for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if one.type == "declaration":
                    yield selector, one.name, tinycss2.serialize(one.value).strip(), scheme
