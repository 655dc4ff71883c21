"""A person who uses the keys alone: Tab to get somewhere, letters, arrows, space and Enter once there."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deskbrowser.visitor import Visitor

MAX_STOPS = 150
"""Presses of Tab from one control to any other of the longest form, with a calendar of 31 days."""
MAX_OPTIONS = 40
WHERE = """() => {
  const e = document.activeElement, text = node => (node?.innerText ?? '').replace(/\\s+/g, ' ').trim();
  return {
    type: e.type ?? e.tagName,
    label: e.labels?.length ? text(e.labels[0]) : e.getAttribute('aria-label') ?? text(e),
    group: e.type === 'radio' ? text(e.closest('fieldset')?.querySelector('legend')) : '',
    value: e.value ?? '',
    checked: e.checked ?? false,
    option: e.selectedOptions?.[0]?.text ?? '',
  };
}"""
"""What is read aloud where the focus is."""
ADDITION = re.compile(r"(\s*\([^)]*\))+$")
Label = str | re.Pattern[str]


class Keyboard:
    """The keyboard of a visitor. Labels are in French, as in the source, and looked for in the visitor's language."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor, self._page = visitor, visitor.page
        # Playwright catches choosers while one is listened to: begun with the press itself, it may come too late.
        self._page.on("filechooser", lambda _chooser: None)

    def answer(self, answers: Mapping[Label, str]) -> None:
        """Answers questions in the order of the page; ``"yes"`` ticks a box, options are named by their words."""
        for label, value in answers.items():
            self._answer(self._reach(label), value)

    def press(self, button: str) -> None:
        """Goes to a button and presses Enter, which leads to another page."""
        self._reach(button)
        with self._page.expect_navigation(wait_until="domcontentloaded"):
            self._page.keyboard.press("Enter")

    def tick_first(self) -> None:
        """Ticks the first box of the page."""
        while self._page.evaluate(WHERE)["type"] != "checkbox":
            self._page.keyboard.press("Tab")
        self._page.keyboard.press("Space")

    def attach(self, control: str, file: Path) -> None:
        """Goes to a control that opens the chooser of files, and chooses one."""
        self._reach(control)
        with self._page.expect_file_chooser() as opened:
            self._page.keyboard.press("Enter")
        opened.value.set_files(file)

    def _reach(self, label: Label) -> dict[str, Any]:
        wanted = label if isinstance(label, re.Pattern) else re.compile(f"{re.escape(self._words(label))}$")
        passed = []
        for _stop in range(MAX_STOPS):
            self._page.keyboard.press("Tab")
            here: dict[str, Any] = self._page.evaluate(WHERE)
            said = ADDITION.sub("", here["group"] or here["label"])
            if wanted.match(said):
                return here
            passed.append(said)
        raise AssertionError(f"the Tab key does not reach {label!r}, but {passed}")

    def _answer(self, here: dict[str, Any], value: str) -> None:
        keys = self._page.keyboard
        match here["type"]:
            case "radio":
                self._arrow("label", value)
                keys.press("Space")
            case "select-one":
                keys.press("Home")
                self._arrow("option", value)
            case "checkbox":
                if here["checked"] != (value == "yes"):
                    keys.press("Space")
            case _:
                # Tab has selected what was there.
                keys.type(value)

    def _arrow(self, said: str, value: str) -> None:
        wanted = self._words(value)
        for _option in range(MAX_OPTIONS):
            if self._page.evaluate(WHERE)[said].startswith(wanted):
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {wanted!r}")

    def _words(self, french: str) -> str:
        # The name of a person is no text of the desk. Unbreakable blanks are read as others.
        try:
            return " ".join(self._visitor.words(french).split())
        except KeyError:
            return french
