"""Mail template about the audit log."""

from datetime import date

from guichet.i18n import _
from guichet.messages.mail_templates import MailTemplate

AUDIT_HEAD = MailTemplate(
    name="audit-head",
    when=_("Chaque jour, à la personne hors du guichet que l’exploitant a désignée pour garder l’état du journal."),
    subject=_("État du journal d’audit"),
    body=(
        _("Le ${day}, le journal d’audit du guichet compte ${length} entrées. Il se termine par cette empreinte :"),
        "${head}",
        _("Signature : ${signature}"),
        _(
            "Gardez cet e-mail au moins un an. Avec cette ligne, vous pouvez prouver plus tard que les entrées écrites "
            "jusqu’à ce jour n’ont été ni modifiées ni supprimées : l’exploitant la compare avec le journal, ou vous "
            "la comparez vous-même avec une copie."
        ),
    ),
    samples={"day": date(2026, 11, 14), "length": 48213, "head": "48213:9f0c…", "signature": "mB4x…Ag=="},
    # A desk without a key signs nothing.
    optional=frozenset({"signature"}),
    essential=frozenset({"day", "head"}),
)
