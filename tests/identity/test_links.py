"""Links sent by e-mail: for one purpose, once, for two days."""

from datetime import timedelta

import pytest

from guichet.identity import delivery
from guichet.identity.actions import Person, activate, close_account, new_account, send_activation
from guichet.identity.links import LIVES, LinkError, drop_links, find_link, new_link
from guichet.messages.actions import outbox_of
from guichet.testing.people import PASSWORD, account_of

MIA = Person("mia@exemple.example", "Mia", "Robert", "+41795551234", PASSWORD, "fr")


@pytest.fixture
def act(desks):
    """The operator at Neuchâtel's desk, for the length of a test."""
    with desks.acting("ne") as act:
        yield act


@pytest.fixture
def mia(act):
    return new_account(act, MIA)


def trouble(act, secret, purpose="activate", later=timedelta(0)):
    """What is wrong with a link; empty when it is in order."""
    try:
        find_link(act.portal, purpose, secret, act.now + later)
    except LinkError as problem:
        return problem.trouble
    return ""


def test_a_link_is_found_by_its_secret_as_often_as_one_looks(act, mia):
    secret = new_link(act.portal, "activate", mia, act.now)
    for _number in range(3):
        assert find_link(act.portal, "activate", secret, act.now).account_id == mia.id


@pytest.mark.parametrize(
    ("age", "said"),
    [(timedelta(0), ""), (LIVES["activate"], ""), (LIVES["activate"] + timedelta(seconds=1), "expired")],
)
def test_a_link_lives_two_days(act, mia, age, said):
    assert LIVES["activate"] == timedelta(days=2)
    assert trouble(act, new_link(act.portal, "activate", mia, act.now), later=age) == said


@pytest.mark.parametrize(
    "change", [lambda secret: secret[:-1], lambda secret: secret + "x", str.swapcase, lambda secret: ""]
)
def test_a_mutilated_link_is_unknown(act, mia, change):
    assert trouble(act, change(new_link(act.portal, "activate", mia, act.now))) == "unknown"


@pytest.mark.parametrize("typed", ["é", "\udcff", "💣" * 1000])
def test_a_link_of_any_letters_is_looked_up(act, typed):
    assert trouble(act, typed) == "unknown"


def test_a_link_for_one_purpose_is_unknown_for_another(act, mia):
    assert trouble(act, new_link(act.portal, "activate", mia, act.now), purpose="reset") == "unknown"


def test_whoever_reads_the_database_finds_no_usable_link(act, mia):
    secret = new_link(act.portal, "activate", mia, act.now)
    assert secret not in set(act.portal["links"])
    assert all(secret not in str(vars(link)) for link in act.portal["links"].values())


def test_a_link_activates_once(act, mia):
    mia.phone_proven = True
    secret = new_link(act.portal, "activate", mia, act.now)
    assert activate(act, secret) is mia
    assert mia.state == "active"
    with pytest.raises(LinkError) as problem:
        activate(act, secret)
    assert problem.value.trouble == "used"
    assert problem.value.link.account_id == mia.id


def test_an_older_link_stays_good_after_a_second_mail(act, mia):
    first, second = (new_link(act.portal, "activate", mia, act.now) for _number in range(2))
    assert trouble(act, second) == ""
    assert activate(act, first).state == "active"


def test_of_two_registrations_with_one_address_the_first_link_used_gets_it(act):
    first, second = new_account(act, MIA), new_account(act, MIA)
    links = [new_link(act.portal, "activate", account, act.now) for account in (first, second)]
    activate(act, links[1])
    with pytest.raises(LinkError, match="taken"):
        activate(act, links[0])
    assert (first.state, second.state) == ("unconfirmed", "active")
    assert account_of(act, MIA.email) is second


def test_an_address_that_has_an_account_gets_a_word_instead_of_a_link(act):
    act.portal["accounts"].admit(new_account(act, MIA))
    before = list(act.portal["links"])
    send_activation(act, new_account(act, MIA))
    (message,) = outbox_of(act.portal).values()
    assert (message.subject, message.link) == ("Vous avez déjà un compte", "")
    assert list(act.portal["links"]) == before


def test_of_two_links_to_a_new_password_the_newest_works(act, mia):
    first, second = (new_link(act.portal, "reset", mia, act.now) for _number in range(2))
    assert trouble(act, first, "reset") == "replaced"
    assert trouble(act, second, "reset") == ""


def test_of_two_activations_either_works_since_mails_arrive_in_any_order(act, mia):
    first, second = (new_link(act.portal, "activate", mia, act.now) for _number in range(2))
    assert [trouble(act, link) for link in (first, second)] == ["", ""]


def test_a_link_of_one_purpose_does_not_serve_another(act, mia):
    secret = new_link(act.portal, "reset", mia, act.now)
    assert {purpose: trouble(act, secret, purpose) for purpose in LIVES if purpose != "reset"} == dict.fromkeys(
        set(LIVES) - {"reset"}, "unknown"
    )


def test_a_dropped_link_is_used_up(act, mia):
    secret = new_link(act.portal, "reset", mia, act.now)
    drop_links(act.portal, "reset", mia, act.now)
    drop_links(act.portal, "email", mia, act.now)
    assert trouble(act, secret, "reset") == "used"


def test_a_deleted_link_leaves_nothing_behind(act, mia):
    new_link(act.portal, "reset", mia, act.now)
    links = act.portal["links"]
    for name in list(links):
        links.remove(name)
    assert list(links.newest) == []


def test_an_older_link_does_not_open_a_closed_account_again(act, mia):
    mia.phone_proven = True
    first, second = (new_link(act.portal, "activate", mia, act.now) for _number in range(2))
    activate(act, second)
    close_account(act, mia)
    with pytest.raises(LinkError, match="used"):
        activate(act, first)
    assert mia.state == "closed"
    assert act.portal["accounts"].with_email(MIA.email) is None


def test_an_older_link_changes_nothing_in_an_account_that_is_active(act, mia):
    first, second = (new_link(act.portal, "activate", mia, act.now) for _number in range(2))
    activate(act, second)
    with pytest.raises(LinkError, match="used"):
        activate(act, first)


def test_the_link_of_an_account_that_was_tidied_away_says_that_it_has_served(desks, ne):
    with desks.acting("ne") as act:
        account = new_account(act, MIA)
        secret = new_link(act.portal, "activate", account, act.now)
        act.portal["accounts"].remove(account.id)
    assert "Ce lien a déjà servi." in ne.open(f"/activate?link={secret}", status=410).page
    with desks.acting("ne") as act, pytest.raises(LinkError, match="used"):
        activate(act, secret)


@pytest.mark.parametrize(("environment", "kept"), [("production", False), ("development", True)])
def test_only_a_development_machine_keeps_the_links_of_mails_that_have_left(make_desks, tmp_path, environment, kept):
    gateway = {"sms.gateways": "aspsms", "sms.originator": "Guichet", "sms.aspsms.url": "https://sms.example"}
    for name in ("user_file", "password_file"):
        (tmp_path / name).write_text("known")
        gateway[f"sms.aspsms.{name}"] = str(tmp_path / name)
    desks = make_desks(["ne"], settings=gateway | {"environment": environment})
    assert delivery(desks["ne"]).keeps_links is kept
