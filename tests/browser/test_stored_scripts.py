"""Scripts stored in any text do not run in the browser of another person, nor break what is made of the text.

The pages are those of the running desk, with their policy and scripts, in Chromium: one crawl as each of its people.
"""

import csv
import io
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pypdfium2
import pytest

from guichet.app import delivery
from guichet.audit.audit_log import audit_log
from guichet.audit.export import export_lines, read_export
from guichet.audit.verification import verify
from guichet.invoices.history_export import history_csv
from guichet.invoices.lists import history_of
from guichet.invoices.pdf import revision_pdf
from guichet.messages.enqueue import outbox_of
from guichet.messages.mail import email_message
from guichet.testing.people import issuer_of

sys.path.insert(0, str(Path(__file__).parents[1] / "contracts"))
from deskpages import pages, visitors
from poisoned_desk import MANAGER, poison_desk

HEARD = """
window.heard = [];
window.canary = number => window.heard.push(`ran ${number}`);
document.addEventListener("securitypolicyviolation", event => window.heard.push(`policy ${event.violatedDirective}`));
"""
MARKUP = "[onerror], [onload], [onclick], img[src='x'], script:not([src])"
SOURCE = re.compile(r"canary\((\d+)\)")
RAW = "<p>canary(1)</p><img src=x onerror=canary(1)>"


@pytest.fixture
def poisoned(make_desks):
    """The desk of Berne, and where something was planted."""
    desks = make_desks(["be"])
    return desks, poison_desk(desks)


@pytest.fixture
def chromium_at(browser):
    """``chromium_at(visitor)``: a page of Chromium whose requests go to the desk with the visitor's cookies."""
    opened = []

    def begin(visitor, troubles):
        context = browser.new_context(locale="fr-CH")
        opened.append(context)
        context.add_init_script(HEARD)
        page = context.new_page()

        def fulfil(route):
            parts = urlsplit(route.request.url)
            answer = visitor.request(f"{parts.path}?{parts.query}" if parts.query else parts.path, expect_errors=True)
            headers = {name: value for name, value in answer.headers.items() if name.lower() != "set-cookie"}
            route.fulfill(status=answer.status_int, headers=headers, body=answer.body)

        context.route("**/*", fulfil)
        page.on("dialog", lambda dialog: (troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        return page

    yield begin
    for context in opened:
        context.close()


def addresses(desks, principals):
    """Each page once, and for the pages with the answers of an invoice each invoice: the forms differ."""
    shown = [page for page in pages(desks, "be", principals, "GET") if page.allowed]
    with desks.looking("be") as ctx:
        issuer = issuer_of(ctx, MANAGER)
        base = [f"/issuers/{issuer.id}/invoices/{one.id}/" for one in issuer.invoices.values()]
    for page in shown:
        name = page.view["name"]
        if not name.endswith((".pdf", ".zip", ".csv", ".json")):
            yield name, page.address
        if name in ("review", "edit") and "/invoices/" in page.address:
            yield from ((name, f"{one}{name}") for one in base if f"{one}{name}" != page.address)


def import_list(visitor, poison):
    """The manager has chosen a list whose cells hold scripts, which the page shows before anything is added."""
    cells = [poison(f"cell {number} of an imported list").replace('"', '""') for number in range(4)]
    first, last, street, town = (f'"{cell}"' for cell in cells)
    text = f"Nom;Prénom;Date de naissance;N° AVS;Rue;NPA;Localité\n{last};{first};1.2.1990;756;{street};3400;{town}"
    visitor.follow("Bénéficiaires").follow("Importer une liste")
    visitor.upload("Fichier CSV", ("liste.csv", text.encode())).press("Vérifier le fichier")
    return urlsplit(visitor.page.url).path


def test_script_that_was_not_escaped_would_be_heard(chromium_at):
    class Careless:
        policy = {}

        def request(self, _address, **_given):
            return type("Answer", (), {"headers": self.policy, "status_int": 200, "body": RAW})

    heard, careless = [], Careless()
    page = chromium_at(careless, heard)
    page.goto("http://be.localhost/")
    page.wait_for_function("window.heard.length")
    assert page.evaluate("window.heard") == ["ran 1"]
    careless.policy = {"Content-Security-Policy": "default-src 'none'"}
    page.goto("http://be.localhost/")
    page.wait_for_function("window.heard.length > 1")
    assert all(one.startswith("policy") for one in page.evaluate("window.heard"))


def test_no_stored_script_runs_on_any_page_of_any_person(poisoned, sign_in, chromium_at):
    desks, poison = poisoned
    seen, loaded, found = set(), {}, []
    for who, visitor, principals in visitors(desks, "be", sign_in):
        troubles = []
        page = chromium_at(visitor, troubles)
        listed = list(addresses(desks, principals))
        if who == MANAGER:
            listed.append(("preview", import_list(visitor, poison)))
        for name, address in listed:
            answer = visitor.request(address, expect_errors=True)
            numbers = set(SOURCE.findall(answer.text)) if answer.content_type == "text/html" else set()
            # The same texts on the same page of another person are looked at once in Chromium.
            if numbers <= loaded.setdefault(name, set()):
                continue
            loaded[name] |= numbers
            assert not markup(answer.text), f"{who} {address}"
            page.goto(f"http://be.localhost{address}", wait_until="load")
            seen |= set(SOURCE.findall(page.inner_text("body") + fields(page)))
            found += [f"{who} {address}: {one}" for one in (*troubles, *page.evaluate("window.heard"))]
            assert not markup(page.content()), f"{who} {address}, after its scripts"
            troubles.clear()
    assert found == []
    # A text that no page shows would prove nothing.
    unseen = sorted(where for number, where in poison.planted.items() if str(number) not in seen)
    assert len(seen) > 0.8 * len(poison.planted), unseen


def markup(text):
    """Elements that a planted text would have become."""
    return lxml.html.document_fromstring(text).xpath("//*[@onerror]|//img[@src='x']|//script[not(@src)][text()]")


def fields(page):
    """What stands in the fields, which is no text of the page."""
    return " ".join(page.evaluate("[...document.querySelectorAll('input, textarea')].map(field => field.value)"))


def test_stored_scripts_break_neither_copy_nor_mail_nor_list_nor_log(poisoned):
    desks, _poison = poisoned
    desk, worker = desks["be"], delivery(desks["be"])
    with desks.looking("be") as ctx:
        sent = [one for one in issuer_of(ctx, MANAGER).invoices.values() if one.revisions]
        copy = pypdfium2.PdfDocument(revision_pdf(desk, sent[0], sent[0].latest))
        paper = "".join(page.get_textpage().get_text_range() for page in copy).replace("\r\n", "")
        assert "onerror=canary(" in paper
        mails = [one.outgoing() for one in outbox_of(ctx.portal).values() if one.channel == "mail"]
        assert any("canary(" in one.text for one in mails)
        for one in mails:
            mail = email_message(one, desk.localizer("fr"), sender=worker.sender, letterhead=worker.letterhead)
            assert "canary(" not in str(mail["Subject"]) + str(mail["From"])
            html = mail.get_body(("html",))
            assert html is None or not markup(html.get_content())
        lines = list(export_lines("be", audit_log(ctx.portal).links()))
        assert not any("canary(" in line for line in lines)
        assert not verify(read_export(lines)).faults
        rows = history_of(issuer_of(ctx, MANAGER)).page("sent").rows
        table = history_csv(desk, rows, desk.localizer("fr")).decode("utf-8-sig")
        cells = list(csv.reader(io.StringIO(table), delimiter=";"))
        assert {len(row) for row in cells} == {len(cells[0])}
        assert len(cells) == 1 + len(sent)
        assert "canary(" in table
