"""The id of a request: made here, or the proxy's where the settings say that it writes one."""

import re

import pytest

from guichet.web.request_ids import request_id

OF_NGINX = "5f1c0a99d2b84c0e8d3a5b7e9f012345"
OF_HAPROXY = "5f1c0a99-d2b8-4c0e-8d3a-5b7e9f012345"


@pytest.mark.parametrize("given", [OF_NGINX, OF_HAPROXY])
def test_id_of_the_proxy_is_taken_where_the_settings_say_so(given):
    assert request_id({"HTTP_X_REQUEST_ID": given}, from_proxy=True) == given
    assert request_id({"HTTP_X_REQUEST_ID": given}, from_proxy=False) != given


@pytest.mark.parametrize(
    "given", [OF_NGINX[1:], OF_NGINX.upper(), f"{OF_NGINX}\n", "Anna Muster", "", "756.1234.5678.97"]
)
def test_what_is_no_id_is_replaced(given):
    assert re.fullmatch("[0-9a-f]{12}", request_id({"HTTP_X_REQUEST_ID": given}, from_proxy=True))


def test_all_attempts_of_a_request_have_one_id():
    environ = {}
    assert request_id(environ, from_proxy=False) == request_id(environ, from_proxy=True)
