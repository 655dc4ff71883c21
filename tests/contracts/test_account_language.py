"""Pages, mails and text messages are in the language of the account, whatever the browser asks for."""

import re

import pytest
from deskpages import CANTONS, drawn, furnish, pages, people, text_of

from guichet.app import application
from guichet.messages.enqueue import outbox_of
from guichet.profile.profile_actions import Mailbox
from guichet.testing.people import user_of

OTHER = {"fr": "de-CH,de;q=0.9", "de": "fr-CH,fr;q=0.9"}
"""Language of an account → what the browser asks for."""


@pytest.mark.parametrize("language", OTHER)
@pytest.mark.parametrize("canton", CANTONS)
def test_every_page_of_every_role_is_in_the_language_of_the_account(make_desks, sign_in, canton, language):
    desks = furnish(make_desks(CANTONS))
    for email, principals in people(desks, canton):
        browser = sign_in(desks.browser(canton), email)
        with desks.acting(canton) as ctx:
            user_of(ctx, email).language = language
        browser.cookiejar.set_cookie(other_choice(browser, language))
        seen = 0
        for page in drawn(pages(desks, canton, principals, "GET")):
            text = text_of(browser.get(page.address, headers={"Accept-Language": OTHER[language]}))
            if page.allowed and text:
                assert re.search(r'<html lang="(..)', text)[1] == language, f"{email}: {page.address}"
                seen += 1
        assert seen > 5, email
        with desks.looking(canton) as ctx:
            assert user_of(ctx, email).language == language


def other_choice(browser, language):
    """The cookie of a browser in which the other language was chosen."""
    name = browser.desk.cookie("language")["name"]
    cookie = next(one for one in browser.cookiejar if one.name == name)
    cookie.value = OTHER[language][:2]
    return cookie


def test_every_mail_is_in_the_language_of_the_account_at_its_address(desks):
    templates = application(desks["be"]).registry.mail_templates.values()
    manager, rival = "manager@be.example", "rival@be.example"
    with desks.acting("be", manager) as ctx:
        user_of(ctx, rival).language = "de"
        for template in templates:
            for recipient in (user_of(ctx, rival), Mailbox(rival, "fr"), user_of(ctx, manager)):
                before = set(outbox_of(ctx.portal))
                ctx.mail(recipient, template, **template.samples)
                (name,) = set(outbox_of(ctx.portal)) - before
                language = "fr" if recipient.email == manager else "de"
                text = template.draw(ctx.desk.localizer(language), template.samples)
                mail = outbox_of(ctx.portal)[name]
                assert (mail.language, mail.subject) == (language, text.subject), template.name
                assert mail.text.endswith("\n\n".join(text.paragraphs)), template.name


def test_mails_and_text_messages_leave_by_the_account_alone(root):
    """No caller of the outbox chooses a language of its own: mails pass ``ActionContext.mail``, codes their user.

    The person who gets the head of the audit log has no account.
    """
    code = {path.name: path.read_text() for path in (root / "core/guichet").rglob("*.py") if path.name != "enqueue.py"}
    senders = {name for name, text in code.items() if re.search(r"\bsend_mail\(", text)}
    assert senders == {"action_context.py", "daily_head.py"}
    callers = {name: text for name, text in code.items() if re.search(r"\bsend_sms\(", text)}
    assert set(callers) == {"phone_requests.py", "sms_codes.py"}
    for name, text in callers.items():
        assert "localizer(user.language)" in text, name
        assert "request.localize" not in text, name
