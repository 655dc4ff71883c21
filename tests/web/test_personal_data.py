"""Closed by default: a page of the office says what it shows of other persons, or the desk does not start."""

from types import SimpleNamespace

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.response import Response
from pyramid.testing import DummyRequest

from guichet.store.roles import PERMISSIONS
from guichet.web.personal_data import OWN_DATA, NotRecorded, Reads, record_reading

OF_THE_OFFICE = sorted({permission for permissions in PERMISSIONS.values() for permission in permissions})


@pytest.fixture
def config():
    config = Configurator()
    config.include("guichet.web.personal_data")
    config.add_route("page", "/page")
    return config


def page(request):
    return Response("page")


@pytest.mark.parametrize("permission", [*OF_THE_OFFICE, "replace-phone", "permission-of-a-plugin"])
def test_a_page_of_the_office_that_says_nothing_stops_the_start(config, permission):
    config.add_view(page, route_name="page", permission=permission)
    with pytest.raises(ConfigurationError, match=r"does not say what it shows .* personal_data="):
        config.make_wsgi_app()


@pytest.mark.parametrize("declared", [Reads("invoice.read", "review"), NotRecorded("the office's own words")])
def test_a_page_of_the_office_that_says_it_starts(config, declared):
    config.add_view(page, route_name="page", permission="office", personal_data=declared)
    config.make_wsgi_app()


@pytest.mark.parametrize("ids", [[("u1", "o1")], ("u1",), "u1", ("u1", None)])
def test_ids_that_are_no_pair_are_named_with_what_to_return(ids):
    declared = Reads("canton_ju.callback_read", "review", lambda context, request: ids)
    view = record_reading(
        lambda context, request: Response("page"), SimpleNamespace(options={"personal_data": declared})
    )
    request = DummyRequest(action_context=SimpleNamespace(office_roles=("clerk",)))
    with pytest.raises(TypeError, match=r"ids of 'canton_ju.callback_read' returned .*: return one pair"):
        view(None, request)


@pytest.mark.parametrize("permission", OWN_DATA)
def test_a_page_of_a_person_s_own_data_needs_no_more(config, permission):
    config.add_view(page, route_name="page", permission=permission)
    config.make_wsgi_app()


def test_no_role_of_the_office_has_a_permission_for_own_data():
    assert not set(OF_THE_OFFICE) & set(OWN_DATA)
