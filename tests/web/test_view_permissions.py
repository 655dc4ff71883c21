"""Closed by default: a view says who may use it, or the desk does not start."""

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError
from pyramid.response import Response
from webtest import TestApp

from guichet.web.view_permissions import PUBLIC


@pytest.fixture
def config():
    config = Configurator()
    config.include("guichet.web.view_permissions")
    config.add_route("page", "/page")
    return config


def page(request):
    return Response("page")


class Page:
    """A view as a class."""

    def __init__(self, request):
        self.request = request

    def __call__(self):
        return Response("page")


@pytest.mark.parametrize("view", [page, Page, None])
@pytest.mark.parametrize("permission", [{}, {"permission": None}])
def test_a_view_without_permission_stops_the_start(config, view, permission):
    renderer = {} if view else {"renderer": "json"}
    with pytest.raises(ConfigurationError, match="names no permission"):
        config.add_view(view, route_name="page", **permission, **renderer)
        config.make_wsgi_app()


@pytest.mark.parametrize("permission", ["view", PUBLIC])
def test_a_view_with_one_starts(config, permission):
    config.add_view(page, route_name="page", permission=permission)
    config.make_wsgi_app()


def test_a_page_for_an_error_needs_none(config):
    config.add_exception_view(lambda problem, request: Response("sorry"), context=ZeroDivisionError)
    config.make_wsgi_app()


def test_a_view_of_an_error_that_is_also_a_page_needs_one(config):
    config.add_view(page, context=ZeroDivisionError)
    with pytest.raises(ConfigurationError, match="names no permission"):
        config.make_wsgi_app()


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 400), ("PUT", 400), ("DELETE", 400)]
)
def test_whatever_changes_something_needs_the_token_without_being_told(config, method, status):
    config.add_view(page, route_name="page", permission=PUBLIC)
    config.add_exception_view(lambda problem, request: Response(status=400), context="pyramid.exceptions.BadCSRFToken")
    config.set_csrf_storage_policy(_policy())
    answer = TestApp(config.make_wsgi_app()).request("/page", method=method, expect_errors=True)
    assert answer.status_int == status


def _policy():
    from pyramid.csrf import CookieCSRFStoragePolicy

    return CookieCSRFStoragePolicy()
