"""Changes to the office's words of its mails. Each raises ``NotAllowed`` without the permission ``administrators``."""

from guichet.action_context import ActionContext
from guichet.messages.mail_templates import MailTemplate, Wording, paragraphs_of
from guichet.messages.mail_wordings import TemplateWordings, WordingVersion, mail_wordings


def change_wording(ctx: ActionContext, template: MailTemplate, language: str, wording: Wording) -> None:
    """Uses these words from the next mail on; words that are those of the template are not stored."""
    ctx.require("administrators", ctx.portal)
    default = template.default_wording(ctx.desk.localizer(language))
    tidy = Wording(wording.subject, "\n\n".join(paragraphs_of(wording.body)))
    if _put_into_use(ctx, template, language, None if tidy == default else tidy, default):
        ctx.record("mail_wording.changed", template.name, language)


def remove_wording(ctx: ActionContext, template: MailTemplate, language: str) -> None:
    """Uses the words of the template again; the office's stay among the versions."""
    ctx.require("administrators", ctx.portal)
    default = template.default_wording(ctx.desk.localizer(language))
    if _put_into_use(ctx, template, language, None, default):
        ctx.record("mail_wording.removed", template.name, language)


def _put_into_use(
    ctx: ActionContext, template: MailTemplate, language: str, wording: Wording | None, default: Wording
) -> bool:
    """Stores a version; False for words that are in use already and were compared with this default."""
    wordings = mail_wordings(ctx.portal)
    stored: TemplateWordings | None = wordings.get(template.name)
    in_use = (stored.own(language), stored.compared_with(language)) if stored else (None, None)
    if in_use == (wording, default if wording else None):
        return False
    if stored is None:
        stored = TemplateWordings()
        wordings.add(template.name, stored)
    stored.change(WordingVersion(ctx.now, ctx.actor, language, wording, default))
    return True
