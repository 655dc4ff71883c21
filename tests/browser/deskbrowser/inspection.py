"""What a machine can tell about whether everybody can use a page: axe, and what axe does not look at."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[1] / "vendor/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW, PHONE = ({"width": width, "height": height} for width, height in ((1280, 900), (320, 640), (390, 844)))
TABLETS = [{"width": width, "height": 1200} for width in (740, 900, 992)]
"""Also half a screen, or an enlarged page: the narrowest pages wider than a phone, of two columns, and of tables."""
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
RUN = """options => axe.run({ exclude: ["svg[role=img] text"] }, options)
  .then(found => [found.violations, found.incomplete])"""
"""All of the page but the words inside of a plot: behind text in SVG axe finds no background and decides nothing. Plots
write in the colours of text and of hints, which it measures beside them; `PLOT_TEXTS` compares them."""
PLOT_TEXTS = """() => {
  const hint = document.createElement('p');
  hint.className = 'quiet';
  document.querySelector('main').append(hint);
  const allowed = [document.body, hint].map(e => getComputedStyle(e).color);
  hint.remove();
  return [...document.querySelectorAll('svg[role=img] text')]
    .filter(e => !allowed.includes(getComputedStyle(e).fill)).map(e => e.outerHTML.slice(0, 120));
}"""
OVERFLOWING = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const clipped = e => e.closest('thead, .visually-hidden');
  const out = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !clipped(e));
  return out.filter(e => !out.some(o => e !== o && e.contains(o))).slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""
SMALL = """() => {
  const targets = 'button, input, select, textarea, summary, a.button, nav a, li > a, dd > a';
  const all = [...document.querySelectorAll(targets)];
  const own = e => ![...e.parentElement.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  return all.filter(e => e.checkVisibility() && !e.closest('.visually-hidden') && (e.tagName !== 'A' || own(e)))
    .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })
    .map(e => e.outerHTML.slice(0, 120));
}"""
"""Targets of less than 24 pixels (WCAG 2.5.8), but links inside of a sentence."""
ZOOMED_TEXT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('html { font-size: 225% !important }');
  document.adoptedStyleSheets = [sheet];
}"""
"""Text of twice the size, as a phone's setting makes it (WCAG 1.4.4); the sheet's own size is 112.5 %."""
PALE = """() => {
  const channel = c => { c /= 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 };
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3) return colour;
    }
    return rgb(getComputedStyle(document.body).backgroundColor);
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + .05) / (Math.min(light(a), light(b)) + .05);
  const parts = [
    ['.nav a[aria-current]', 'borderBottomColor'],
    ['.input, .button.second, .button.outline', 'borderTopColor'],
    ['.choice input, .flag input, .version input', 'accentColor'],
    ['.plot rect, .plot circle.bar-1, .hbar rect', 'fill'],
  ];
  return parts.flatMap(([selector, colour]) => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility())
    .map(e => [ratio(rgb(getComputedStyle(e)[colour]), behind(e.parentElement)), e])
    .filter(([found]) => found < 3)
    .map(([found, e]) => `${found.toFixed(1)}:1 ${e.outerHTML.slice(0, 120)}`));
}"""
"""Edges of controls, the mark of the current entry, ticks, bars of plots: less than 3:1 against what is behind (WCAG
1.4.11)."""
DRAWN_EDGES = """() => {
  const canvas = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll('[aria-current]')].flatMap(current => {
    const others = [...current.closest('nav, ul').querySelectorAll('a')].filter(a => a !== current);
    const edge = e => {
      const { borderBottomWidth: width, borderBottomColor: colour } = getComputedStyle(e);
      return parseFloat(width) && colour !== canvas ? colour : 'none';
    };
    const alike = others.filter(a => !a.matches('.button') && edge(a) === edge(current));
    return edge(current) === 'none' ? [] : alike.map(a => a.outerHTML.slice(0, 120));
  });
}"""
"""Entries that look like the current one in a contrast theme, which draws transparent edges too."""
BROKEN = """() => {
  const word = /[Ee]-[Mm]ail|[A-Z]{2}-\\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/g;
  const lines = range => new Set([...range.getClientRects()].filter(r => r.width).map(r => Math.round(r.top))).size;
  const texts = e => {
    const found = [], walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  return [...document.querySelectorAll('h1, h2, h3, h4, :is(a, b, span).num')].flatMap(texts)
    .flatMap(text => [...text.data.matchAll(word)].map(({ 0: { length }, index }) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + length);
      return range;
    })).filter(range => lines(range) > 1).map(range => range.startContainer.data.trim().slice(0, 120));
}"""
"""Headings and references with « e- » or a part of a reference at the end of a line."""
SPLIT = """() => {
  const lines = range => new Set([...range.getClientRects()].filter(r => r.width).map(r => Math.round(r.top))).size;
  const split = text => [...text.data.matchAll(/\\p{L}{2,16}/gu)].some(({ 0: { length }, index }) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + length);
    return lines(range) > 1;
  });
  return [...document.querySelectorAll(':is(th, td, dt, label, label > span, legend, button, .tag)')]
    .filter(e => !e.closest('.visually-hidden') && (e.closest('label') ?? e).offsetWidth > 1)
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && split(n)))
    .map(e => e.outerHTML.slice(0, 120));
}"""
"""Short words that go on in the next line, since their column is narrower than they are."""
MOVING = """() => document.getAnimations().map(one => one.effect.target.outerHTML.slice(0, 120))"""


HEIGHT = "() => document.documentElement.scrollHeight"


def prepare(context: BrowserContext) -> None:
    """Lets every page of the context know axe; by the debugger, since our policy would refuse a script element."""
    context.add_init_script(path=AXE)


def faults(page: Page) -> list[str]:
    """What is wrong with the page in light, in dark, in a contrast theme, on tablets, with large text on a phone, and
    320 pixels wide; leaves the page narrow and spaced.

    The page's context has been prepared.
    """
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    found = [f"light: {fault}" for fault in _axe(page, {"type": "tag", "values": TAGS})]
    found += [f"smaller than 24 pixels: {element}" for element in page.evaluate(SMALL)]
    found += [f"pale: {element}" for element in page.evaluate(PALE)]
    found += [f"moves: {element}" for element in page.evaluate(MOVING)]
    found += [f"colour of a plot's text: {element}" for element in page.evaluate(PLOT_TEXTS)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in _axe(page, {"type": "rule", "values": COLOURS})]
    found += [f"pale in the dark: {element}" for element in page.evaluate(PALE)]
    found += [f"colour of a plot's text in the dark: {element}" for element in page.evaluate(PLOT_TEXTS)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"like the current one: {element}" for element in page.evaluate(DRAWN_EDGES)]
    page.emulate_media(forced_colors="none")
    for size in TABLETS:
        page.set_viewport_size(size)
        found += [f"wider than {size['width']} pixels: {element}" for element in page.evaluate(OVERFLOWING)]
        found += [f"a word in two lines: {element}" for element in page.evaluate(SPLIT)]
    found += large_text_faults(page)
    page.set_viewport_size(NARROW)
    found += [f"broken at a hyphen: {text}" for text in page.evaluate(BROKEN)]
    found += [f"320 pixels: {fault}" for fault in _axe(page, {"type": "tag", "values": TAGS})]
    return found + narrow_faults(page)


def large_text_faults(page: Page) -> list[str]:
    """What scrolls sideways on a phone with text of twice the size (WCAG 1.4.4)."""
    page.set_viewport_size(PHONE)
    page.evaluate(ZOOMED_TEXT)
    found = [f"wider than a phone with large text: {element}" for element in page.evaluate(OVERFLOWING)]
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
    return found


def narrow_faults(page: Page) -> list[str]:
    """What is cut off or scrolls sideways on a page 320 pixels wide (WCAG 1.4.10), also with wide spacing (1.4.12)."""
    page.set_viewport_size(NARROW)
    found = [f"wider than 320 pixels: {element}" for element in page.evaluate(OVERFLOWING)]
    page.evaluate(SPACED)
    return found + [f"wider than 320 pixels when spaced: {element}" for element in page.evaluate(OVERFLOWING)]


def _axe(page: Page, rules: dict[str, Any]) -> list[str]:
    # In a window as high as the page, since axe cannot tell the colours of what a bar that stays in view covers.
    size = page.viewport_size or WIDE
    page.set_viewport_size({**size, "height": max(size["height"], page.evaluate(HEIGHT))})
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
