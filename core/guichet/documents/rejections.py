"""Why a file is not taken, as its sender reads it: the file by name, the reason, what to do now."""

from translationstring import TranslationString

from guichet.documents import filenames
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.i18n import _

AS_PDF = _("« ${file} » est un document de bureautique. Ouvrez-le et enregistrez-le comme PDF")
AS_PHOTO = _(
    "« ${file} » est une image d’un format que nous ne lisons pas. Enregistrez-la comme JPEG ou PNG, "
    "ou comme PDF si elle a plusieurs pages"
)
UNPACK = _("« ${file} » est une archive. Ouvrez-la et ajoutez chaque document, en PDF ou en photo (JPEG, PNG)")
UNPLAYED = _("« ${file} » est une vidéo ou un son. Envoyez un PDF ou une photo (JPEG, PNG, HEIC)")
PRINT_MAIL = _(
    "« ${file} » est un e-mail. Ouvrez-le et imprimez-le comme PDF, puis ajoutez aussi chaque document qui y est joint"
)
PRINT_PAGE = _("« ${file} » est une page web. Ouvrez-la et imprimez-la comme PDF")
PRINT_TEXT = _("« ${file} » est un fichier de texte. Ouvrez-le et imprimez-le comme PDF")
OUTLOOK_PACKAGE = _(
    "« ${file} » est un paquet que seul Outlook ouvre (winmail.dat). Faites-vous renvoyer les documents en PDF"
)
SHORTCUT = _(
    "« ${file} » n’est qu’un raccourci. Ouvrez-le, enregistrez le document qu’il montre comme PDF et ajoutez ce PDF"
)
COMPANION = _(
    "« ${file} » ne contient que des indications d’un Mac sur un document. Choisissez le fichier du même nom sans "
    "« ._ » au début"
)
OTHER = _("« ${file} » : envoyez un PDF ou une photo (JPEG, PNG, HEIC)")

REJECTIONS = {
    "type-office": AS_PDF,
    "type-picture": AS_PHOTO,
    "type-archive": UNPACK,
    "type-recording": UNPLAYED,
    "type-mail": PRINT_MAIL,
    "type-web": PRINT_PAGE,
    "type-text": PRINT_TEXT,
    "type-winmail": OUTLOOK_PACKAGE,
    "type-shortcut": SHORTCUT,
    "type-companion": COMPANION,
    "type-program": OTHER,
    "type-unknown": OTHER,
    "empty": _("« ${file} » est vide (0 octet). Ouvrez-le pour vérifier, puis choisissez-le de nouveau"),
    "too-large": _(
        "« ${file} » pèse ${size} Mo. La limite est de ${limit} Mo. "
        "Scannez en gris à 200 dpi ou envoyez en deux fichiers"
    ),
    "protected": _("« ${file} » est protégé par un mot de passe. Enregistrez-le sans mot de passe"),
    "protected-otherwise": _(
        "« ${file} » est protégé d’une façon que nous ne lisons pas (certificat, gestion de droits). Ouvrez-le et "
        "imprimez-le comme PDF, sans protection"
    ),
    "unreadable": _(
        "Nous n’arrivons pas à ouvrir « ${file} ». Exportez-le de nouveau ou prenez une photo de chaque page"
    ),
    "too-demanding": _(
        "« ${file} » est trop lourd à ouvrir. Enregistrez-le de nouveau, plus petit, ou prenez une photo de chaque page"
    ),
    "busy": _("Beaucoup de fichiers arrivent en ce moment : « ${file} » n’est pas encore ajouté. Réessayez"),
    "enough-today": _(
        "L’ouverture de vos fichiers a pris trop de temps aujourd’hui : « ${file} » n’est pas ajouté. Vos réponses "
        "sont enregistrées : ajoutez ce fichier demain, ou appelez-nous"
    ),
    "infected": _(
        "« ${file} » contient un programme dangereux. Nous l’avons supprimé. Faites contrôler l’appareil, puis envoyez "
        "une autre copie"
    ),
    "too-many-pages": _("« ${file} » a ${pages} pages ; la limite est de ${limit}. Envoyez-le en plusieurs fichiers"),
    "too-long-a-page": _(
        "« ${file} » contient une page de plus de ${limit} mètres. Exportez-le de nouveau au format A4"
    ),
    "too-many-pixels": _("« ${file} » dépasse ${limit} millions de pixels. Envoyez une photo plus petite"),
    "several-pdfs": _(
        "« ${file} » contient plusieurs PDF mis bout à bout, dont un seul se lit. Ajoutez chacun séparément"
    ),
    "contains-file": _(
        "« ${file} » contient un document joint : ${names}. Ouvrez-le, enregistrez-le et ajoutez-le ici"
    ),
    "contains-files": _(
        "« ${file} » contient ${n} documents joints : ${names}. Ouvrez-les, enregistrez-les et ajoutez chacun ici"
    ),
    "xfa-only": _(
        "« ${file} » est un formulaire que seul Adobe Reader affiche. Ouvrez-le avec Adobe Reader et imprimez-le "
        "comme PDF"
    ),
}
"""Text by code of :class:`~guichet.documents.cleaning.outcome.UploadRejected`."""


def rejection_text(filename: str, rejected: UploadRejected) -> TranslationString:
    """Why the file that its sender called ``filename`` is not taken, and what to do."""
    text = REJECTIONS[rejected.code]
    return text % {"file": filenames.readable(filename), **rejected.values}
