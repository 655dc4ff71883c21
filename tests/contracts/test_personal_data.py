"""Pages that show the data of others record who read them; pages that record nothing show none."""

import pytest
from deskpages import CANTONS, drawn, furnish, pages, text_of, visitors

from guichet import clock
from guichet.audit.audit_log import entries
from guichet.audit.readings import readings_of
from guichet.data_export.consultations_page import ACTIONS, PURPOSES
from guichet.documents.file_cleaner import FileCleaner
from guichet.mfa import phone_requests
from guichet.office.batches.batch_job import BatchJob
from guichet.testing.people import user_of
from guichet.values import avs, phone
from guichet.web.personal_data import Reads

CANTON = "be"
OFFICE = ("clerk@be.example", "supervisor@be.example", "administrator@be.example")
RIVAL = "rival@be.example"


@pytest.fixture
def desks(make_desks):
    desks = furnish(make_desks(CANTONS))
    with desks.acting(CANTON) as ctx:
        phone_requests.submit(ctx, user_of(ctx, RIVAL), "+41795556677", "Le matin", app_lost=False)
    cleaner = FileCleaner()
    job = BatchJob(desks[CANTON], cleaner)
    while job.run_due(clock.now()):
        pass
    cleaner.close()
    return desks


def test_every_page_of_the_office_records_its_readings_or_shows_no_person(desks, sign_in):
    recorded, declared = set(), set()
    for who, browser, principals in visitors(desks, CANTON, sign_in):
        if who in OFFICE:
            for page in opened(desks, principals):
                reads = page.view.get("personal_data")
                answer = browser.get(page.address, expect_errors=True)
                if isinstance(reads, Reads):
                    declared.add(reads.action)
                    recorded |= events(desks, who)
                else:
                    assert shown(answer, persons(desks)) == [], f"{who}: {page.address}"
    assert declared >= {"invoice.read", "invoice.downloaded", "power_of_attorney.read", "user.read"}
    # These show a person once something was typed: opened alone, they would pass for pages without persons.
    assert declared >= {"desk.payments_read", "person.searched"}
    # The download of a batch is one page; it is recorded for each person whose invoice is in it as well.
    assert recorded == {*declared, "invoice.exported"}
    with desks.looking(CANTON) as ctx:
        keys = [key for month in readings_of(ctx.portal).months.values() for key in month if key[0]]
    # Every reading about a person has its words on « Qui a consulté mon dossier ».
    assert {action for _person, _day, action, *_rest in keys} == set(ACTIONS)
    assert {purpose for *_rest, purpose, _reader in keys} <= set(PURPOSES)


def test_no_page_shows_an_issuer_s_people_the_data_of_others(desks, sign_in):
    for who, browser, principals in visitors(desks, CANTON, sign_in):
        if who and who not in OFFICE:
            others = persons(desks, besides=who)
            for page in drawn(opened(desks, principals)):
                assert shown(browser.get(page.address, expect_errors=True), others) == [], f"{who}: {page.address}"


def opened(desks, principals):
    """The pages that a person may use, each on an object of the desk; that of a registration has its user's id."""
    with desks.looking(CANTON) as ctx:
        registered = user_of(ctx, RIVAL).id
    for page in pages(desks, CANTON, principals, "GET"):
        if page.allowed:
            named = page.view["name"] == "registration"
            yield type(page)(f"{page.address}/{registered}", *list(vars(page).values())[1:]) if named else page


def events(desks, who):
    """The readings in the audit log by a user."""
    with desks.looking(CANTON) as ctx:
        actor = user_of(ctx, who).id
        return {one.action for one in entries(ctx.portal) if one.actor == actor and one.purpose}


def persons(desks, besides=""):
    """What identifies the users of issuers and the persons they invoice for; without those of one user's issuer."""
    found = []
    with desks.looking(CANTON) as ctx:
        own = user_of(ctx, besides).issuer_id if besides else ""
        for user in ctx.portal["users"].values():
            if user.issuer_id and user.issuer_id != own:
                found += [user.email, user.name, phone.show(user.phone)]
        for issuer in ctx.portal["issuers"].values():
            if issuer.id != own:
                found += [text for one in issuer.beneficiaries.values() for text in (one.name, avs.show(one.avs))]
                found += [one.reference for one in issuer.invoices.values() if one.reference]
    assert len(found) > 5
    return found


def shown(answer, texts):
    return [text for text in texts if text in text_of(answer)]
