"""Links sent by e-mail: for one purpose, once, for two days."""

from datetime import timedelta

import pytest

from guichet.messages.enqueue import outbox_of
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users import links
from guichet.users.admission import activate_accepted
from guichet.users.credentials import close_user
from guichet.users.invitations import take_up
from guichet.users.links import LIVES, LinkError, drop_links, find_link
from guichet.users.registration import Person, activate, new_user, send_activation

MIA = Person("mia@exemple.example", "Mia", "Robert", "+41795551234", PASSWORD, "fr")


@pytest.fixture
def ctx(desks):
    """The operator at Neuchâtel's desk, for the length of a test."""
    with desks.acting("ne") as ctx:
        yield ctx


@pytest.fixture
def mia(ctx):
    return new_user(ctx, MIA)


def reason_of(ctx, secret, purpose="activate", later=timedelta(0)):
    """What is wrong with a link; empty when it is in order."""
    try:
        find_link(ctx.portal, purpose, secret, ctx.now + later)
    except LinkError as problem:
        return problem.reason
    return ""


def test_a_link_is_found_by_its_secret_as_often_as_one_looks(ctx, mia):
    secret = new_secret(ctx, "activate", mia)
    for _number in range(3):
        assert find_link(ctx.portal, "activate", secret, ctx.now).user_id == mia.id


@pytest.mark.parametrize(
    ("age", "reason"),
    [(timedelta(0), ""), (LIVES["activate"], ""), (LIVES["activate"] + timedelta(seconds=1), "expired")],
)
def test_a_link_lives_two_days(ctx, mia, age, reason):
    assert LIVES["activate"] == timedelta(days=2)
    assert reason_of(ctx, new_secret(ctx, "activate", mia), later=age) == reason


@pytest.mark.parametrize(
    "change", [lambda secret: secret[:-1], lambda secret: secret + "x", str.swapcase, lambda secret: ""]
)
def test_a_mutilated_link_is_unknown(ctx, mia, change):
    assert reason_of(ctx, change(new_secret(ctx, "activate", mia))) == "unknown"


GLUED = [
    "{}.",
    "{})",
    "{}>",
    "{},",
    "{} ",
    "{}%20",
    "{}%3E",
    "{}»",
    " {}",
    "<{}>",
    "“{}”.",
    "\u200b{}",
    "({}).",
    "{}\n",
    "_{}_",
    "{}--",
    "3D{}",
    "=3D{}",
    "{}?utm_source=mail",
]


@pytest.mark.parametrize("purpose", LIVES)
@pytest.mark.parametrize("glued", GLUED)
def test_every_link_opens_with_what_a_mail_programme_glued_to_it(ctx, mia, purpose, glued):
    assert reason_of(ctx, glued.format(new_secret(ctx, purpose, mia)), purpose) == ""


@pytest.mark.parametrize("secret", ["_-" * 21 + "a", "3D" * 21 + "-", "a" + "-_" * 21])
@pytest.mark.parametrize("broken", ["=\n", "\r\n", " ", "\u200b", "\xad\n", "%20"])
def test_secret_that_looks_like_glue_or_is_broken_is_tried(secret, broken):
    for glued in GLUED:
        assert secret in set(links._secrets_in(glued.format(secret)))
    wrapped = secret[:20] + broken + secret[20:]
    assert (secret in set(links._secrets_in(wrapped))) is (broken != "%20")


@pytest.mark.parametrize("typed", ["é", "\udcff", "💣" * 1000])
def test_a_link_of_any_letters_is_looked_up(ctx, typed):
    assert reason_of(ctx, typed) == "unknown"


def test_a_link_for_one_purpose_is_unknown_for_another(ctx, mia):
    assert reason_of(ctx, new_secret(ctx, "activate", mia), purpose="reset") == "unknown"


def test_the_database_holds_no_usable_link(ctx, mia):
    secret = new_secret(ctx, "activate", mia)
    assert secret not in set(ctx.portal["links"])
    assert all(secret not in str(vars(link)) for link in ctx.portal["links"].values())


def test_a_link_activates_once(ctx, mia):
    mia.phone_proven = True
    secret = new_secret(ctx, "activate", mia)
    assert activate(ctx, secret) is mia
    assert mia.state == "active"
    with pytest.raises(LinkError) as problem:
        activate(ctx, secret)
    assert problem.value.reason == "used"
    assert problem.value.link.user_id == mia.id


def test_an_older_link_stays_good_after_a_second_mail(ctx, mia):
    first, second = (new_secret(ctx, "activate", mia) for _number in range(2))
    assert reason_of(ctx, second) == ""
    assert activate(ctx, first).state == "active"


def test_of_two_registrations_with_one_address_the_first_link_used_gets_it(ctx):
    first, second = new_user(ctx, MIA), new_user(ctx, MIA)
    links = [new_secret(ctx, "activate", user) for user in (first, second)]
    activate(ctx, links[1])
    with pytest.raises(LinkError, match="taken"):
        activate(ctx, links[0])
    assert (first.state, second.state) == ("unconfirmed", "active")
    assert user_of(ctx, MIA.email) is second


def test_an_address_that_has_an_account_gets_no_secret(ctx):
    ctx.portal["users"].activate_user(new_user(ctx, MIA))
    before = list(ctx.portal["links"])
    send_activation(ctx, new_user(ctx, MIA))
    (message,) = outbox_of(ctx.portal).values()
    assert (message.subject, message.link) == (
        "Vous avez déjà un compte",
        ctx.desk.url("sign-in"),
    )
    assert list(ctx.portal["links"]) == before


def test_of_two_links_to_a_new_password_the_newest_works(ctx, mia):
    first, second = (new_secret(ctx, "reset", mia) for _number in range(2))
    assert reason_of(ctx, first, "reset") == "replaced"
    assert reason_of(ctx, second, "reset") == ""


def test_of_two_activations_either_works_since_mails_arrive_in_any_order(ctx, mia):
    first, second = (new_secret(ctx, "activate", mia) for _number in range(2))
    assert [reason_of(ctx, link) for link in (first, second)] == ["", ""]


def test_a_link_of_one_purpose_does_not_serve_another(ctx, mia):
    secret = new_secret(ctx, "reset", mia)
    assert {purpose: reason_of(ctx, secret, purpose) for purpose in LIVES if purpose != "reset"} == dict.fromkeys(
        set(LIVES) - {"reset"}, "unknown"
    )


def test_a_dropped_link_is_used_up(ctx, mia):
    secret = new_secret(ctx, "reset", mia)
    drop_links(ctx.portal, "reset", mia, ctx.now)
    drop_links(ctx.portal, "email", mia, ctx.now)
    assert reason_of(ctx, secret, "reset") == "used"


def test_a_deleted_link_leaves_nothing_behind(ctx, mia):
    new_secret(ctx, "reset", mia)
    links = ctx.portal["links"]
    for name in list(links):
        links.remove(name)
    assert list(links.newest) == []


def test_an_older_link_does_not_open_a_closed_account_again(ctx, mia):
    mia.phone_proven = True
    first, second = (new_secret(ctx, "activate", mia) for _number in range(2))
    activate(ctx, second)
    close_user(ctx, mia)
    with pytest.raises(LinkError, match="used"):
        activate(ctx, first)
    assert mia.state == "closed"
    assert ctx.portal["users"].with_email(MIA.email) is None


def test_an_older_link_changes_nothing_in_an_account_that_is_active(ctx, mia):
    first, second = (new_secret(ctx, "activate", mia) for _number in range(2))
    activate(ctx, second)
    with pytest.raises(LinkError, match="used"):
        activate(ctx, first)


def test_link_of_a_deleted_registration_says_that_it_was_deleted(desks, ne):
    with desks.acting("ne") as ctx:
        user = new_user(ctx, MIA)
        secret = new_secret(ctx, "activate", user)
        ctx.portal["users"].remove(user.id)
    assert "Cette inscription est effacée" in ne.open(f"/activate?link={secret}", status=410).page
    with desks.acting("ne") as ctx, pytest.raises(LinkError, match="lapsed"):
        activate(ctx, secret)


@pytest.mark.parametrize("purpose", LIVES)
def test_no_link_of_a_closed_account_works(ctx, mia, purpose):
    older, newer = (new_secret(ctx, purpose, mia) for _number in range(2))
    close_user(ctx, mia)
    assert (reason_of(ctx, older, purpose), reason_of(ctx, newer, purpose)) == ("used", "used")


def test_an_invitation_changes_no_password_of_an_active_account(ctx, mia):
    secret = new_secret(ctx, "invitation", mia)
    ctx.portal["users"].activate_user(mia)
    with pytest.raises(LinkError) as refused:
        take_up(ctx, secret, "bicyclette-glacier-quatre-1")
    assert refused.value.reason == "used"


def test_welcome_link_activates_no_other_registration_with_its_address(ctx):
    """Both were accepted; the reader of the mail has the link of one, and the password of the other."""
    first, second = new_user(ctx, MIA), new_user(ctx, MIA)
    first.state = second.state = "accepted"
    with pytest.raises(LinkError) as refused:
        activate_accepted(ctx, second, new_secret(ctx, "welcome", first))
    assert (refused.value.reason, second.state) == ("unknown", "accepted")
