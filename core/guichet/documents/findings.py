"""What cleaning took out of a document or made invalid, for its sender and for the office."""

from collections.abc import Iterable

from translationstring import TranslationString

from guichet.i18n import _

FINDINGS = {
    "signature": _("Signature électronique : elle ne peut plus être vérifiée sur cette copie. Gardez l’original"),
    "form": _(
        "Formulaire à remplir : les réponses affichées font partie des pages, les calculs et les contrôles sont retirés"
    ),
    "answers": _(
        "Réponses saisies dans le formulaire PDF, que les pages ne montrent pas ainsi : ${names}. "
        "Seules les pages font foi : vérifiez-les"
    ),
    "xfa": _("Formulaire Adobe (XFA) : partie dynamique retirée. Vérifiez que toutes les réponses sont visibles"),
    "machine-data": _("Données informatiques jointes retirées : ${names}. Les pages restent entières"),
    "comments": _("Commentaires dans le PDF, que les pages ne montrent pas : ${names}"),
    "undrawn": _(
        "Annotations que chaque programme dessine à sa façon, masquées. Pour les garder, imprimez le document en PDF, "
        "puis ajoutez-le de nouveau"
    ),
    "media": _("Sons, vidéos ou modèles 3D retirés"),
    "links": _("Liens retirés : leur texte reste, mais ne mène plus à une page ni à un fichier"),
    "functions": _("Boutons et fonctions automatiques retirés"),
    "elsewhere": _("Contenu enregistré hors de ce fichier : il n’est pas transmis. Ajoutez-le comme document"),
    "more-pictures": _("Ce fichier contient ${names} images : seule la première est transmise. Ajoutez les autres"),
    "joined-smaller": _("Photos réduites pour tenir dans un seul PDF"),
    "reduced": _("Grande photo réduite : ${names} pixels"),
}
"""Text by code of :class:`~guichet.documents.cleaning.outcome.FileFinding`; no cleaning without an entry here."""


def finding_text(code: str, names: Iterable[str]) -> TranslationString:
    """The sentence for a finding, without a full stop."""
    return FINDINGS[code] % {"names": ", ".join(names)}
