"""Directives with which other rooms take part in « Mon compte ».

They keep the imports one way: ``profile`` imports neither ``issuers`` nor another room above it.
``config.add_account_entry`` adds rows to the page. The issuers' room sets with ``config.set_details_manager`` who
manages a person's details, with ``config.set_name_page`` where a name that the room stores too is changed, with
``config.set_closing_obstacle`` who cannot close the account yet, and with
``config.on_closing`` what is done when an account is closed. By default all users manage and close their own accounts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pyramid.config import Configurator
from pyramid.request import Request

from guichet.action_context import ActionContext
from guichet.users.models import User

Part = Literal["person", "security", "data"]
"""The parts of the page, in its order: personal details, sign-in and security, what the desk stores of the person."""


@dataclass(frozen=True)
class AccountEntry:
    """A row of « Mon compte »."""

    title: str
    """E.g. « Mot de passe »."""
    value: Any
    """The present value, a word or a sentence; empty when there is none to show."""
    action: str = ""
    """Label of the link, e.g. « Modifier le mot de passe »; a row without one has no link."""
    url: str = ""
    part: Part = "security"


@dataclass(frozen=True)
class DetailsManager:
    """Another person who manages a user's details."""

    sentence: str
    """E.g. « Ces données sont gérées par le gérant de votre société. »"""
    names: tuple[str, ...] = ()
    """Names of the persons who make the change."""


Entries = Callable[[Request], Sequence[AccountEntry]]
FindDetailsManager = Callable[[Request], DetailsManager | None]
FindPath = Callable[[Request], str | None]
FindObstacle = Callable[[Request], str | None]
Closing = Callable[[ActionContext, User], None]


def includeme(config: Configurator) -> None:
    """Adds the directives."""
    config.registry.account_entries = []
    config.registry.details_manager = lambda request: None
    config.registry.name_page = lambda request: None
    config.registry.closing_obstacle = lambda request: None
    config.registry.closings = []
    config.add_directive("add_account_entry", add_account_entry)
    config.add_directive("set_details_manager", set_details_manager)
    config.add_directive("set_name_page", set_name_page)
    config.add_directive("set_closing_obstacle", set_closing_obstacle)
    config.add_directive("on_closing", on_closing)


def add_account_entry(config: Configurator, entries: Entries) -> None:
    """Directive: ``entries(request)`` returns the room's rows of « Mon compte » for the signed-in person."""
    config.registry.account_entries.append(entries)


def set_details_manager(config: Configurator, find: FindDetailsManager) -> None:
    """Directive: ``find(request)`` returns who manages name, e-mail address and phone of the signed-in person.

    None when they do themselves; a :class:`DetailsManager` when they may only read them, e.g. a collaborator.
    """
    config.registry.details_manager = find


def set_name_page(config: Configurator, find: FindPath) -> None:
    """Directive: ``find(request)`` returns the path of the page on which the signed-in person's name is changed.

    None for the page of « Mon compte »; an insured person's name is part of « Mes données ».
    """
    config.registry.name_page = find


def set_closing_obstacle(config: Configurator, find: FindObstacle) -> None:
    """Directive: ``find(request)`` returns a sentence why the signed-in person cannot close their account yet.

    None when they may; « Nommez d’abord un autre gérant. » for the last manager of a company.
    """
    config.registry.closing_obstacle = find


def on_closing(config: Configurator, close: Closing) -> None:
    """Directive: ``close(ctx, user)`` is called in the transaction in which a user closes the account."""
    config.registry.closings.append(close)
