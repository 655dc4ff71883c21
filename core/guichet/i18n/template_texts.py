"""Extracts the texts of Chameleon templates with lingua, from the extra ``testing``; never imported by a desk."""

import re
from collections.abc import Iterator
from pathlib import Path

from lingua.extract import ExtractorOptions
from lingua.extractors.xml import ChameleonExtractor

_UNNAMED_ELEMENT = "<dynamic element>"
"""What lingua writes for an element inside a text that has no ``i18n:name``."""

_FILLED = re.compile(r"\$\{[^}]*\}")
_FRENCH_SIGN = re.compile(r"(^|[ \u00a0])[:;!?»](\s|$)|«", re.MULTILINE)
_EXPRESSION = re.compile(r"\$\{(?![A-Za-z][\w-]*\})")


class TemplateTexts(ChameleonExtractor):
    """One template: ``texts`` of a domain, and ``faults``, the texts that could never be found in a catalogue."""

    def __init__(self, path: Path, domain: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        options = ExtractorOptions(comment_tag=None, domain=domain, keywords=[])
        with path.open("rb") as source:  # lingua would leave a file of its own open
            self.texts = [(m.msgid, m.msgctxt) for m in self(str(path), options, source) if m.msgid]
        self.faults += [fault for msgid, _context in self.texts for fault in _unsayable(msgid)]
        if _marks_texts(text := path.read_text("utf-8")) and f'i18n:domain="{domain}"' not in text:
            self.faults.append(f'add i18n:domain="{domain}", or no text here is translated')

    def visit_text(self, data: str) -> None:
        """Notes a bare ``${…}`` inside a text: Chameleon fills it first, and then looks another text up.

        And a sign of French beside a text, which would be shown in every language.
        """
        if self.translatestack[-1] and "${" in data:
            self.faults.append(f"line {self.linenumber}: put ${{…}} into an element with i18n:name: {data.strip()!r}")
        if not self.translatestack[-1] and _FRENCH_SIGN.search(_FILLED.sub("", data)):
            self.faults.append(f"line {self.linenumber}: put both texts into one with i18n:translate: {data.strip()!r}")
        super().visit_text(data)


def _unsayable(msgid: str) -> Iterator[str]:
    if _UNNAMED_ELEMENT in msgid:
        yield f"give each element inside this text an i18n:name: {msgid!r}"
    if _EXPRESSION.search(msgid):
        yield f"use a plain name between ${{ and }}: {msgid!r}"


def _marks_texts(source: str) -> bool:
    return "i18n:translate" in source or "i18n:attributes" in source
