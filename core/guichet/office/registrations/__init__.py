"""Registrations of companies: the waiting and the decided ones, the usual reasons for refusing, retention."""

from guichet.i18n import _

NOTICES = {
    "registration-accepted": _("L’inscription est acceptée. La société est avertie par e-mail."),
    "registration-refused": _("L’inscription est refusée. La société est avertie par e-mail."),
    "registration-already-accepted": _("Cette inscription est déjà acceptée. Rien n’a changé."),
    "registration-already-refused": _("Cette inscription est déjà refusée. Rien n’a changé."),
    "registration-address-taken": _(
        "L’adresse e-mail de cette inscription appartient entre-temps à un autre compte. Appelez la société, puis "
        "refusez cette inscription."
    ),
    "welcome-sent": _("Nous avons renvoyé l’e-mail avec le lien."),
}
"""By code; ``registration-OUTCOME`` for each `registration_actions.Outcome`."""
