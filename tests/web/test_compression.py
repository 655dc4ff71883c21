"""What is compressed, for whom, and what a first visit costs."""

import gzip
import re
from urllib.parse import urljoin

import pytest
from webob import Request

from guichet.web import compression

LATIN = re.compile(r"url\(([^)]*-latin\.woff2)\)")
MAX_REQUESTS = 6
MAX_BYTES = 40_000


def test_first_visit_takes_six_requests_and_forty_kilobytes(be, ne):
    for desk in (be, ne):
        page = fetch(desk, "/", cookies=False)
        addresses = {urljoin("/", one) for one in re.findall(r'(?:href|src)="([^"]+\.(?:css|js|svg))"', decoded(page))}
        answers = [page, *(fetch(desk, address) for address in addresses)]
        sheet = next(answer for answer in answers if answer.content_type == "text/css")
        fonts = LATIN.findall(decoded(sheet))
        answers += [fetch(desk, urljoin(sheet.request.path, font)) for font in fonts]
        assert len(answers) <= MAX_REQUESTS
        assert sum(map(transferred, answers)) <= MAX_BYTES


def test_script_of_the_first_page_loads_no_other_by_itself(be):
    [script] = be.open("/").page.document.xpath(".//script/@src")
    assert not re.search(r"^import ", be.get(script).text, re.MULTILINE)


def test_compressed_page_is_the_same_page(be):
    plain, compressed = be.get("/conditions"), fetch(be, "/conditions", cookies=False)
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert decoded(compressed) == plain.text
    assert len(compressed.body) < len(plain.body) / 2


@pytest.mark.parametrize("accepted", ["", "br", "identity", "gzip;q=0"])
def test_browser_that_reads_no_gzip_gets_the_plain_page(be, accepted):
    answer = fetch(be, "/conditions", cookies=False, accept_encoding=accepted)
    assert "Content-Encoding" not in answer.headers


class TestSignedIn:
    """Pages with names and a token of their own."""

    @pytest.fixture
    def person(self, be, sign_in):
        sign_in(be, "manager@be.example")
        return be

    @pytest.mark.parametrize("site", ["same-origin", "none"])
    def test_page_asked_for_by_the_desk_or_the_person_is_compressed(self, person, site):
        answer = fetch(person, "/account", sec_fetch_site=site)
        assert answer.headers["Content-Encoding"] == "gzip"

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
    def test_page_that_another_site_leads_to_keeps_its_length(self, person, site):
        for address in ("/account", "/nowhere", "/account?done=x"):
            answer = fetch(person, address, sec_fetch_site=site)
            assert "Content-Encoding" not in answer.headers

    def test_page_for_a_browser_that_does_not_say_who_asks_keeps_its_length(self, person):
        assert "Content-Encoding" not in fetch(person, "/account").headers

    def test_static_files_are_compressed_from_any_site(self, person):
        [sheet] = person.open("/account").page.document.xpath(".//link[@rel='stylesheet']/@href")
        answer = fetch(person, sheet, sec_fetch_site="cross-site")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_static_file_is_compressed_once(be):
    [sheet] = be.open("/").page.document.xpath(".//link[@rel='stylesheet']/@href")
    fetch(be, sheet)
    before = compression.compressed_file.cache_info().misses
    assert fetch(be, sheet).headers["Content-Encoding"] == "gzip"
    assert compression.compressed_file.cache_info().misses == before


def test_part_of_a_static_file_is_sent_as_it_is_stored(be):
    [script] = be.open("/").page.document.xpath(".//script/@src")
    part = fetch(be, script, range="bytes=0-99")
    assert "Content-Encoding" not in part.headers
    assert len(part.body) in (100, len(be.get(script).body))


def fetch(desk, address, *, cookies=True, **headers):
    """An answer as it travels; webtest would have it decompressed."""
    sent = {"accept_encoding": "gzip, deflate, br"} | headers
    request = Request.blank(
        address,
        base_url=desk.desk.tenant_settings.url,
        headers={name.title().replace("_", "-"): value for name, value in sent.items()},
    )
    if cookies:
        request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
    answer = request.get_response(desk.app)
    answer.request = request
    return answer


def decoded(answer):
    return (gzip.decompress(answer.body) if "Content-Encoding" in answer.headers else answer.body).decode()


def transferred(answer):
    """Bytes of body and headers on the line."""
    return len(answer.body) + sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
