"""Fields that offer their answers: lists that open, radios, and the box to tick."""

from functools import partial
from itertools import groupby
from typing import Any

from guichet.i18n import _
from guichet.web.forms.field import Control, TextField
from guichet.web.html_frames import Html


class SelectField(TextField):
    """One of several answers, in a list that opens."""

    template = "select"
    input_type = ""

    @property
    def shown_text(self) -> str:
        """The label of the answer."""
        offers = (offer for offer in self.schema.choices if offer.key == self.value)
        return next((self.context.text(offer.label) for offer in offers), self.value)

    @staticmethod
    def state_of(schema: Any, value: str) -> str:
        """The answer chosen; any text that was not offered shows as none."""
        return value if value and value in [offer.key for offer in schema.choices] else ""

    def facts(self, oid: str, value: str, message: str) -> dict[str, Any]:
        """Adds ``options``: id, key, label, note, language of each, and whether it is chosen.

        The first has the id of the field, so that the link of a problem leads to it.
        """
        localize = self.context.text
        options = [
            (
                f"{oid}-{index}" if index else oid,
                offer.key,
                localize(offer.label),
                localize(offer.note),
                offer.lang or None,
                offer.key == self.value,
            )
            for index, offer in enumerate(self.schema.choices)
        ]
        return super().facts(oid, value, message) | {"options": options, "inline": self.schema.inline}


class RadiosField(SelectField):
    """One of several answers, all on the page."""

    template = "radios"

    # Framed: which accounts and decisions there are to choose from differs from person to person, so that the field as
    # a whole is drawn for each page.
    def _drawn(self, oid: str, value: str, message: str) -> Html:
        facts = self.facts(oid, value, message)
        options = facts.pop("options")
        del facts["attributes"]  # of the one input of other fields
        by_heading = groupby(zip(self.schema.choices, options, strict=True), lambda pair: pair[0].group)
        draw = partial(self._draw_choice, oid, bool(message))
        groups = [(heading, "".join(draw(*option) for _offer, option in pairs)) for heading, pairs in by_heading]
        # An empty text stays a fact, since the template leaves out what is around it.
        texts = {name: facts.pop(name) for name in ("oid", "label", "hint", "message", "described") if facts[name]}
        return self.context.renderer.framed(
            self.template,
            self.context.localize,
            texts,
            {f"choices{n}": Html(drawn) for n, (_heading, drawn) in enumerate(groups)},
            headings=tuple(heading for heading, _drawn in groups),
            **facts,
        )

    def _draw_choice(
        self, oid: str, wrong: bool, option_id: str, key: str, label: str, note: str, lang: str | None, chosen: bool
    ) -> Html:
        return self.context.renderer.framed(
            "choice",
            self.context.localize,
            {"oid": oid, "option_id": option_id, "key": key, "label": label, "note": note},
            {},
            wrong=wrong,
            lang=lang,
            noted=bool(note),
            chosen=chosen,
        )


class CheckboxField(Control):
    """One box to tick."""

    template = "checkbox"

    @property
    def shown_text(self) -> str:
        """« Oui » or « Non »."""
        return self.context.localize(_("Oui") if self.value else _("Non"))

    @staticmethod
    def state_of(schema: Any, value: str) -> str:
        """Whether it is ticked."""
        return "true" if value else ""

    def facts(self, oid: str, value: str, message: str) -> dict[str, Any]:
        """See `Control.facts`."""
        link = self.schema.link
        own = {"checked": bool(self.value), "link": (link[0], self.context.text(link[1])) if link else None}
        return super().facts(oid, value, message) | own
