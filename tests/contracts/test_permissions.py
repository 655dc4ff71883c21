"""``docs/permissions.md`` says who may do what; it is compared with the roles, the access lists and the pages."""

import re
from datetime import UTC, datetime
from typing import get_args

import pytest
from pyramid.authorization import ACLHelper, Authenticated, Everyone
from pyramid.interfaces import IExceptionResponse

from guichet.app import application
from guichet.invoices.lifecycle import EDITABLE, TRANSITIONS
from guichet.issuers.models import Company, InsuredPerson, Role
from guichet.store.models import Folder, Portal, Resource
from guichet.store.roles import PERMISSIONS
from guichet.users.models import User
from guichet.web.view_permissions import PUBLIC

NOW = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
OF_A_COMPANY, OF_A_PERSON = ("manager", "collaborator"), ("owner", "representative")
STRANGER = "stranger"


@pytest.fixture(scope="module")
def tables(root):
    """The tables of the page by heading; each line is a dict by the words of the table's head."""
    found = {}
    for section in re.split(r"^## ", (root / "docs/permissions.md").read_text(), flags=re.MULTILINE)[1:]:
        heading, _, text = section.partition("\n")
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
        head, _dashes, *rows = lines
        found[heading] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


@pytest.fixture(scope="module")
def office(tables):
    return tables["At the office"]


@pytest.fixture(scope="module")
def issuers(tables):
    return tables["Companies and insured persons"]


@pytest.fixture(scope="module")
def all_rows(tables, office, issuers):
    return [*tables["Signed-in users"], *office, *issuers]


@pytest.fixture(scope="module")
def named(all_rows):
    return {permission(row) for row in all_rows}


@pytest.fixture
def tree():
    """A desk with a company, an insured person, and an account of each sort."""
    portal = Portal()
    for name in ("issuers", "users"):
        portal.add(name, Folder())
    company = Company(name="Aide SA", gln="7601001000000", street="Rue 1", postcode="3000", town="Berne", now=NOW)
    person = InsuredPerson(NOW)
    for issuer, roles in ((company, OF_A_COMPANY), (person, OF_A_PERSON)):
        portal["issuers"].put(issuer)
        issuer.members.update({role: role for role in roles})
    clerk, other = a_user("clerk@be.example", ("clerk",)), a_user("lea@be.example", ())
    above = [a_user(f"{role}@be.example", ("clerk", role)) for role in PERMISSIONS if role != "clerk"]
    for user in (clerk, other, *above):
        portal["users"].put(user)
    return {
        "desk": [portal],
        "issuer": [company, person],
        "company": [company],
        "account of a clerk": [clerk],
        "account of a supervisor or administrator": above,
        "account of an issuer": [other],
    }


def a_user(email, roles):
    user = User(email=email, first_name="A", last_name="B", phone="", password_hash="", language="fr", now=NOW)
    user.roles = roles
    return user


def permission(row):
    return row["Permission"].strip("`")


def may(item, principals, wanted):
    return bool(ACLHelper().permits(item, [Everyone, *principals], wanted))


# The table and the access lists


@pytest.mark.parametrize("role", PERMISSIONS)
def test_what_an_office_role_may_do_on_the_desk_is_what_the_table_says(office, role):
    said = {permission(row) for row in office if row["On"] == "desk" and row[role] == "yes"}
    assert said == set(PERMISSIONS[role])


def test_the_table_names_every_office_role(office):
    assert set(office[0]) == {"Permission", "On", "Opens", *PERMISSIONS}


@pytest.mark.parametrize("role", PERMISSIONS)
def test_an_office_role_is_allowed_exactly_that(office, tree, role):
    for row in office:
        for item in tree[row["On"]]:
            assert may(item, [Authenticated, f"role:{role}"], permission(row)) == (row[role] == "yes"), row


@pytest.mark.parametrize("role", PERMISSIONS)
def test_no_office_role_may_do_anything_else_at_an_issuer(office, tree, named, role):
    rights = {permission(row) for row in office if row["On"] == "desk" and row[role] == "yes"}
    for issuer in tree["issuer"]:
        assert {one for one in named if may(issuer, [f"role:{role}"], one)} == rights


def test_the_table_names_every_role_at_an_issuer(issuers):
    assert set(issuers[0]) == {"Permission", "On", "Opens", STRANGER, *get_args(Role)}
    assert {*OF_A_COMPANY, *OF_A_PERSON} == set(get_args(Role))


@pytest.mark.parametrize("role", get_args(Role))
def test_a_role_at_an_issuer_is_allowed_exactly_what_the_table_says(issuers, tree, named, role):
    (issuer,) = [one for one in tree["issuer"] if role in one.members]
    said = {permission(row) for row in issuers if row[role] == "yes"}
    allowed = {one for one in named if may(issuer, [f"user:{role}"], one)}
    assert allowed == said
    for row in issuers:
        if row[role] == "yes":
            assert row["On"] == "issuer" or issuer in tree[row["On"]]


def test_stranger_has_no_right_at_an_issuer_and_member_none_at_the_office(issuers, tree, named):
    assert {row[STRANGER] for row in issuers} == {""}
    for item in (*tree["issuer"], *tree["desk"]):
        assert {one for one in named if may(item, [Authenticated, "user:somebody"], one)} == {"account"}
        assert {one for one in named if may(item, [], one)} == set()


def test_pages_for_all_signed_in_users_are_closed_to_visitors(tables, tree):
    rows = tables["Signed-in users"]
    assert [permission(row) for row in rows] == ["account"]
    assert may(tree["desk"][0], [Authenticated], "account")
    assert not may(tree["desk"][0], [], "account")


def test_no_other_class_hands_out_rights():
    lists = {kind.__name__ for kind in _below(Resource) if "__acl__" in vars(kind)}
    assert lists == {"Portal", "User", "Issuer", "Beneficiary"}


# The table and the pages


@pytest.mark.parametrize("canton", ["be", "ne"])
def test_a_row_names_the_permission_of_every_page(demo_desks, canton, named):
    asked = {one for _view, one in _pages(application(demo_desks[canton]))} - {PUBLIC}
    assert asked - named == set()


def test_every_row_opens_a_page(demo_desks, named):
    asked = {one for canton in ("be", "ne") for _view, one in _pages(application(demo_desks[canton]))}
    assert named - asked == set()


# The table and the life of an invoice


def test_the_steps_of_an_invoice_are_those_of_its_life_cycle(tables):
    rows = tables["What the state of an invoice allows"]
    said = {row["Step"].strip("`"): (tuple(row["From"].split(", ")), row["To"], permission(row)) for row in rows}
    assert said == {name: (one.sources, one.target, one.permission) for name, one in TRANSITIONS.items()}
    assert EDITABLE == ("draft", "correction_requested")


def test_who_takes_a_step_has_its_permission(tables, office, issuers):
    for row in tables["What the state of an invoice allows"]:
        if row["Who"] == "the issuer's people":
            (right,) = [one for one in issuers if permission(one) == permission(row)]
            assert {right[role] for role in get_args(Role)} == {"yes"}
        else:
            (right,) = [one for one in office if permission(one) == permission(row)]
            assert {role for role in PERMISSIONS if right[role] == "yes"} == set(row["Who"].split(", "))


def _below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _pages(app):
    """Every view with its permission; the pages for errors are shown by the house itself."""
    for item in app.registry.introspector.get_category("views"):
        context = item["introspectable"]["context"]
        of_an_error = context is IExceptionResponse or (isinstance(context, type) and issubclass(context, Exception))
        if not of_an_error:
            for related in item["related"]:
                if related.category_name == "permissions":
                    yield item["introspectable"], related["value"]
