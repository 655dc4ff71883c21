"""The language of an account: that of its pages, mails and text messages, from the password on (`AccountLanguage`)."""

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.action_context import ActionContext
from guichet.auth.sessions import current
from guichet.users.journal import note
from guichet.users.models import User
from guichet.web.reader_language import AccountLanguage


def includeme(config: Configurator) -> None:
    """Lets the pages follow the account of the request."""
    config.set_account_language(AccountLanguage(_find, _is_changeable, _change))
    # Reified: the page around each form asks for it three times.
    config.add_request_method(_unfinished, "unfinished_account", reify=True)


def change_language(ctx: ActionContext, user: User, language: str) -> None:
    """Sets the language of pages, mails and text messages."""
    user.language = language
    note(ctx, user, "language_changed")


def _account(request: Request) -> tuple[User, bool] | None:
    """The account of this browser's session at any stage, and whether its owner has shown more than a password."""
    # Static files have no tree, and neither has a request that fails before it is traversed.
    if getattr(request, "root", None) is None:
        return None
    if request.identity:
        return request.identity.user, True
    found: tuple[User, bool] | None = request.unfinished_account
    return found


def _unfinished(request: Request) -> tuple[User, bool] | None:
    """The account of a sign-in or registration that is not finished, and whether it is a registration."""
    found = current(request, "code", "phone", "email")
    # A registration under way belongs to the browser that made it; between password and code it may be a thief's.
    return (found[1], found[0].stage != "code") if found else None


def _find(request: Request) -> str:
    account = _account(request)
    return account[0].language if account else ""


def _is_changeable(request: Request) -> bool:
    account = _account(request)
    return account is not None and account[1]


def _change(request: Request, language: str) -> None:
    account = _account(request)
    assert account is not None
    change_language(request.action_context, account[0], language)
