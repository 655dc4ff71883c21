"""Addresses of resources: those that Pyramid makes, at a tenth of the price."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from pyramid.request import Request

from guichet.web.requests import resource_path

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
ROOT = SimpleNamespace(__name__=None, __parent__=None)
FOLDER = SimpleNamespace(__name__="bénéficiaires", __parent__=ROOT)


@given(st.lists(TEXTS.filter(bool), max_size=2), st.dictionaries(TEXTS, TEXTS, max_size=3), TEXTS)
def test_an_address_is_the_one_that_pyramid_makes(elements, query, anchor):
    request = Request.blank("/")
    for resource in (ROOT, FOLDER):
        whole = request.resource_path(resource, *elements, query=query, anchor=anchor)
        assert resource_path(request, resource, *elements, query=query, anchor=anchor) == whole
