"""What is counted of requests: view, status, time; never an address."""

import pytest
import webtest
from prometheus_client import CollectorRegistry

from guichet.metrics import REGISTRY
from guichet.web.request_metrics import MeasuredApp, view_name


@pytest.fixture
def counted():
    """``counted(name, **labels)``: by how much a metric has grown since the test began."""

    def read(name, labels):
        return REGISTRY.get_sample_value(name, labels) or 0

    before = {
        (one.name, *sorted(one.labels.items())): one.value for family in REGISTRY.collect() for one in family.samples
    }

    def grown(name, **labels):
        return read(name, labels) - before.get((name, *sorted(labels.items())), 0)

    return grown


@pytest.fixture
def measured():
    """``measured(answer)``: a client of an application that answers with a status, or raises, and leaves its view."""

    def make(status, view="Invoice.edit"):
        def app(environ, start_response):
            if view:
                environ["guichet.view"] = view
            if isinstance(status, Exception):
                raise status
            start_response(status, [("Content-Type", "text/plain")])
            return [b"x"]

        return webtest.TestApp(MeasuredApp("zz", app), lint=False)

    return make


def test_request_counts_once_by_desk_view_and_status(measured, counted):
    client = measured("303 See Other")
    for _number in range(2):
        client.post("/issuers/4f/invoices/a1/edit", status=303)
    assert counted("guichet_requests_total", desk="zz", view="Invoice.edit", status="303") == 2
    assert counted("guichet_request_seconds_count", method="POST", view="Invoice.edit") == 2
    assert REGISTRY.get_sample_value("guichet_requests_running") == 0


def test_request_that_breaks_counts_as_the_answer_of_the_dispatcher(measured, counted):
    with pytest.raises(RuntimeError):
        measured(RuntimeError()).get("/")
    assert counted("guichet_requests_total", desk="zz", view="Invoice.edit", status="503") == 1
    assert counted("guichet_requests_lost_total", desk="zz") == 1
    assert REGISTRY.get_sample_value("guichet_requests_running") == 0


def test_what_was_answered_without_a_view_has_one_name(measured, counted):
    measured("404 Not Found", view="").get("/Anna-Muster", status=404)
    assert counted("guichet_requests_total", desk="zz", view="none", status="404") == 1


def test_method_that_a_scanner_invents_makes_no_series_of_its_own(measured, counted):
    for method in ("PROPFIND", "ANNA"):
        measured("400 Bad Request").request("/", method=method, status=400)
    assert counted("guichet_request_seconds_count", method="other", view="Invoice.edit") == 2


class Invoice:
    """A class of an object with pages."""


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"context": Invoice, "name": "edit"}, "Invoice.edit"),
        ({"context": Invoice, "name": ""}, "Invoice"),
        ({"context": None, "name": "x"}, "any.x"),
        ({"route_name": "__look/", "context": None}, "look"),
    ],
)
def test_view_is_named_by_class_and_name_or_by_its_route(options, name):
    assert view_name(options) == name


def test_registry_of_the_code_is_not_that_of_the_library():
    assert isinstance(REGISTRY, CollectorRegistry)
    assert "python_gc" not in {family.name for family in REGISTRY.collect()}
