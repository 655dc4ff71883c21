"""What a machine can tell about whether everybody can use a page: axe, and what axe does not look at."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[1] / "vendor/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer can differ between light and dark: the elements are the same ones."""
UNDECIDED: dict[str, str] = {}
"""Rule that axe cannot decide alone → why that is right on our pages. Anything else undecided is a fault."""
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
                     p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
"""The spacing of WCAG 1.4.12, set by the object model, since the policy forbids inline styles."""
RUN = "options => axe.run(document, options).then(found => [found.violations, found.incomplete])"
OVERFLOWING = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const clipped = e => e.closest('thead, .visually-hidden');
  const out = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !clipped(e));
  return out.filter(e => !out.some(o => e !== o && e.contains(o))).slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""
SMALL = """() => [...document.querySelectorAll('button, input, select, textarea, summary, a.button, nav a')]
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden'))
  .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })
  .map(e => e.outerHTML.slice(0, 120))"""


def prepare(context: BrowserContext) -> None:
    """Lets every page of the context know axe; by the debugger, since our policy would refuse a script element."""
    context.add_init_script(path=AXE)


def faults(page: Page) -> list[str]:
    """What is wrong with the page in light, in dark, and 320 pixels wide; leaves the page narrow and spaced.

    The page's context has been prepared.
    """
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    found = [f"light: {fault}" for fault in _axe(page, {"type": "tag", "values": TAGS})]
    found += [f"smaller than 24 pixels: {element}" for element in page.evaluate(SMALL)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in _axe(page, {"type": "rule", "values": COLOURS})]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    found += [f"320 pixels: {fault}" for fault in _axe(page, {"type": "tag", "values": TAGS})]
    return found + narrow_faults(page)


def narrow_faults(page: Page) -> list[str]:
    """What is cut off or scrolls sideways on a page 320 pixels wide (WCAG 1.4.10), also with wide spacing (1.4.12)."""
    page.set_viewport_size(NARROW)
    found = [f"wider than 320 pixels: {element}" for element in page.evaluate(OVERFLOWING)]
    page.evaluate(SPACED)
    return found + [f"wider than 320 pixels when spaced: {element}" for element in page.evaluate(OVERFLOWING)]


def _axe(page: Page, rules: dict[str, Any]) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations", "incomplete"], "selectors": False}
    violated, undecided = page.evaluate(RUN, options)
    faulty = [*violated, *(found for found in undecided if found["id"] not in UNDECIDED)]
    return [
        f"{found['id']}: {found['help']}: {node['html'][:160]} {_reasons(node)}"
        for found in faulty
        for node in found["nodes"]
    ]


def _reasons(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))
