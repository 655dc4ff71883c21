"""The desk's own scripts: they write no markup, keep nothing, and ask no other site (ASVS 3.2.2, 3.5.5, 14.3.3)."""

import re

import pytest

FORBIDDEN = {
    "writes markup": r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment)\b",
    "runs text as code": r"\beval\s*\(|new Function|\b(setTimeout|setInterval)\s*\(\s*[\"'`]",
    "sets a handler as text": r"setAttribute\(\s*[\"'`]on",
    "keeps something in the browser": r"\b(localStorage|sessionStorage|indexedDB|caches)\b|document\.cookie",
    "takes messages of other windows": r"(window|self|globalThis|^)\s*\.?(addEventListener\([\"'`]message|onmessage)",
    "names another site": r"https?:|[\"'`]//\w",
    # On a line that is dead but not cut, a request never ends by itself: what waits for it would wait for good.
    "waits for an answer without end": r"\bfetch\((?!.*\bsignal\b)",
    "changes what all objects have": r"__proto__|\.prototype\b|\bconstructor\b|Object\.assign\(",
}


@pytest.fixture(scope="module")
def scripts(root):
    found = [file for folder in ("core", "plugins", "themes") for file in sorted((root / folder).rglob("*.js"))]
    assert len(found) >= 3
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_script(what, scripts, root):
    found = [
        f"{file.relative_to(root)}:{number} {line.strip()}"
        for file in scripts
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert found == []
