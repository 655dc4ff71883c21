"""A form made for a request."""

from types import SimpleNamespace

from pyramid import testing
from pyramid.csrf import SessionCSRFStoragePolicy
from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.testing import DummyRequest

from guichet.i18n import Localizer
from guichet.web.forms import new_form


def test_it_speaks_the_language_and_carries_the_token_of_the_request(forms):
    desk = SimpleNamespace(settings=SimpleNamespace(development=False))
    with testing.testConfig() as config:
        config.registry.registerUtility(SessionCSRFStoragePolicy(), ICSRFStoragePolicy)
        request = DummyRequest(desk=desk, localize=Localizer("de"))
        form = new_form(request, forms.travel(), action="/there")
        assert form.context.localize.language == "de"
        assert form.csrf_token == request.session.get_csrf_token()
        assert 'action="/there"' in form.start()
