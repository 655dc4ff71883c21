"""Every refusal leaves its event in the security log, which names no person (ASVS 16.3.1, 16.3.2)."""

import json
import re

import pytest

from guichet.testing.people import ANNA, PASSWORD, user_of
from guichet.web import security_log

LEA, MARC = "manager@be.example", "collaborator@be.example"
WRONG = "tilleul-pont-neige-7"


def wrong_password(be):
    be.open("/").fill("Adresse e-mail", LEA).fill("Mot de passe", WRONG).press("Se connecter", status=422)


def wrong_password_when_asked_again(be, sign_in, clock):
    sign_in(be, LEA)
    clock.forward(minutes=11)
    be.open("/account-email").fill("Mot de passe", WRONG).press("Continuer", status=422)


def wrong_code(be):
    be.open("/").fill("Adresse e-mail", LEA).fill("Mot de passe", PASSWORD).press("Se connecter")
    be.fill("Code", "000001" if be.outbox.texts[-1].code != "000001" else "000002").press("Continuer", status=422)


def too_many_codes(be):
    for _number in range(6):
        be.open("/").fill("Adresse e-mail", LEA).fill("Mot de passe", PASSWORD).press("Se connecter")


def page_of_the_office(be, sign_in):
    sign_in(be, MARC).open("/work-list", status=404)


def page_without_sign_in(be):
    be.open("/account")


def address_that_leads_nowhere(be):
    be.open("/Lea-Rochat-7561234567897", status=404)


def address_of_signs_that_no_address_has(be):
    be.open("/Lea%20Rochat/L%C3%A9a%E2%80%8B", status=404)


def form_without_token(be):
    be.post("/sign-in", [("email", LEA), ("password", PASSWORD)], expect_errors=True)


def form_with_the_token_of_another_browser(be, desks):
    token = desks.browser("be").open("/").page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    be.open("/").post("/sign-in", [("csrf_token", token)], expect_errors=True)


def altered_cookie(be, sign_in):
    sign_in(be, LEA)
    be.set_cookie("session", be.cookies["session"][:-4])
    be.open("/account")


def cookie_of_the_other_desk(be, ne, sign_in):
    sign_in(ne, "insured@ne.example")
    be.set_cookie("session", ne.cookies["session"])
    be.open("/account")


def made_up_link(be):
    be.open("/activate?link=Lea-Rochat", status=404)


def made_up_welcome_link(be):
    be.open("/welcome?link=Lea-Rochat", status=404)


def file_that_is_none(be, sign_in, start_invoice):
    start_invoice(sign_in(be, LEA), "Anna Muster")
    be.upload("Fichier", ("Lea Rochat.pdf", b"no pdf")).press("Ajouter le fichier", status=422)


def address_that_is_no_text(be):
    be.get("/?name=Lea%00Rochat", expect_errors=True)


def too_many_wrong_passwords(be):
    for _number in range(6):
        be.open("/").fill("Adresse e-mail", LEA).fill("Mot de passe", WRONG).send("Se connecter")


REFUSALS = {
    wrong_password: "password_refused",
    wrong_password_when_asked_again: "password_refused",
    wrong_code: "code_refused",
    too_many_codes: "code_withheld",
    page_of_the_office: "access_refused",
    page_without_sign_in: "access_refused",
    address_that_leads_nowhere: "page_missed",
    address_of_signs_that_no_address_has: "page_missed",
    form_without_token: "csrf_token_refused",
    form_with_the_token_of_another_browser: "csrf_token_refused",
    altered_cookie: "cookie_refused",
    cookie_of_the_other_desk: "cookie_refused",
    made_up_link: "link_refused",
    made_up_welcome_link: "link_refused",
    file_that_is_none: "file_refused",
    address_that_is_no_text: "request_refused",
    too_many_wrong_passwords: "rate_limit_reached",
}
ABOUT_AN_ACCOUNT = {"password_refused", "code_refused", "code_withheld", "file_refused"}


@pytest.fixture
def provoke(request, capsys):
    """Lets a refusal happen; returns the lines of the log that it left."""

    def happen(refusal):
        wanted = refusal.__code__.co_varnames[: refusal.__code__.co_argcount]
        given = [request.getfixturevalue(name) for name in wanted]
        capsys.readouterr()
        refusal(*given)
        return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]

    return happen


def test_every_event_has_a_refusal_here():
    assert set(REFUSALS.values()) == set(security_log.EVENTS)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_a_refusal_is_logged_without_personal_data(provoke, desks, refusal):
    lines = [line for line in provoke(refusal) if line["event"] in security_log.EVENTS]
    found = [line for line in lines if line["event"] == REFUSALS[refusal]]
    assert found, lines
    assert all((line["level"], line["desk"]) == ("warning", "be") for line in found)
    assert all(re.fullmatch("[0-9a-f]{16}", line["network"]) for line in found)
    assert all(bool(line["account"]) or line["event"] not in ABOUT_AN_ACCOUNT for line in found)
    with desks.acting("be") as ctx:
        user = user_of(ctx, LEA)
        personal = [user.first_name, user.last_name, user.phone, user.id, user.issuer_id, LEA, MARC, ANNA, "192.0.2"]
    assert [text for text in personal if text.casefold() in json.dumps(lines).casefold()] == []


def test_one_account_and_network_have_one_name_for_a_month_at_one_desk(provoke, clock):
    first, second = (provoke(wrong_password)[0] for _number in range(2))
    assert (first["account"], first["network"]) == (second["account"], second["network"])
    clock.forward(days=31)
    third = provoke(wrong_password)[0]
    assert first["account"] != third["account"]
    assert first["network"] != third["network"]


def test_an_address_without_account_is_logged_as_one_with(provoke, be):
    def unknown(be):
        be.open("/").fill("Adresse e-mail", "nobody@be.example").fill("Mot de passe", WRONG)
        be.press("Se connecter", status=422)

    known, other = provoke(wrong_password)[0], provoke(unknown)[0]
    assert known.keys() == other.keys()
    assert known["account"] != other["account"]
