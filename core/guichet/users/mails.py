"""Mail templates about registering, invitations, a forgotten password, and the access of the office's people."""

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate

NOT_ME = _("Si ce n’était pas vous, appelez tout de suite l’office.")
"""Last paragraph of mails about changes that only the owner of an account can make."""
NEW_PASSWORD = MailLink("forgot-password", _("Choisir un nouveau mot de passe"))
"""Link of mails about a password that another person may know."""
SIGN_IN = MailLink("sign-in", _("Se connecter"))
"""Link of mails after which a person signs in."""
_LEAVE = _("Si vous avez une question, adressez-vous à la personne responsable dans votre office.")

ACTIVATION = MailTemplate(
    name="registration-activation",
    when=_("Une personne crée un compte, pour qu’elle confirme son adresse e-mail."),
    subject=_("Confirmez votre adresse e-mail"),
    body=(
        _("Vous avez créé un compte au guichet en ligne. Confirmez votre adresse e-mail pour l’activer."),
        _("Le lien est valable deux jours. Si vous n’avez pas créé de compte, ne faites rien."),
    ),
    link=MailLink("activate?link=${secret}", _("Activer mon compte")),
    samples={"secret": "exemple"},
)
COMPANY_CONFIRMATION = MailTemplate(
    name="company-registration-confirmation",
    when=_("Une société s’inscrit, pour qu’elle confirme son adresse e-mail."),
    subject=_("Confirmez l’inscription de votre société"),
    body=(
        _("Vous avez inscrit votre société au guichet en ligne. Confirmez votre adresse e-mail pour continuer."),
        _("L’office reçoit votre inscription dès que vous l’avez confirmée, et vous écrit ensuite sa réponse."),
        _("Le lien est valable deux jours. Si vous n’avez inscrit aucune société, ne faites rien."),
    ),
    link=MailLink("confirm-company?link=${secret}", _("Confirmer mon inscription")),
    samples={"secret": "exemple"},
    lists_undelivered=False,
)
ALREADY_REGISTERED = MailTemplate(
    name="registration-existing-account",
    when=_("Une inscription indique une adresse e-mail qui a déjà un compte."),
    subject=_("Vous avez déjà un compte"),
    body=(
        _("Quelqu’un a voulu créer un compte au guichet en ligne avec votre adresse e-mail. Vous en avez déjà un."),
        _("Si c’était vous, connectez-vous avec votre mot de passe. Sinon, ne faites rien."),
    ),
    link=SIGN_IN,
)
WELCOME = MailTemplate(
    name="registration-accepted",
    when=_("L’office accepte l’inscription d’une société."),
    subject=_("Votre inscription est acceptée"),
    body=(
        _(
            "L’office a accepté l’inscription de votre société. Ouvrez le lien et connectez-vous avec l’adresse "
            "e-mail et le mot de passe choisis lors de votre inscription."
        ),
        _("Le lien est valable sept jours. Si vous n’avez inscrit aucune société, ne faites rien."),
    ),
    link=MailLink("welcome?link=${secret}", _("Accéder au guichet")),
    samples={"secret": "exemple"},
)
PASSWORD_RESET = MailTemplate(
    name="password-reset",
    when=_("Une personne a oublié son mot de passe."),
    subject=_("Votre nouveau mot de passe"),
    body=(
        _("Vous avez oublié votre mot de passe du guichet en ligne ? Ouvrez le lien pour en choisir un nouveau."),
        _(
            "Le lien est valable une heure. Si vous n’avez rien demandé, ne faites rien : l’ancien mot de passe reste"
            " valable."
        ),
    ),
    link=MailLink("reset-password?link=${secret}", _("Réinitialiser le mot de passe")),
    samples={"secret": "exemple"},
)
REGISTRATION_UNFINISHED = MailTemplate(
    name="password-reset-unfinished",
    when=_("Mot de passe oublié, mais le numéro de téléphone de l’inscription n’a pas été confirmé."),
    subject=_("Votre inscription n’est pas terminée"),
    body=(
        _("Vous avez commencé une inscription au guichet en ligne, sans confirmer votre numéro de téléphone."),
        _("Recommencez l’inscription avec la même adresse e-mail. Si ce n’était pas vous, ne faites rien."),
    ),
    link=MailLink("register", _("S’inscrire")),
)
REGISTRATION_WAITING = MailTemplate(
    name="password-reset-waiting",
    when=_("Mot de passe oublié, mais l’office n’a pas encore examiné l’inscription de la société."),
    subject=_("Votre inscription est en attente"),
    body=(
        _("L’office examine encore l’inscription de votre société ; vous ne pouvez pas vous connecter avant."),
        _("Nous vous écrivons dès qu’elle est acceptée ou refusée."),
    ),
)
REGISTRATION_REFUSED = MailTemplate(
    name="password-reset-refused",
    when=_("Mot de passe oublié, mais l’office a refusé l’inscription de la société."),
    subject=_("Votre inscription n’est pas acceptée"),
    body=(_("L’office n’a pas accepté votre inscription. Vous pouvez en envoyer une nouvelle."),),
    link=MailLink("register-company", _("Inscrire ma société")),
)
INVITATION_PENDING = MailTemplate(
    name="password-reset-invited",
    when=_("Mot de passe oublié, mais la personne n’a pas encore répondu à son invitation."),
    subject=_("Votre invitation vous attend"),
    body=(
        _("Vous n’avez pas encore de mot de passe au guichet en ligne. Ouvrez le lien de votre invitation."),
        _("Vous ne trouvez plus cet e-mail ? Demandez à ${inviter} de vous renvoyer l’invitation."),
    ),
    samples={"inviter": "Roue Libre SA"},
    essential=frozenset({"inviter"}),
)
INVITATION = MailTemplate(
    name="invitation",
    when=_("Une société ou l’office donne accès au guichet à une personne."),
    subject=_("Votre accès au guichet en ligne"),
    body=(
        _("Vous recevez un accès au guichet en ligne de l’AI, de la part de ${inviter}."),
        _("Ouvrez le lien pour choisir votre mot de passe. Il est valable sept jours."),
    ),
    link=MailLink("invitation?link=${secret}", _("Choisir mon mot de passe")),
    samples={"inviter": "Roue Libre SA", "secret": "exemple"},
    essential=frozenset({"inviter"}),
)
INVITATION_TO_EXISTING_ACCOUNT = MailTemplate(
    name="invitation-existing-account",
    when=_("Une société ou l’office invite une adresse e-mail qui a déjà un compte."),
    subject=_("Votre adresse e-mail a déjà un compte"),
    body=(
        _("Vous deviez recevoir un accès au guichet en ligne de l’AI, de la part de ${inviter}."),
        _(
            "Votre adresse e-mail y a déjà un compte, et une adresse n’en a qu’un seul. Indiquez-leur une autre "
            "adresse, ou fermez d’abord l’ancien compte."
        ),
    ),
    samples={"inviter": "Roue Libre SA"},
    essential=frozenset({"inviter"}),
)
PASSWORD_CHANGED = MailTemplate(
    name="password-changed",
    when=_("Le mot de passe d’un compte est modifié."),
    subject=_("Votre mot de passe est modifié"),
    body=(_("Le mot de passe de votre compte au guichet en ligne vient d’être modifié."), NOT_ME),
)
PHONE_REQUEST_DROPPED = MailTemplate(
    name="phone-request-dropped",
    when=_("Un nouveau mot de passe annule une demande de nouveau téléphone."),
    subject=_("Demande de nouveau téléphone annulée"),
    body=(
        _(
            "Votre mot de passe a changé depuis que vous avez demandé un nouveau téléphone. Par sécurité, cette "
            "demande est annulée."
        ),
        _(
            "Si vous n’avez toujours pas votre téléphone, connectez-vous avec le nouveau mot de passe et demandez-le "
            "encore une fois, à la page du code."
        ),
        NOT_ME,
    ),
    link=SIGN_IN,
)
STAFF_ROLE_CHANGED = MailTemplate(
    name="staff-role-changed",
    when=_("Une personne de l’office reçoit un autre rôle."),
    subject=_("Votre rôle au guichet a changé"),
    body=(_("Votre rôle au guichet en ligne vient de changer. Connectez-vous à nouveau pour continuer."), _LEAVE),
    link=SIGN_IN,
)
STAFF_SIGNED_OUT = MailTemplate(
    name="staff-signed-out",
    when=_("L’office déconnecte tous les appareils d’une personne de l’office."),
    subject=_("Vos appareils sont déconnectés"),
    body=(_("L’office a déconnecté tous vos appareils du guichet en ligne. Vous pouvez vous reconnecter."), _LEAVE),
    link=SIGN_IN,
)
SIGNED_OUT = MailTemplate(
    name="account-signed-out",
    when=_("L’office déconnecte tous les appareils d’un compte."),
    subject=_("Vos appareils sont déconnectés"),
    body=(_("L’office a déconnecté tous vos appareils du guichet en ligne. Vous pouvez vous reconnecter."),),
    link=SIGN_IN,
)
STAFF_ACCESS_ENDED = MailTemplate(
    name="staff-access-ended",
    when=_("L’office ferme l’accès d’une personne de l’office."),
    subject=_("Votre accès au guichet est fermé"),
    body=(_("L’office a fermé votre accès au guichet en ligne."), _LEAVE),
)
