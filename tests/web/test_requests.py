"""Requests: the address of a resource is the one that Pyramid makes, at a tenth of the price; so is the page's own."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from pyramid.config import Configurator
from pyramid.events import ApplicationCreated
from pyramid.request import Request

from guichet.web.form_body import FormRequest
from guichet.web.requests import make_request_class, resource_path

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
ROOT = SimpleNamespace(__name__=None, __parent__=None)
FOLDER = SimpleNamespace(__name__="bénéficiaires", __parent__=ROOT)


@given(st.lists(TEXTS.filter(bool), max_size=2), st.dictionaries(TEXTS, TEXTS, max_size=3), TEXTS)
def test_an_address_is_the_one_that_pyramid_makes(elements, query, anchor):
    request = Request.blank("/")
    for resource in (ROOT, FOLDER):
        whole = request.resource_path(resource, *elements, query=query, anchor=anchor)
        assert resource_path(request, resource, *elements, query=query, anchor=anchor) == whole


def test_the_path_of_a_request_is_the_one_that_webob_quotes():
    environ = {"SCRIPT_NAME": "/desk", "PATH_INFO": "/bénéficiaires/a b/%41".encode().decode("latin-1")}
    assert FormRequest.blank("/", environ).path == Request.blank("/", environ).path


def test_all_requests_of_an_application_have_one_class_with_what_rooms_add():
    config = Configurator(request_factory=FormRequest)
    config.add_request_method(lambda _request: object(), "once", reify=True)
    config.add_request_method(lambda request, name: f"{request.path}{name}", "below")
    config.add_subscriber(make_request_class, ApplicationCreated)
    app = config.make_wsgi_app()
    first, second = (app.request_context(Request.blank("/a/").environ).request for _which in range(2))
    assert type(first) is type(second)
    assert first.once is first.once is not second.once
    assert first.below("b") == "/a/b"
