"""Invoices: drafts, evaluation, documents, life cycle, history, PDF."""

from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from translationstring import TranslationString

from guichet.documents.file_cleaner import FileCleaner
from guichet.i18n import _
from guichet.interfaces import NavigationItem
from guichet.invoices import mails
from guichet.invoices.guichet_page import last_invoices
from guichet.invoices.lifecycle import WrongState
from guichet.invoices.lists import install, type_ids_in_use
from guichet.invoices.moved_on import moved_on
from guichet.invoices.pdf_queue import PdfJob
from guichet.invoices.scan_job import ScanJob
from guichet.invoices.uploads import ALREADY_ATTACHED, FULL
from guichet.issuers import own_issuer
from guichet.issuers.power_of_attorney_file import ENOUGH_TODAY
from guichet.plugins import MissingInvoiceType
from guichet.web.errors import TEMPLATE as ERROR

NOTICES = {
    "draft-saved": _("Votre brouillon est enregistré."),
    # The number is `invoice_actions.MAX_DRAFTS`.
    "too-many-drafts": _("Vous avez cent brouillons. Envoyez-en ou supprimez-en avant d’en commencer un autre."),
    "draft-changed": _("Rien n’est supprimé : ce brouillon a été modifié entre-temps. Ouvrez-le d’abord."),
    "draft-discarded": _("Le brouillon est supprimé."),
    "already-attached": ALREADY_ATTACHED,
    "too-many-documents": FULL,
    "drafts-full": _(
        "Les documents de vos brouillons ont atteint la limite. Envoyez ou supprimez un brouillon, puis réessayez."
    ),
    "enough-today": ENOUGH_TODAY,
    "document-chosen": _("Une copie du document est jointe."),
    "document-replaced": _("Le document est remplacé."),
    "pictures-joined": _("Les photos sont réunies en un seul PDF, dans leur ordre."),
    "beneficiary-changed": _("Vous avez changé de bénéficiaire. Vérifiez le compte et le numéro de décision."),
    "draft-merged": _("Vos choix sont enregistrés."),
    "invoice-moved-on": _("Cette demande a avancé entre-temps : votre dernier envoi n’y a rien changé."),
    "not-marked": _("L’office n’a pas signalé ce point : il reste tel que vous l’avez envoyé."),
    "invoice-withdrawn": _("La demande est retirée."),
    "too-many-exports": _("Vous avez exporté votre liste vingt fois. Réessayez dans une heure."),
    "downloads-busy": _("Plusieurs téléchargements sont en cours. Réessayez dans quelques minutes."),
    "export-too-large": _("L’export est trop grand. Choisissez un filtre au guichet."),
    "copies-not-drawn": _("Des copies PDF ne sont pas encore faites. Réessayez dans quelques minutes."),
    "nothing-to-export": _("Aucune demande avec ces filtres. Retirez-en un."),
    "message-sent": _("Votre message est chez l’office."),
}


def includeme(config: Configurator) -> None:
    """Registers pages, notices, mail templates and navigation of this room."""
    for code, text in NOTICES.items():
        config.add_notice(code, text)
    config.add_mail_templates(mails)
    config.add_navigation(navigation)
    desk = config.registry.desk
    config.registry.file_cleaner = FileCleaner()
    config.registry.attachment_scanner = desk.plugins.attachment_scanner(desk.settings)
    config.add_exception_view(moved_on, context=WrongState)
    config.add_exception_view(form_gone, context=MissingInvoiceType, renderer=ERROR)
    config.add_banner(missing_types_banner)
    config.set_last_invoices(last_invoices)
    config.scan("guichet.invoices")


def form_gone(problem: MissingInvoiceType, request: Request) -> dict[str, Any]:
    """Exception view, 410: the form of a draft or correction is no longer offered. It can be deleted or withdrawn."""
    # The status alone is not enough for the veto: the view may have called `commit_on_error` before.
    request.tm.doom()
    request.response.status_int = 410
    return {
        "title": _("Ce formulaire n’est plus proposé au guichet"),
        "advice": (
            _("Ce que vous avez déjà envoyé reste lisible, avec sa copie PDF."),
            _("Pour facturer ces prestations, appelez l’office."),
        ),
    }


def missing_types_banner(request: Request) -> TranslationString | None:
    """Banner for administrators: form numbers of sent invoices whose type no plugin brings any more."""
    if request.identity is None or not request.has_permission("administrators", request.root):
        return None
    missing = [one for one in type_ids_in_use(request.root) if one not in request.desk.plugins.known_types]
    if not missing:
        return None
    numbers = request.localize.listing(missing)
    return _(
        "Aucun plugin n’apporte plus ces formulaires : ${numbers}. Les demandes envoyées restent lisibles ; pour en "
        "corriger ou en créer, installez à nouveau le plugin.",
        mapping={"numbers": numbers},
    )


def navigation(request: Request) -> list[NavigationItem]:
    """Entry « Nouvelle facture », for people of an issuer."""
    issuer = own_issuer(request)
    if issuer is None:
        return []
    path = request.resource_path(issuer, "new-invoice")
    return [NavigationItem(_("Nouvelle facture"), path, current=request.path == path, button=True)]


__all__ = ["PdfJob", "ScanJob", "includeme", "install"]
