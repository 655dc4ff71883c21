"""Mail templates about the authenticator app, recovery codes, wrong codes and a lost phone."""

from datetime import UTC, datetime

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.users.mails import NEW_PASSWORD, NOT_ME, SIGN_IN

_APP = _("Votre application d’authentification")
_PHONE = _("Nouveau téléphone pour votre compte")

APP_ADDED = MailTemplate(
    name="app-added",
    when=_("Une personne met en place une application d’authentification."),
    subject=_APP,
    body=(
        _("Une application d’authentification donne désormais les codes de votre compte au guichet en ligne."),
        NOT_ME,
    ),
)
APP_REPLACED = MailTemplate(
    name="app-replaced",
    when=_("Une personne remplace son application d’authentification."),
    subject=_APP,
    body=(
        _("L’application d’authentification de votre compte au guichet en ligne vient d’être remplacée."),
        NOT_ME,
    ),
)
APP_REMOVED = MailTemplate(
    name="app-removed",
    when=_("Une personne retire son application d’authentification, ou l’office la retire avec un téléphone perdu."),
    subject=_APP,
    body=(
        _("L’application d’authentification est retirée de votre compte au guichet en ligne."),
        _("Les codes de connexion arrivent de nouveau par SMS."),
        NOT_ME,
    ),
)
RECOVERY_CODES_CREATED = MailTemplate(
    name="recovery-codes-created",
    when=_("Une personne crée des codes de secours."),
    subject=_("Vos codes de secours"),
    body=(
        _("Dix codes de secours viennent d’être créés pour votre compte au guichet en ligne."),
        _("Les codes que vous aviez avant ne sont plus valables."),
        NOT_ME,
    ),
)
RECOVERY_CODE_USED = MailTemplate(
    name="recovery-code-used",
    when=_("Une personne se connecte avec un code de secours."),
    subject=_("Un code de secours a été utilisé"),
    body=(
        _("Un code de secours vient d’être utilisé pour votre compte au guichet en ligne."),
        _("Codes de secours qui restent : ${n}"),
        NOT_ME,
    ),
    samples={"n": 9},
)
PHONE_REQUESTED = MailTemplate(
    name="phone-requested",
    when=_("Une personne qui a perdu son téléphone en demande un autre pour son compte."),
    subject=_PHONE,
    body=(
        _("Quelqu’un a donné votre mot de passe et demande un nouveau téléphone pour votre compte."),
        _("L’office vérifie d’abord que c’est bien vous. Rien ne change avant."),
        _(
            "Si ce n’était pas vous, quelqu’un connaît votre mot de passe : choisissez-en un nouveau et appelez tout "
            "de suite l’office."
        ),
    ),
    link=NEW_PASSWORD,
)
PHONE_APPROVED = MailTemplate(
    name="phone-approved",
    when=_("L’office accepte un nouveau téléphone, un jour avant qu’il soit valable."),
    subject=_PHONE,
    body=(
        _("L’office a accepté le nouveau téléphone de votre compte."),
        _("Vous pourrez vous connecter avec ce téléphone dès le ${moment}."),
        _(
            "Si vous n’avez rien demandé, connectez-vous avant avec votre téléphone actuel : cela annule tout. "
            "Appelez ensuite l’office."
        ),
    ),
    link=SIGN_IN,
    samples={"moment": datetime(2026, 11, 15, 20, 47, tzinfo=UTC)},
    essential=frozenset({"moment"}),
)
PHONE_REFUSED = MailTemplate(
    name="phone-refused",
    when=_("L’office refuse un nouveau téléphone."),
    subject=_PHONE,
    body=(
        _("L’office n’a pas accepté le nouveau téléphone de votre compte. Rien n’a changé."),
        _("Si vous avez perdu votre téléphone, appelez l’office."),
        _("Si vous n’aviez rien demandé, quelqu’un connaît votre mot de passe : choisissez-en un nouveau."),
    ),
    link=NEW_PASSWORD,
)
PHONE_REQUEST_CANCELLED = MailTemplate(
    name="phone-request-cancelled",
    when=_("Une connexion avec le téléphone actuel annule une demande de nouveau téléphone."),
    subject=_PHONE,
    body=(
        _(
            "Quelqu’un s’est identifié avec le téléphone, l’application ou un code de secours de votre compte. "
            "La demande de nouveau téléphone est donc annulée."
        ),
        _("Si c’était vous et que votre numéro a changé, modifiez-le sous « Mon compte »."),
        NOT_ME,
    ),
    link=MailLink("account", _("Mon compte")),
)
PHONE_CHANGED = MailTemplate(
    name="phone-changed",
    when=_("Le numéro de téléphone d’un compte est modifié."),
    subject=_("Votre numéro de téléphone est modifié"),
    body=(_("Les codes de connexion arrivent désormais sur votre nouveau téléphone."), NOT_ME),
)
CODES_PAUSED = MailTemplate(
    name="codes-paused",
    when=_("Vingt codes faux sont saisis en un jour avec le mot de passe d’un compte."),
    subject=_("Trop de codes faux pour votre compte"),
    body=(
        _("Quelqu’un a saisi votre mot de passe, puis vingt codes faux. Personne n’est entré dans votre compte."),
        _("Les codes de connexion à six chiffres sont bloqués jusqu’au ${moment}."),
        _("Si ce n’était pas vous, quelqu’un connaît votre mot de passe : choisissez-en un nouveau."),
    ),
    link=NEW_PASSWORD,
    samples={"moment": datetime(2026, 11, 15, 20, 47, tzinfo=UTC)},
    essential=frozenset({"moment"}),
)
