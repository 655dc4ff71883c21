"""Mail templates about a company's registration that has arrived, and about a changed IBAN."""

from guichet.i18n import _
from guichet.i18n.day_counts import working_days
from guichet.messages.mail_templates import MailLink, MailTemplate

REGISTRATION_RECEIVED = MailTemplate(
    name="company-registration-received",
    when=_("Une société a confirmé son adresse e-mail : son inscription est arrivée à l’office."),
    subject=_("Votre inscription est arrivée"),
    body=(
        _("L’office examine l’inscription de votre société. Nous vous écrivons dès qu’elle est acceptée ou refusée."),
        _("L’office répond en général en ${answer_days}."),
        _("Vous n’avez rien à faire jusque-là."),
    ),
    samples={"answer_days": working_days(10)},
    optional=frozenset({"answer_days"}),
)
_BENEFICIARY = "issuers/${issuer}/beneficiaries/${beneficiary}/"
_IBAN = {"actor": "Lea Rochat", "issuer": "exemple", "beneficiary": "exemple", "before": "5309", "end": "2957"}
_FIRST_IBAN = {name: value for name, value in _IBAN.items() if name != "before"}

BENEFICIARY_IBAN_CHANGED = MailTemplate(
    name="beneficiary-iban-changed",
    when=_("L’IBAN enregistré d’un bénéficiaire change ; part à tous les gérants."),
    subject=_("IBAN d’un bénéficiaire modifié"),
    body=(
        _("${actor} a modifié l’IBAN d’un bénéficiaire de votre société au guichet en ligne."),
        _("Fin de l’IBAN précédent : ${before}. Fin du nouvel IBAN : ${end}."),
        _("Si ce changement n’est pas voulu, corrigez l’IBAN au guichet et appelez tout de suite l’office."),
    ),
    link=MailLink(_BENEFICIARY, _("Voir le bénéficiaire")),
    samples=_IBAN,
    essential=frozenset({"before", "end"}),
)
BENEFICIARY_IBAN_SAVED = MailTemplate(
    name="beneficiary-iban-saved",
    when=_("Un bénéficiaire a pour la première fois un IBAN enregistré ; part à tous les gérants."),
    subject=_("IBAN d’un bénéficiaire enregistré"),
    body=(
        _("${actor} a enregistré l’IBAN d’un bénéficiaire de votre société au guichet en ligne."),
        _("Fin de l’IBAN : ${end}."),
        _("Si vous ne reconnaissez pas cet IBAN, corrigez-le au guichet et appelez tout de suite l’office."),
    ),
    link=MailLink(_BENEFICIARY, _("Voir le bénéficiaire")),
    samples=_FIRST_IBAN,
    essential=frozenset({"end"}),
)
OWN_IBAN_CHANGED = MailTemplate(
    name="own-iban-changed",
    when=_("L’IBAN enregistré d’une personne assurée change ; part à cette personne ou à son représentant."),
    subject=_("IBAN modifié"),
    body=(
        _("${actor} a modifié l’IBAN enregistré au guichet en ligne."),
        _("Fin de l’IBAN précédent : ${before}. Fin du nouvel IBAN : ${end}."),
        _("Si ce changement n’est pas voulu, corrigez l’IBAN au guichet et appelez tout de suite l’office."),
    ),
    link=MailLink(_BENEFICIARY, _("Voir l’IBAN enregistré")),
    samples=_IBAN,
    essential=frozenset({"before", "end"}),
)
OWN_IBAN_SAVED = MailTemplate(
    name="own-iban-saved",
    when=_("Le guichet garde le premier IBAN d’une personne assurée ; part à cette personne ou à son représentant."),
    subject=_("IBAN enregistré"),
    body=(
        _("Le guichet en ligne garde l’IBAN que ${actor} a indiqué, pour vos prochaines factures."),
        _("Fin de l’IBAN : ${end}."),
        _("Si vous ne reconnaissez pas cet IBAN, corrigez-le au guichet et appelez tout de suite l’office."),
    ),
    link=MailLink(_BENEFICIARY, _("Voir l’IBAN enregistré")),
    samples=_FIRST_IBAN,
    essential=frozenset({"end"}),
)
POWER_OF_ATTORNEY_DELETED = MailTemplate(
    name="power-of-attorney-deleted",
    when=_("Le contrôle trouve un programme dangereux dans une procuration reçue plus tôt ; part à tous les gérants."),
    subject=_("Procuration supprimée : programme dangereux"),
    body=(
        _(
            "Une procuration que votre société a jointe ne pouvait pas être contrôlée à son arrivée. Nous l’avons "
            "contrôlée depuis : le fichier contient un programme dangereux, et nous l’avons supprimé."
        ),
        _("Faites contrôler l’appareil d’où il vient, puis ajoutez une autre copie au guichet."),
    ),
    link=MailLink(_BENEFICIARY, _("Voir le bénéficiaire")),
    samples={"issuer": "exemple", "beneficiary": "exemple"},
)
