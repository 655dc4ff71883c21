"""``guichet resend-mails``: gives the mails that were given up back to the queue, once the relay is put right."""

import click

from guichet.action_context import system
from guichet.cli.desks import Read, open_all
from guichet.office.mail_pages.resend_actions import MAX_RESENT, resend_given_up
from guichet.store.database import write_transaction


@click.command("resend-mails")
@click.option("--tenant", help="Canton, e.g. be; default: every desk of the settings.")
@click.pass_obj
def resend_mails(read: Read, tenant: str | None) -> None:
    """Sends again the mails that the relay did not take within 72 hours; the worker has them at its next round."""
    with open_all(read()) as desks:
        chosen = [desk for desk in desks if tenant in (None, desk.tenant.id)]
        if not chosen:
            raise click.ClickException(f"no desk {tenant} in the settings")
        for desk in chosen:
            total, sent = 0, MAX_RESENT
            while sent == MAX_RESENT:
                with write_transaction(desk.db) as portal:
                    sent = resend_given_up(system(portal, desk))
                total += sent
            click.echo(f"{desk.tenant.id}: {total} mails are sent again")
