"""Somebody has lost the phone: what they ask for, what the office decides, and when it takes effect.

It proves who they are as well as registering did (ASVS 5.0, 6.4.4): the password, then the office, which calls a number
it has on file, writes a letter or sees the person. Even then nothing changes for a day. The owner is told by mail at
each step, and by text message on the present number as long as something can be done about it: whoever has somebody's
password may read their mails too. Signing in with what the account has now ends it all.
"""

from datetime import timedelta
from typing import Literal

from translationstring import TranslationString

from guichet.act import Act, NotAllowed
from guichet.i18n import Speaker, _
from guichet.identity.account.actions import NOT_ME, change_phone
from guichet.identity.factors import phone_list
from guichet.identity.factors.actions import remove_app
from guichet.identity.journal import note
from guichet.identity.models import Account, PhoneRequest, Session
from guichet.identity.throttling import wrong_codes
from guichet.messages.actions import send_sms

DELAY = timedelta(hours=24)
"""Between the office's approval and the new number: the time the owner has to say no."""
NOT_ME_AND_PASSWORD = _(
    "Si ce n’était pas vous, quelqu’un connaît votre mot de passe : choisissez-en un nouveau et appelez tout de suite "
    "l’office."
)
SUBJECT = _("Nouveau téléphone pour votre compte")
Check = Literal["call", "letter", "visit"]
"""How the office made sure who is asking."""


def ask(act: Act, account: Account, number: str, reach: str, *, app_lost: bool) -> None:
    """Asks the office for another number; the caller has checked the password, and that nothing is open yet."""
    account.phone_request = PhoneRequest(number, reach, app_lost, act.now)
    phone_list.put(act.portal, account)
    note(act, account, "phone_lost")
    act.mail(
        account,
        SUBJECT,
        [
            _("Quelqu’un a donné votre mot de passe et demande un nouveau téléphone pour votre compte."),
            _("L’office vérifie d’abord que c’est bien vous. Rien ne change avant."),
            NOT_ME_AND_PASSWORD,
        ],
    )
    _text(
        act,
        account,
        _(
            "Un nouveau téléphone est demandé pour votre compte Guichet AI ${tenant}. Si la demande ne vient pas de "
            "vous, appelez tout de suite le ${phone}.",
            mapping=_office(act),
        ),
    )


def approve(act: Act, account: Account, check: Check) -> None:
    """The office has made sure who is asking; the new number counts a day later. Nobody decides about themselves."""
    asked = _undecided(act, account)
    if asked.effective is not None:
        return
    asked.effective = act.now + DELAY
    phone_list.put(act.portal, account)
    note(act, account, "phone_approved")
    act.record("account.identity_checked", account.id, check)
    words = {"moment": Speaker(account.language).moment(asked.effective)}
    act.mail(
        account,
        SUBJECT,
        [
            _("L’office a accepté le nouveau téléphone de votre compte."),
            _("Vous pourrez vous connecter avec ce téléphone dès le ${moment}.", mapping=words),
            _(
                "Si vous n’avez rien demandé, connectez-vous avant avec votre téléphone actuel : cela annule tout. "
                "Appelez ensuite l’office."
            ),
        ],
    )
    _text(
        act,
        account,
        _(
            "Dans 24 heures, un nouveau téléphone remplacera celui de votre compte Guichet AI ${tenant}. Si la demande "
            "ne vient pas de vous, appelez le ${phone}.",
            mapping=_office(act),
        ),
    )


def refuse(act: Act, account: Account) -> None:
    """The office does not give the account another number, or takes its approval back."""
    _undecided(act, account)
    phone_list.drop(act.portal, account)
    note(act, account, "phone_refused")
    act.mail(
        account,
        SUBJECT,
        [
            _("L’office n’a pas accepté le nouveau téléphone de votre compte. Rien n’a changé."),
            _("Si vous avez perdu votre téléphone, appelez l’office."),
            _("Si vous n’aviez rien demandé, quelqu’un connaît votre mot de passe : choisissez-en un nouveau."),
        ],
    )


def end_by_proof(act: Act, account: Account) -> None:
    """Somebody has shown what the account has now: whoever asked for another phone was not its owner, or needs none."""
    if account.phone_request is None:
        return
    phone_list.drop(act.portal, account)
    note(act, account, "phone_kept")
    act.mail(
        account,
        SUBJECT,
        [
            _(
                "Quelqu’un s’est identifié avec le téléphone, l’application ou un code de secours de votre compte. "
                "La demande de nouveau téléphone est donc annulée."
            ),
            _("Si c’était vous et que votre numéro a changé, modifiez-le sous « Mon compte »."),
            NOT_ME,
        ],
    )


def take_effect(act: Act, account: Account, keep: Session) -> None:
    """Gives the account its new number if the office has approved one and the day has passed.

    Done when a code is about to be asked for, in the transaction of that request: no clockwork that could fail, and of
    two processes one wins. ``keep`` is the session the code is for; all others end.
    """
    asked = account.phone_request
    if asked is None or asked.effective is None or act.now < asked.effective:
        return
    phone_list.drop(act.portal, account)
    if asked.app_lost:
        remove_app(act, account, keep)
    # Whoever had typed too many wrong codes has been looked at by the office now.
    wrong_codes.forgive(account)
    change_phone(act, account, asked.number, proven=False, keep=keep)


def _undecided(act: Act, account: Account) -> PhoneRequest:
    act.require("replace-phone", account)
    if account.id == act.actor:
        raise NotAllowed("nobody gives themselves a new phone")
    assert account.phone_request is not None
    return account.phone_request


def _office(act: Act) -> dict[str, str]:
    return {"tenant": act.desk.tenant.id.upper(), "phone": act.desk.plugins.contacts.phone}


def _text(act: Act, account: Account, words: TranslationString) -> None:
    """To the present number; in the letters that one text message of 160 holds (no apostrophe, no circumflex)."""
    say, end = Speaker(account.language), act.now + DELAY
    send_sms(act.portal, to=account.phone, text=say(words), language=say.language, now=act.now, expires=end)
