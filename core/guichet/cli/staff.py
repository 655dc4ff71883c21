"""``guichet staff``: invites the first users of an office; a new desk has none (ASVS 6.3.2)."""

import click

from guichet.action_context import ActionContext, system
from guichet.cli.desks import Read, open_all
from guichet.store.database import write_transaction
from guichet.store.roles import PERMISSIONS
from guichet.users.invitations import invitation_link
from guichet.users.models import User
from guichet.users.registration import Person
from guichet.users.staff_users import LIST, PRESENT, add_staff, invited_with
from guichet.values import ParseError, phone
from guichet.values import email as email_value


@click.group()
def staff() -> None:
    """The office's people."""


@staff.command("add")
@click.option("--tenant", required=True, help="Canton, e.g. be.")
@click.option("--email", required=True)
@click.option("--first-name", required=True)
@click.option("--last-name", required=True)
@click.option("--phone", "number", required=True, help="Swiss mobile phone for the codes.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(list(PERMISSIONS)),
    help="May be repeated. Default: administrator for the first account of a desk, clerk for all others.",
)
@click.pass_obj
def add(
    read: Read, tenant: str, email: str, first_name: str, last_name: str, number: str, roles: tuple[str, ...]
) -> None:
    """Invites a person of the office and prints the link with which they choose their password.

    Once more with the same address prints a new link, and the one before stops working.
    """
    try:
        address, mobile = email_value.parse(email), phone.parse_swiss_mobile(number)
    except ParseError as problem:
        raise click.ClickException(f"e-mail address or phone: {problem.reason}") from None
    with open_all(read()) as desks:
        desk = next((desk for desk in desks if desk.tenant.id == tenant), None)
        if desk is None:
            raise click.ClickException(f"no desk {tenant} in the settings")
        person = Person(address, first_name, last_name, mobile, "", desk.tenant.languages[0])
        with write_transaction(desk.db) as portal:
            user, link = _invite(system(portal, desk), person, tuple(dict.fromkeys(roles)))
            given = ", ".join(user.roles)
    click.echo(f"{address} is invited as {given}. This link works once, within seven days:\n\n  {desk.url(link)}\n")


def _invite(ctx: ActionContext, person: Person, roles: tuple[str, ...]) -> tuple[User, str]:
    if ctx.portal["users"].with_email(person.email) is not None:
        raise click.ClickException(f"{person.email} has an account already")
    user = add_staff(ctx, person, roles or _usual_roles(ctx, person))
    return user, invitation_link(ctx, user)


def _usual_roles(ctx: ActionContext, person: Person) -> tuple[str, ...]:
    """Roles of the invitation that is repeated; else administrator for the first user, who invites all others."""
    invited = invited_with(ctx.portal, person.email)
    if invited is not None:
        return invited.roles
    return ("clerk",) if ctx.portal[LIST].count(PRESENT) else ("administrator",)
