"""No secret of a link is in the database: neither before its mail leaves nor afterwards, nor in old records."""

import re

import pytest
from ZODB.DemoStorage import DemoStorage
from ZODB.FileStorage import FileStorage

from guichet.app import delivery
from guichet.issuers.company_confirmation import receive
from guichet.issuers.issuer_actions import register_company, register_insured
from guichet.messages.enqueue import outbox_of
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.profile.profile_actions import confirm_new_email, request_new_email
from guichet.testing import storages
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users.invitations import invite, send_invitation
from guichet.users.links import LIVES
from guichet.users.password_reset import RESET
from guichet.users.registration import Person, send_activation
from guichet.users.tasks import enqueue

MIA = {"first_name": "Mia", "last_name": "Exemple", "phone": "+41795551234", "password": PASSWORD}
HOME = {"street": "Rue 1", "postcode": "3005", "town": "Berne"}
PAGES = {
    "activate": "activate",
    "confirm-company": "confirm-company",
    "welcome": "welcome",
    "register-again": "register-company",
    "invitation": "invitation",
    "reset": "reset-password",
    "email": "confirm-new-email",
    "undo-email": "undo-new-email",
}
"""Purpose of a link → the page it leads to."""


@pytest.fixture
def data_fs(tmp_path, monkeypatch, make_desks):
    """The file of the desk ``be``, whose databases are on disk for this test."""
    make_desks(["be"])  # makes the template, which other tests share, in memory
    path = tmp_path / "Data.fs"

    def on_disk(template):
        changes = FileStorage(str(path), blob_dir=str(tmp_path / "blobs"))
        return DemoStorage(base=template, changes=changes, close_base_on_close=False)

    monkeypatch.setattr(storages, "_in_memory", on_disk)
    return path


def mail_every_link(desks):
    """One mail with each kind of link, queued by the actions of the pages."""
    with desks.acting("be") as ctx:
        insured = register_insured(
            ctx,
            MIA
            | HOME
            | {"email": "mia@exemple.example", "avs": "7561111111113", "salutation": "f"}
            | {"birth_date": ctx.now.date()},
            "fr",
        )
        send_activation(ctx, insured)
        firms = [
            register_company(
                ctx, MIA | HOME | {"email": email, "company_name": "Roue Libre SA", "gln": "7601001000018"}, "fr"
            )
            for email in ("atelier@exemple.example", "firme@exemple.example")
        ]
        send_activation(ctx, firms[0])
        company = firms[1]
        receive(ctx, company)
        accept_registration(ctx, company)
        refused = register_company(
            ctx,
            MIA | HOME | {"email": "autre@exemple.example", "company_name": "Roue SA", "gln": "7601001000018"},
            "fr",
        )
        receive(ctx, refused)
        refuse_registration(ctx, refused, "Ce GLN est celui d’une autre société.")
        person = Person("nina@exemple.example", "Nina", "Blanc", "+41795551234", "", "fr")
        issuer_id = user_of(ctx, "manager@be.example").issuer_id
        send_invitation(ctx, invite(ctx, person, issuer_id=issuer_id), "Home-Aide Emmental SA")
        enqueue(ctx, RESET, "neighbour@be.example")
        confirm_new_email(ctx, new_secret(ctx, "email", user_of(ctx, "rival@be.example"), "nora@exemple.example"))
    with desks.acting("be", "insured@be.example") as ctx:
        request_new_email(ctx, user_of(ctx, "insured@be.example"), "zoe@exemple.example")


def links(outbox):
    found = {}
    for mail in outbox.mails:
        match = re.fullmatch(r"http://be\.localhost/([a-z-]+)\?link=([\w-]{43})", mail.link)
        if match:
            found[match[1]] = match[2]
    return found


def test_no_secret_that_opens_something_is_in_the_file(data_fs, make_desks, clock):
    desks = make_desks(["be"])
    mail_every_link(desks)
    secrets = links(desks.outbox())
    assert set(secrets) == {PAGES[purpose] for purpose in LIVES}
    for page, secret in secrets.items():
        browser = desks.browser("be").open(f"/{page}?link={secret}")
        if "Deutsch" in browser.page.buttons():  # a page with a form keeps what was typed
            browser.press("Deutsch")
    assert secret_in(data_fs, secrets) == []
    assert delivery(desks["be"]).run_due(clock.now) >= len(LIVES)
    # The file is read as it is, so that a record which is no longer current counts too.
    assert secret_in(data_fs, secrets) == []
    with desks.looking("be") as ctx:
        nonces = [one.link_nonce for one in outbox_of(ctx.portal).values() if one.link_nonce]
    assert all(nonce in data_fs.read_bytes() for nonce in nonces), "the file is not the one that the desk writes"


def secret_in(path, secrets):
    content = path.read_bytes()
    return [page for page, secret in secrets.items() if secret.encode() in content]


def test_a_link_of_one_desk_cannot_be_derived_with_the_key_of_another(desks):
    keys = {tenant_id: desks[tenant_id].keys("link") for tenant_id in ("be", "ne")}
    assert keys["be"] != keys["ne"]
