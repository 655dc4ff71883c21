"""Who a request comes from, and what the tree lets them do."""

from itertools import chain

import pytest
from pyramid.authorization import ACLHelper, Authenticated, Everyone

from guichet.auth.security_policy import SecurityPolicy
from guichet.auth.sessions import open_session, stored_session
from guichet.store.models import Portal, granted_at_root
from guichet.store.roles import PERMISSIONS as OF_ROLES

MANAGER = "manager@be.example"
PERMISSIONS = ("view", "file", "beneficiaries", "review", "office", "anything")


def allowed(browser, path=()):
    """The permissions this person has at a place of the tree."""
    with browser.request() as request:
        place = request.root
        for name in path:
            place = place[name]
        return {permission for permission in PERMISSIONS if request.has_permission(permission, place)}


@pytest.fixture
def company(desks):
    """The path of Home-Aide Emmental."""
    with desks.looking("be") as ctx:
        return "issuers", ctx.portal["users"].with_email(MANAGER).issuer_id


def test_a_signed_out_request_has_no_permission_anywhere(visitor, company):
    assert allowed(visitor("be")) == allowed(visitor("be"), company) == set()


@pytest.mark.parametrize("email", [MANAGER, "collaborator@be.example"])
@pytest.mark.parametrize("place", [(), ("beneficiaries",), ("invoices",)])
def test_a_company_s_people_work_on_its_own_tree(visitor, company, email, place):
    assert allowed(visitor("be", email), (*company, *place)) == {"view", "file", "beneficiaries"}
    assert allowed(visitor("be", email)) == set()


@pytest.mark.parametrize("email", ["rival@be.example", "insured@be.example"])
def test_another_company_s_people_see_nothing_of_it(visitor, company, email):
    assert allowed(visitor("be", email), company) == set()


def test_an_insured_person_files_for_itself_and_keeps_no_list(visitor, desks):
    with desks.looking("be") as ctx:
        issuer_id = ctx.portal["users"].with_email("insured@be.example").issuer_id
    assert allowed(visitor("be", "insured@be.example"), ("issuers", issuer_id)) == {"view", "file"}


def test_the_office_sees_and_decides_everywhere_and_files_nowhere(visitor, company):
    clerk = visitor("be", "clerk@be.example")
    assert allowed(clerk) == allowed(clerk, company) == {"view", "review", "office"}


@pytest.mark.parametrize("roles", [(), *((role,) for role in OF_ROLES), ("clerk", "administrator"), ("unknown",)])
def test_permissions_at_the_root_are_those_of_its_access_list(roles):
    principals = [Everyone, Authenticated, "user:4f", *(f"role:{role}" for role in roles)]
    known = {"account", "file", "anything", *chain.from_iterable(OF_ROLES.values())}
    listed = {one for one in known if ACLHelper().permits(Portal(), principals, one)}
    assert granted_at_root(principals) == listed


def test_a_signed_in_person_is_named_by_their_account(visitor):
    with visitor("be", MANAGER).request() as request:
        identity = request.identity
        assert identity.name == "Lea Rochat"
        assert request.authenticated_userid == identity.user_id == identity.user.id
        assert identity.principals == [Everyone, Authenticated, f"user:{identity.user_id}"]


def test_a_role_is_a_principal(visitor):
    with visitor("be", "clerk@be.example").request() as request:
        assert request.identity.principals[-1] == "role:clerk"


@pytest.mark.parametrize("stage", ["phone", "code"])
def test_a_password_without_its_code_gives_no_identity(visitor, company, stage):
    browser = visitor("be", MANAGER)
    with browser.request() as request:
        open_session(request, stored_session(request)[1].id, stage)
    with browser.request() as request:
        assert request.identity is None
        assert request.authenticated_userid is None
    assert allowed(browser, company) == set()


@pytest.mark.parametrize("state", ["refused", "waiting", "unconfirmed"])
def test_a_user_who_is_no_longer_active_loses_the_identity_at_once(visitor, company, state):
    browser = visitor("be", MANAGER)
    with browser.request() as request:
        stored_session(request)[1].state = state
    assert allowed(browser, company) == set()


def test_requests_without_database_have_no_identity(visitor):
    with visitor("be", MANAGER).request() as request:
        request.root = None
        assert request.identity is None


def test_remember_and_forget_of_pyramid_open_nothing():
    assert SecurityPolicy().remember(None, "4f") == SecurityPolicy().forget(None) == []
