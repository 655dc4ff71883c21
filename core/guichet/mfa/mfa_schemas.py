"""The questions about codes, and the request for another phone."""

import colander

from guichet.i18n import _
from guichet.web.forms.nodes import Checkbox, OneTimeCode, RecoveryCode, SwissMobile, Text


def sms_code_schema() -> colander.SchemaNode:
    """The code of a text message."""
    return colander.Schema(children=[_six_digits(_("Code"))])


def app_code_schema() -> colander.SchemaNode:
    """The first code of an app that is being set up."""
    return colander.Schema(children=[_six_digits(_("Code affiché par l’application"))])


def recovery_code_schema() -> colander.SchemaNode:
    """A code on paper."""
    code = RecoveryCode(
        name="code",
        title=_("Code de secours"),
        description=_("Par exemple 7K3M-Q2XW-9FTA. Les traits d’union et les majuscules ne comptent pas."),
        missing_msg=_("Saisissez un code de secours"),
    )
    return colander.Schema(children=[code])


def lost_phone_schema(has_app: bool) -> colander.SchemaNode:
    """The new number, and how the office reaches the person."""
    number = SwissMobile(
        name="number",
        title=_("Nouveau téléphone portable suisse"),
        description=_("Vous y recevrez vos codes dès que l’office l’aura accepté."),
        missing_msg=_("Saisissez le nouveau numéro"),
    )
    reach = Text(
        200,
        name="reach",
        title=_("Quand et comment l’office peut vous joindre"),
        description=_("Par exemple « le matin, au téléphone fixe ». L’office appelle un numéro qu’il a déjà."),
        missing_msg=_("Indiquez quand et comment l’office peut vous joindre"),
    )
    app = Checkbox(name="app_lost", title=_("L’application d’authentification était aussi sur ce téléphone"))
    return colander.Schema(children=[number, reach, *([app] if has_app else [])])


def _six_digits(title: str) -> colander.SchemaNode:
    return OneTimeCode(name="code", title=title, missing_msg=_("Saisissez le code à 6 chiffres"))
