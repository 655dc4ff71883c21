"""What the office writes down for itself: the reasons it gives for refusing a registration."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guichet.store.models import Folder, Resource
from guichet.store.sorted_index import normalize_for_search


class ReasonText(NamedTuple):
    """A reason in one language."""

    language: str
    title: str
    """What the office's people choose it by."""
    text: str
    """What the company reads."""


def in_language(texts: Sequence[tuple[str, str, str]], language: str) -> ReasonText:
    """The words in a language, or in the first one they were written in."""
    return ReasonText(*next((text for text in texts if text[0] == language), texts[0]))


class Reason(Resource):
    """One reason, in the languages of the desk."""

    def __init__(self, texts: Iterable[ReasonText]) -> None:
        self.localize(texts)

    def localize(self, texts: Iterable[ReasonText]) -> None:
        """Takes over new words."""
        self.texts = tuple((text.language, text.title, text.text) for text in texts)
        """Language, title and text, the desk's first language first."""

    def in_language(self, language: str) -> ReasonText:
        """In that language, or in the first one it was written in."""
        return in_language(self.texts, language)


class Reasons(Folder):
    """The list that the office may edit."""

    def by_title(self, language: str) -> list[tuple[str, ReasonText]]:
        """Id and words of each, in the order of the titles."""
        found = [(name, self[name].in_language(language)) for name in self]
        return sorted(found, key=lambda pair: (normalize_for_search(pair[1].title), pair[0]))


USUAL = (
    (
        ReasonText(
            "fr",
            "GLN d’une autre société",
            "Le GLN indiqué n’est pas celui de votre société. Vous pouvez en demander un auprès de HCI Solutions.",
        ),
        ReasonText(
            "de",
            "GLN einer anderen Firma",
            "Die angegebene GLN gehört nicht zu Ihrer Firma. Sie können bei HCI Solutions eine eigene beantragen.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Indications inexactes",
            "Le nom ou l’adresse ne correspond pas à ce que nous avons trouvé. Vérifiez les deux.",
        ),
        ReasonText(
            "de",
            "Ungenaue Angaben",
            "Name oder Adresse stimmt nicht mit dem überein, was wir gefunden haben. Prüfen Sie beides.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Société déjà inscrite",
            "Votre société a déjà un accès. Demandez à son gérant de vous ajouter comme collaborateur.",
        ),
        ReasonText(
            "de",
            "Firma bereits registriert",
            "Ihre Firma hat bereits einen Zugang. Bitten Sie die verantwortliche Person, Sie hinzuzufügen.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Autre office compétent",
            "Nous ne payons pas les prestations de votre société. Adressez-vous à l’office AI du canton de la personne "
            "assurée.",
        ),
        ReasonText(
            "de",
            "Andere IV-Stelle zuständig",
            "Wir bezahlen die Leistungen Ihrer Firma nicht. Wenden Sie sich an die IV-Stelle des Kantons der "
            "versicherten Person.",
        ),
    ),
)
"""What a new desk begins with; an office's words are data, one text per language."""


def usual_reasons() -> Reasons:
    """The list of a new desk."""
    reasons = Reasons()
    for texts in USUAL:
        reasons.put(Reason(texts))
    return reasons
