"""Somebody has shown who they are: the session opens, and the owner is told if the browser is a new one."""

from typing import Literal

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.act import Act
from guichet.i18n import Speaker, _
from guichet.identity import known
from guichet.identity.journal import note
from guichet.identity.models import Account, Session
from guichet.identity.sessions import open_session

NAMELESS = _("un appareil qui ne dit pas son nom")


def arrive(
    request: Request, account: Account, next_path: str, event: Literal["signed_in", "signed_in_trusted"]
) -> tuple[Session, HTTPSeeOther]:
    """Opens the session; returns it, and the way to the page that the person came for or works on."""
    # Mails and text messages follow the language the person reads the desk in.
    account.language = request.say.language
    session = open_session(request, account.id, "full")
    note(request.act, account, event, session.device)
    if account.last_sign_in is not None and not known.browser_of(request, account):
        tell_new_browser(request.act, account, session.device)
    account.last_sign_in = request.act.now
    known.remember(request, account)
    return session, HTTPSeeOther(next_path or home_path(request, account))


def home_path(request: Request, account: Account) -> str:
    """The page an account works on."""
    root: str = request.resource_path(request.root)
    return root + account.home_path


def tell_new_browser(act: Act, account: Account, device: str) -> None:
    """Mails the owner that somebody has signed in where the account never was before (ASVS 5.0, 6.3.5)."""
    words = {"device": device or NAMELESS, "moment": Speaker(account.language).moment(act.now)}
    act.mail(
        account,
        _("Nouvelle connexion à votre compte"),
        [
            _("Votre compte vient d’être ouvert sur un appareil que nous ne connaissions pas."),
            _("Appareil : ${device}. Moment : ${moment}.", mapping=words),
            _("Si c’était vous, ne faites rien."),
            _(
                "Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe : cela déconnecte tous les "
                "appareils. Appelez ensuite l’office."
            ),
        ],
        ("forgot-password", _("Choisir un nouveau mot de passe")),
    )
