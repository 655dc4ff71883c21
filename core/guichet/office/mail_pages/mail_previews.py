"""« Modèles d’e-mails »: every mail that the desk can send, with sample values, for proofreading by administrators."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.messages.mail_templates import MailTemplate
from guichet.office.cases.mail_preview import MailPreview, preview
from guichet.store.models import Portal
from guichet.web.personal_data import OFFICE_ONLY

NAME = "mail-templates"


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="administrators",
    personal_data=OFFICE_ONLY,
    renderer="templates/mail_templates.pt",
)
def mail_templates(request: Request) -> dict[str, Any]:
    """All templates, by subject in the reader's language."""
    rows = [
        (template, template.draw(request.localize, _samples(request, template)).subject)
        for template in request.registry.mail_templates.values()
    ]
    return {
        "title": _("Modèles d’e-mails"),
        "density": "dense",
        "rows": sorted(rows, key=lambda row: (row[1], row[0].name)),
    }


# Of two views with one name, Pyramid prefers the one whose predicate holds: the other shows the list.
@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    request_param="name",
    permission="administrators",
    personal_data=OFFICE_ONLY,
    renderer="templates/mail_template.pt",
)
def mail_template(request: Request) -> dict[str, Any]:
    """One template in each language of the desk, as it is sent."""
    template: MailTemplate | None = request.registry.mail_templates.get(request.GET["name"])
    if template is None:
        raise HTTPNotFound()
    return {
        "title": template.draw(request.localize, _samples(request, template)).subject,
        "template": template,
        "mails": [_preview(request, template, language) for language in request.desk.tenant.languages],
    }


def _samples(request: Request, template: MailTemplate) -> dict[str, object]:
    """The template's samples, with a reference of this desk."""
    own = {"reference": f"{request.desk.tenant.id.upper()}-2026-7K3M-Q2XW"}
    return {**template.samples, **{name: value for name, value in own.items() if name in template.samples}}


def _preview(request: Request, template: MailTemplate, language: str) -> MailPreview:
    return preview(request, template, _samples(request, template), language, "Lea Rochat")
