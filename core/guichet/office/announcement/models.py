"""The announcement of an office, in each language of its desk and for some days."""

from datetime import date

from guichet.store.models import Resource

NAME = "announcement"
"""Its name in the portal, and the first part of the address of its page."""


class Announcement(Resource):
    """What the office says on the pages where people arrive; blank from the start, and after it was taken back."""

    texts: tuple[tuple[str, str], ...] = ()
    """Language and text of each."""
    first: date | None = None
    last: date | None = None

    def text_on(self, day: date, language: str) -> str:
        """The text in a language, or in the desk's first; empty on a day on which nothing is announced."""
        if not self.texts or self.first is None or self.last is None or not self.first <= day <= self.last:
            return ""
        return dict(self.texts).get(language, self.texts[0][1])
