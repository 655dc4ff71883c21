"""The reasons for refusing a registration with which a new desk begins, one text per language."""

from guichet.office.reasons.models import Reason, Reasons, ReasonText

USUAL_REASONS = (
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


def usual_reasons() -> Reasons:
    """The list of a new desk, to be edited by the office."""
    reasons = Reasons()
    for texts in USUAL_REASONS:
        reasons.put(Reason(texts))
    return reasons
