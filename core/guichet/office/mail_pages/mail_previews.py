"""« Modèles d’e-mails »: every mail that the desk can send, with sample values, for proofreading by administrators."""

from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import LANGUAGES, _
from guichet.invoices.invoice_mails import unsent_templates
from guichet.messages.mail_templates import MailTemplate, Wording
from guichet.messages.mail_wordings import TemplateWordings, draw_mail, mail_wordings
from guichet.messages.wording_rules import problems
from guichet.office.cases.mail_preview import MailPreview, preview
from guichet.store.models import Portal
from guichet.web.personal_data import OFFICE_ONLY

NAME, TEMPLATE = "mail-templates", "mail-template"
"""Names of the list and of the page of one template, whose name follows in the address."""
RECIPIENT = "Lea Rochat"
"""An invented name, to be greeted in a preview."""


class WordingState(NamedTuple):
    """How the office's wording of a mail in one language stands to the template."""

    language: str
    """Its name."""
    tint: str
    """CSS class of the tag."""
    state: TranslationString


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="administrators",
    personal_data=OFFICE_ONLY,
    renderer="templates/mail_templates.pt",
)
def mail_templates(request: Request) -> dict[str, Any]:
    """All templates of the mails that leave, by subject in the reader's language, with what the office has changed."""
    unsent = unsent_templates(request.desk.tenant)
    rows = [
        (template, _subject(request, template), list(wording_states(request, template)))
        for template in request.registry.mail_templates.values()
        if template.name not in unsent
    ]
    return {
        "title": _("Modèles d’e-mails"),
        "density": "dense",
        "rows": sorted(rows, key=lambda row: (row[1], row[0].name)),
    }


@view_config(
    context=Portal,
    name=TEMPLATE,
    request_method="GET",
    permission="administrators",
    personal_data=OFFICE_ONLY,
    renderer="templates/mail_template.pt",
)
def mail_template(request: Request) -> dict[str, Any]:
    """One template in each language of the desk, as it is sent."""
    template = template_of(request)
    stored: TemplateWordings | None = mail_wordings(request.root).get(template.name)
    return {
        "title": _subject(request, template),
        "template": template,
        "mails": [(language, sample_mail(request, template, language)) for language in request.desk.tenant.languages],
        "own": {own.language: own for own in wording_states(request, template)},
        "versions": len(stored.versions()) if stored else 0,
    }


def template_of(request: Request) -> MailTemplate:
    """The template whose name follows the page's in the address; raises ``HTTPNotFound``."""
    found: MailTemplate | None = request.registry.mail_templates.get(request.subpath[0] if request.subpath else "")
    if found is None:
        raise HTTPNotFound()
    return found


def samples(request: Request, template: MailTemplate) -> dict[str, object]:
    """The template's samples, with a reference of this desk."""
    own = {"reference": f"{request.desk.tenant.id.upper()}-2026-7K3M-Q2XW"}
    return {**template.samples, **{name: value for name, value in own.items() if name in template.samples}}


def sample_mail(request: Request, template: MailTemplate, language: str, wording: Wording | None = None) -> MailPreview:
    """The mail with sample values; in ``wording``, else in the words that the desk uses."""
    return preview(request, template, samples(request, template), language, RECIPIENT, wording)


def wording_states(request: Request, template: MailTemplate) -> list[WordingState]:
    """The state of the office's own wording in each language in which it has one."""
    stored: TemplateWordings | None = mail_wordings(request.root).get(template.name)
    found = []
    for language in request.desk.tenant.languages if stored else ():
        localize = request.desk.localizer(language)
        wording = stored.own(language) if stored else None
        if stored is None or wording is None:
            continue
        if problems(template, wording, localize):
            state = ("no", _("Texte de l’office inutilisable : le texte par défaut part"))
        elif stored.compared_with(language) != template.default_wording(localize):
            state = ("wait", _("Texte de l’office ; le texte par défaut a changé"))
        else:
            state = ("info", _("Texte de l’office"))
        found.append(WordingState(LANGUAGES[language], *state))
    return found


def _subject(request: Request, template: MailTemplate) -> str:
    return draw_mail(request.root, template, request.localize, samples(request, template)).subject
