"""What belongs to one desk, or to one issuer, is nowhere for everybody else.

For a stranger the answer is the sign-in page, for a person of another issuer or desk the page of what does not exist;
in both cases the same, to the letter, as for an address that leads nowhere.
"""

import io
import re
from datetime import timedelta
from hashlib import sha256

import pytest
from PIL import Image

from guichet import clock
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions
from guichet.office.cases.case_filters import VIEWS
from guichet.store.models import new_id
from guichet.testing.people import ANNA, PASSWORD, ZOE, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

PICTURE = io.BytesIO()
Image.new("RGB", (8, 8)).save(PICTURE, "PNG")
PROOF = CleanFile(
    "preuve.png",
    "image/png",
    PICTURE.getvalue(),
    None,
    sha256(PICTURE.getvalue()).hexdigest(),
    thumbnail=b"small picture",
)
PAGES = (
    "",
    "edit",
    "check",
    "sent",
    "review",
    "accept",
    "request-correction",
    "refuse",
    "withdraw",
    "copy.pdf",
)


@pytest.fixture
def invoices(desks):
    """An invoice of Home-Aide in Berne and one of Zoé in Neuchâtel: path, path of a proof, reference."""

    def send(tenant_id, email, avs):
        with desks.acting(tenant_id, email) as ctx:
            issuer = issuer_of(ctx, email)
            day = clock.today() - timedelta(days=20)
            invoice = send_travel(ctx, issuer, beneficiary_of(issuer, avs), day)
            path = f"/issuers/{issuer.id}/invoices/{invoice.id}/"
            return path, f"{path}attachments/{invoice.attached[0]}/", invoice.reference

    return {"be": send("be", "manager@be.example", ANNA), "ne": send("ne", "insured@ne.example", ZOE)}


def told(answer):
    """What a reader learns from an answer: status, where it leads, words; without the address they asked for."""
    location = re.sub(r"next=[^&]*", "next=…", answer.headers.get("Location", ""))
    # The button of the other language leads back to the address, whatever is there.
    text = re.sub(r'(name="csrf_token" value|href)="[^"]*"|back=[^"]*', "", answer.text)
    return answer.status_int, location, text if answer.content_type == "text/html" and answer.status_int != 303 else ""


def nowhere(browser):
    """What the same person learns about an invoice that does not exist."""
    return told(browser.get(f"/issuers/{new_id()}/invoices/{new_id()}/"))


class TestTwoDesks:
    """Berne and Neuchâtel."""

    def test_an_account_of_one_is_unknown_at_the_other(self, be, ne, outbox):
        answers = []
        for email in ("manager@be.example", "clerk@be.example", "nobody@nowhere.example"):
            ne.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)
            answers.append(ne.page.problems)
        assert answers[0] == answers[1] == answers[2]
        assert not outbox

    @pytest.mark.parametrize("cookie", ["session", "csrf"])
    def test_a_cookie_of_one_opens_nothing_at_the_other(self, desks, be, ne, sign_in, cookie):
        sign_in(be, "clerk@be.example")
        stranger = told(ne.get("/work-list"))
        ne.set_cookie(cookie, be.cookies[cookie])
        assert told(ne.get("/work-list")) == stranger
        assert stranger[0] == 303
        assert ne.open("/").page.heading == "Se connecter"

    def test_a_cookie_of_one_sends_no_form_at_the_other(self, be, ne, sign_in):
        sign_in(be, "clerk@be.example")
        ne.set_cookie("session", be.cookies["session"])
        ne.set_cookie("csrf", be.cookies["csrf"])
        answer = ne.post("/accept-registration", {"csrf_token": be.cookies["csrf"], "user": "x"})
        assert answer.status_int == 303
        assert answer.location.startswith("http://ne.localhost/?next=")

    def test_a_code_of_one_is_wrong_at_the_other(self, be, ne, outbox):
        be.open("/").fill("Adresse e-mail", "clerk@be.example").fill("Mot de passe", PASSWORD).press("Se connecter")
        code = outbox[-1].code
        ne.open("/").fill("Adresse e-mail", "clerk@ne.example").fill("Mot de passe", PASSWORD).press("Se connecter")
        ne.fill("Code", code).press("Continuer", status=422)

    def test_an_activation_link_of_one_is_unknown_at_the_other(self, be, ne, outbox):
        be.open("/register-insured").fill_all(NEW_PERSON).tick("Femme")
        be.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
        be.fill("Code", outbox[-1].code).press("Continuer")
        link = outbox[-1].link.replace("be.localhost", "ne.localhost")
        unknown = told(ne.get("/activate?link=unknown"))
        assert told(ne.get(link)) == unknown
        assert unknown[0] == 404
        be.open(outbox[-1].link).press("Activer mon compte")

    def test_the_address_to_come_back_to_is_signed_by_one_desk(self, be, ne, sign_in, invoices):
        path = invoices["be"][0]
        be.get(path)
        token = be.get(path).location.partition("next=")[2]
        ne.open(f"/?next={token}")
        sign_in(ne, "clerk@ne.example")
        assert ne.page.url.rstrip("/") == "/work-list"

    @pytest.mark.parametrize("who", ["clerk@ne.example", "insured@ne.example", None])
    def test_the_address_of_an_invoice_or_a_proof_leads_nowhere_at_the_other(self, ne, sign_in, invoices, who):
        if who:
            sign_in(ne, who)
        path, proof, _reference = invoices["be"]
        for address in (*(path + page for page in PAGES), proof):
            assert told(ne.get(address)) == nowhere(ne), address

    def test_a_reference_of_one_is_unknown_at_the_other(self, ne, sign_in, invoices):
        sign_in(ne, "clerk@ne.example").fill("Nom, N° assuré, référence, décision ou facture", invoices["be"][2]).press(
            "Chercher", status=422
        )
        mine = ne.page.problems
        never_given = invoices["be"][2].replace("BE-", "NE-")
        ne.fill("Nom, N° assuré, référence, décision ou facture", never_given).press("Chercher", status=422)
        assert ne.page.problems == mine

    def test_the_people_of_one_office_see_no_invoice_of_the_other(self, be, ne, sign_in, invoices):
        for browser, email, other in ((be, "clerk@be.example", "ne"), (ne, "clerk@ne.example", "be")):
            sign_in(browser, email)
            for view in VIEWS:
                browser.open(f"/work-list?view={view}")
                assert invoices[other][2] not in browser.page

    def test_the_databases_share_no_object(self, desks, invoices):
        names = []
        for tenant_id in ("be", "ne"):
            with desks.looking(tenant_id) as ctx:
                names.append({*ctx.portal["users"], *ctx.portal["issuers"], *ctx.portal["outbox"]})
        assert not names[0] & names[1]
        assert desks["be"].db is not desks["ne"].db
        assert desks["be"].keys("session") != desks["ne"].keys("session")


class TestTwoIssuers:
    """Two companies, and two insured persons, of the same desk."""

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("email", ["rival@be.example", "insured@be.example"])
    def test_an_invoice_of_another_is_nowhere(self, be, sign_in, invoices, email, page):
        sign_in(be, email)
        assert told(be.get(invoices["be"][0] + page)) == nowhere(be)

    def test_nor_can_it_be_changed(self, be, desks, sign_in, invoices):
        path = invoices["be"][0]
        sign_in(be, "rival@be.example")
        for page in ("edit", "check", "withdraw", "accept", "refuse", "request-correction"):
            answer = be.post_controls(
                path + page, [("csrf_token", be.cookies["csrf"]), ("revision_number", "1"), ("message", "x")]
            )
            assert answer.status_int == 404
        with desks.looking("be") as ctx:
            assert [row[1].state for row in history(ctx)] == ["submitted"]

    @pytest.mark.parametrize("end", ["", "beneficiaries/", "beneficiaries/add", "new-invoice", "invoices/"])
    def test_another_s_guichet_and_people_are_nowhere(self, be, sign_in, invoices, end):
        sign_in(be, "rival@be.example")
        issuer = invoices["be"][0].partition("invoices/")[0]
        assert told(be.get(issuer + end)) == nowhere(be)

    def test_another_s_beneficiary_cannot_be_chosen_or_searched(self, be, desks, sign_in):
        with desks.looking("be") as ctx:
            anna = beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA).id
        sign_in(be, "rival@be.example").follow("Nouvelle facture")
        controls = dict(be.page.controls(be.page.document.get_element_by_id("form"))) | {"beneficiary": anna}
        assert be.post_controls(be.page.url, controls.items()).status_int == 422
        home = be.open("/").page.url
        be.open(f"{home}?for={anna}")
        assert "Muster" not in be.page

    def test_a_colleague_sees_what_the_manager_sent(self, be, sign_in, invoices):
        sign_in(be, "collaborator@be.example").open(invoices["be"][0])
        assert invoices["be"][2] in be.page

    def test_only_the_office_reaches_its_pages(self, be, sign_in):
        sign_in(be, "manager@be.example")
        for address in ("/work-list", "/registrations", "/registration/x", "/accept-registration"):
            assert told(be.get(address)) == nowhere(be)

    def test_the_office_sees_no_draft(self, be, desks, sign_in, start_draft):
        path = start_draft
        sign_in(be, "clerk@be.example")
        for page in ("", "edit", "check", "review", "accept", "copy.pdf"):
            assert be.get(path + page).status_int in (303, 404), page
            assert "Anna Muster" not in be.get(path + page).text

    def test_the_office_sees_no_document_of_a_draft(self, be, desks, sign_in, start_draft):
        with desks.acting("be", "manager@be.example") as ctx:
            invoice = issuer_of(ctx, "manager@be.example").invoices[start_draft.split("/")[-2]]
            invoice_actions.attach(ctx, invoice, PROOF, "")
        address = f"{start_draft}attachments/{invoice.attached[0]}/"
        for who, status in (("manager@be.example", 200), ("clerk@be.example", 404)):
            browser = sign_in(desks.browser("be"), who)
            assert browser.get(address).status_int == status, who
            assert browser.get(f"{address}thumbnail").status_int == status, who
            # The picture that the office sees of what was sent.
            assert browser.get(f"{address}page").status_int == 404, who


@pytest.fixture
def start_draft(desks, sign_in):
    manager = sign_in(desks.browser("be"), "manager@be.example").follow("Nouvelle facture")
    manager.tick("Frais de voyage et nourriture").fill("Bénéficiaire", "Anna Muster").press("Continuer")
    # A form without an answer is no draft yet.
    return manager.press("Ajouter un trajet").page.url.partition("edit?")[0]


def history(ctx):
    from guichet.invoices.lists import HISTORY

    issuer = issuer_of(ctx, "manager@be.example").id
    return ctx.portal[HISTORY][issuer].page("sent").rows


class TestCrawl:
    """Every address that one person's pages lead to, asked for by others."""

    @pytest.fixture
    def seen(self, desks, sign_in, invoices, start_draft):
        """What the manager of Home-Aide reaches from the first page, and the office from its work list."""
        manager = sign_in(desks.browser("be"), "manager@be.example")
        clerk = sign_in(desks.browser("be"), "clerk@be.example")
        return {"manager": crawl(manager), "clerk": crawl(clerk)}

    def test_the_crawl_reaches_what_matters(self, seen, invoices, start_draft):
        path, proof, _reference = invoices["be"]
        assert {path, proof, f"{path}copy.pdf", f"{path}withdraw", f"{start_draft}edit"} <= seen["manager"]
        assert {f"{path}review", f"{proof}page", f"{path}accept", f"{path}refuse", "/work-list"} <= {
            address.partition("?")[0] for address in seen["clerk"]
        }

    @pytest.mark.parametrize("email", ["rival@be.example", "insured@be.example"])
    def test_another_issuer_reaches_none_of_it(self, desks, sign_in, seen, email):
        other = sign_in(desks.browser("be"), email)
        nothing = nowhere(other)
        own = {address for address in seen["manager"] | seen["clerk"] if is_personal(address)}
        assert len(own) > 15
        for address in own:
            assert told(other.get(address)) == nothing, address

    def test_a_stranger_is_asked_to_sign_in(self, desks, seen):
        stranger = desks.browser("be")
        nothing = nowhere(stranger)
        assert nothing[:2] == (303, "http://be.localhost/?next=…")
        for address in seen["manager"] | seen["clerk"]:
            if is_personal(address):
                assert told(stranger.get(address)) == nothing, address

    def test_no_address_holds_a_name_or_a_number_of_a_person(self, seen):
        for address in seen["manager"] | seen["clerk"]:
            # Of the number all digits: some of them may stand in an id.
            assert not re.search(r"756\.?\d{4}\.?\d{4}\.?\d{2}|muster|CH93|rochat", address, re.IGNORECASE), address


def crawl(browser, most=200):
    """Every address of this desk that can be reached by links from the browser's page."""
    found, waiting = set(), [browser.page.url]
    while waiting:
        address = waiting.pop().partition("#")[0]
        # A page of a document that is turned or larger is the same page.
        if address in found or not address.startswith("/") or "turn=" in address or "zoom=" in address:
            continue
        found.add(address)
        assert len(found) < most
        answer = browser.get(address)
        if answer.status_int == 303:
            waiting.append(answer.location.removeprefix("http://be.localhost"))
        elif answer.content_type == "text/html":
            waiting += re.findall(r'(?:href|<img[^>]* src)="([^"]+)"', answer.text.replace("&amp;", "&"))
    return found


def is_personal(address):
    """Whether an address leads to something of an issuer or of the office."""
    return address.startswith(("/issuers/", "/work-list", "/registration"))


NEW_PERSON = {
    "Adresse e-mail": "mia@exemple.example",
    "Mot de passe": "tilleul-pont-neige-7",
    "Téléphone portable suisse": "079 555 12 34",
    "N° assuré": "756.9217.0769.85",
    "Prénom": "Mia",
    "Nom": "Robert",
    "Date de naissance": "1.2.1970",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
}
