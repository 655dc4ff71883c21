"""Mail templates for a company's people: who is concerned by a change, and always the managers."""

from guichet.i18n import _
from guichet.issuers.members import ROLES
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.users.mails import SIGN_IN

_UNWANTED = _("Si ce changement n’est pas voulu, corrigez-le sous « Ma société » et appelez tout de suite l’office.")
_COMPANY = MailLink("issuers/${issuer}/company", _("Ma société"))
_ACTOR = {"actor": "Lea Rochat", "issuer": "exemple"}
_PERSON = _ACTOR | {"person": "Marc Dubois"}
_IBAN = _ACTOR | {"company": "Roue Libre SA", "end": "2957"}

ACCESS_GIVEN = MailTemplate(
    name="company-access-given",
    when=_("Un gérant donne accès à une personne ; part à tous les gérants."),
    subject=_("Nouvel accès pour votre société"),
    body=(_("${actor} a donné accès au guichet en ligne à ${person}, avec le rôle « ${role} »."), _UNWANTED),
    link=_COMPANY,
    samples=_PERSON | {"role": ROLES["collaborator"]},
    essential=frozenset({"actor", "person", "role"}),
)
ROLE_CHANGED = MailTemplate(
    name="company-role-changed",
    when=_("Un gérant change le rôle d’une personne ; part aux autres gérants."),
    subject=_("Rôle modifié dans votre société"),
    body=(_("${actor} a donné à ${person} le rôle « ${role} » au guichet en ligne."), _UNWANTED),
    link=_COMPANY,
    samples=_PERSON | {"role": ROLES["manager"]},
    essential=frozenset({"actor", "person", "role"}),
)
OWN_ROLE_CHANGED = MailTemplate(
    name="company-own-role-changed",
    when=_("Un gérant change le rôle d’une personne ; part à cette personne."),
    subject=_("Votre rôle est modifié"),
    body=(_("Votre rôle pour ${company} au guichet en ligne est désormais « ${role} »."),),
    link=SIGN_IN,
    samples={"company": "Roue Libre SA", "role": ROLES["manager"]},
    essential=frozenset({"role"}),
)
OWN_NAME_CHANGED = MailTemplate(
    name="company-own-name-changed",
    when=_("Un gérant corrige le nom d’une personne ; part à cette personne."),
    subject=_("Votre nom est modifié"),
    body=(_("${actor} a modifié votre nom au guichet en ligne : ${name}."),),
    samples={"actor": "Lea Rochat", "name": "Marc Dubois"},
    essential=frozenset({"name"}),
)
OWN_PHONE_CHANGED = MailTemplate(
    name="company-own-phone-changed",
    when=_("Un gérant change le numéro de téléphone d’une personne ; part à cette personne."),
    subject=_("Votre numéro de téléphone est modifié"),
    body=(
        _("${actor} a modifié le numéro de téléphone qui reçoit vos codes de connexion au guichet en ligne."),
        _("Si ce changement n’est pas voulu, adressez-vous à ${actor} et appelez tout de suite l’office."),
    ),
    samples={"actor": "Lea Rochat"},
    essential=frozenset({"actor"}),
)
OWN_ADDRESS_CONFIRMATION = MailTemplate(
    name="company-own-address-confirmation",
    when=_("Un gérant indique une nouvelle adresse e-mail pour une personne ; part à cette adresse."),
    subject=_("Confirmez votre nouvelle adresse e-mail"),
    body=(
        _(
            "${actor}, de ${company}, a indiqué cette adresse pour votre accès au guichet en ligne. Ouvrez le lien "
            "pour vous connecter désormais avec elle."
        ),
        _("Le lien est valable une heure. Si vous ne connaissez pas cette société, ne faites rien."),
    ),
    link=MailLink("confirm-new-email?link=${secret}", _("Confirmer cette adresse")),
    samples={"actor": "Lea Rochat", "company": "Roue Libre SA", "secret": "exemple"},
    essential=frozenset({"actor", "company"}),
)
ACCESS_ENDED = MailTemplate(
    name="company-access-ended",
    when=_("Un gérant supprime l’accès d’une personne ; part aux autres gérants."),
    subject=_("Accès supprimé dans votre société"),
    body=(_("${actor} a supprimé un accès au guichet en ligne : ${person}."), _UNWANTED),
    link=_COMPANY,
    samples=_PERSON,
    essential=frozenset({"actor", "person"}),
)
OWN_ACCESS_ENDED = MailTemplate(
    name="company-own-access-ended",
    when=_("Un gérant supprime l’accès d’une personne ; part à cette personne."),
    subject=_("Votre accès est supprimé"),
    body=(_("Votre accès au guichet en ligne pour ${company} est supprimé. Vos factures restent à la société."),),
    samples={"company": "Roue Libre SA"},
)
COLLEAGUE_LEFT = MailTemplate(
    name="company-colleague-left",
    when=_("Une personne de la société ferme son propre compte ; part à tous les gérants."),
    subject=_("Compte fermé dans votre société"),
    body=(_("${person} a fermé son compte au guichet en ligne. Ses factures restent à votre société."), _UNWANTED),
    link=_COMPANY,
    samples={"person": "Marc Dubois", "issuer": "exemple"},
    essential=frozenset({"person"}),
)
BANK_ACCOUNT_ADDED = MailTemplate(
    name="company-bank-account-added",
    when=_("Un compte bancaire est ajouté ; part à tous les gérants."),
    subject=_("Compte bancaire ajouté"),
    body=(
        _("${actor} a ajouté un compte bancaire de ${company} au guichet en ligne. Son IBAN se termine par ${end}."),
        _UNWANTED,
    ),
    link=_COMPANY,
    samples=_IBAN,
    essential=frozenset({"actor", "end"}),
)
BANK_ACCOUNT_CHANGED = MailTemplate(
    name="company-bank-account-changed",
    when=_("Le titulaire ou l’adresse d’un compte bancaire est modifié ; part à tous les gérants."),
    subject=_("Compte bancaire modifié"),
    body=(
        _("${actor} a modifié un compte bancaire de ${company} au guichet en ligne. Son IBAN se termine par ${end}."),
        _UNWANTED,
    ),
    link=_COMPANY,
    samples=_IBAN,
    essential=frozenset({"actor", "end"}),
)
BANK_ACCOUNT_REPLACED = MailTemplate(
    name="company-bank-account-replaced",
    when=_("L’IBAN d’un compte bancaire est remplacé ; part à tous les gérants."),
    subject=_("Compte bancaire modifié"),
    body=(
        _(
            "${actor} a modifié un compte bancaire de ${company} au guichet en ligne. L’IBAN qui se terminait par "
            "${before} est remplacé par un IBAN qui se termine par ${end}."
        ),
        _UNWANTED,
    ),
    link=_COMPANY,
    samples=_IBAN | {"before": "5309"},
    essential=frozenset({"actor", "before", "end"}),
)
BANK_ACCOUNT_REMOVED = MailTemplate(
    name="company-bank-account-removed",
    when=_("Un compte bancaire est supprimé ; part à tous les gérants."),
    subject=_("Compte bancaire supprimé"),
    body=(
        _(
            "${actor} a supprimé un compte bancaire de ${company} au guichet en ligne. Son IBAN se terminait par "
            "${end}."
        ),
        _UNWANTED,
    ),
    link=_COMPANY,
    samples=_IBAN,
    essential=frozenset({"actor", "end"}),
)
