"""The mail as it leaves: two readable versions, headers that cannot be forged."""

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.i18n import Localizer
from guichet.messages.mail import email_message
from guichet.messages.mail_letterhead import MailLetterhead
from guichet.messages.models import OutgoingMessage

from .conftest import LETTERHEAD, NOON

OUTGOING = OutgoingMessage(
    id="4f00aa11bb22cc33",
    channel="mail",
    recipient="anna@example.ch",
    subject="Demande BE-2026-7K3M-Q2XW : une correction est nécessaire",
    text="L’office demande une correction.\n\nCorrigez la demande jusqu’au 14 décembre 2026 <b>.",
    link="https://be.example/demandes/1?a=1&b=2",
    link_label="Corriger la demande",
    language="fr",
    created=NOON,
    link_nonce=None,
    code_nonce=None,
    attempt=1,
)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]


def as_received(outgoing: OutgoingMessage, letterhead: MailLetterhead = LETTERHEAD) -> EmailMessage:
    mail = email_message(
        outgoing,
        Localizer(outgoing.language),
        sender="guichet@ai-be.example",
        letterhead=letterhead,
    )
    received = email.message_from_bytes(mail.as_bytes(policy=email.policy.SMTP), policy=email.policy.default)
    assert isinstance(received, EmailMessage)
    return received


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_the_headers_name_the_office_and_tell_a_repetition() -> None:
    mail = as_received(OUTGOING)
    assert mail.keys() == HEADERS
    assert mail["From"] == '"Office AI, Berne" <guichet@ai-be.example>'
    assert mail["To"] == "anna@example.ch"
    assert mail["Subject"] == OUTGOING.subject
    assert mail["Message-ID"] == "<4f00aa11bb22cc33@ai-be.example>"
    assert mail["Date"].datetime == NOON
    assert mail["Content-Language"] == "fr"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_text_says_all_types_the_address_out_and_is_signed() -> None:
    text = part(as_received(OUTGOING), "plain")
    assert text.startswith(OUTGOING.text)
    assert "\n\nCorriger la demande\nhttps://be.example/demandes/1?a=1&b=2\n\n" in text
    assert text.replace("\u00a0", " ").endswith(
        "\n\nMeilleures salutations\n\nOffice AI, Berne\nGuichet en ligne\nRue de l’Exemple 1, 3001 Berne\n"
        "Téléphone 058 219 77 20\n\nCet e-mail est envoyé automatiquement : les réponses ne sont pas lues.\n"
    )


def test_the_html_says_the_same_with_a_button_and_everything_escaped() -> None:
    html = part(as_received(OUTGOING), "html")
    page = BeautifulSoup(html, "html.parser")
    assert page.html is not None and page.html["lang"] == "fr-CH"
    assert [(link["href"], link.text) for link in page("a")] == [
        (OUTGOING.link, "Corriger la demande"),
        ("tel:0582197720", "058 219 77 20"),
    ]
    lines = [paragraph.get_text(" ").strip() for paragraph in page("p")]
    assert lines[:5] == ["Guichet en ligne", *OUTGOING.text.split("\n\n"), "Corriger la demande", OUTGOING.link]
    assert lines[-2].split("  ")[0] == "Office AI, Berne Guichet en ligne Rue de l’Exemple 1, 3001 Berne Téléphone"
    assert [bold.text for bold in page("b")] == ["Office AI, Berne"]
    assert not page("table") and not page("img") and "<tal" not in html


LOGO = b"\x89PNG\r\n\x1a\n of some pixels"


def test_the_logo_is_a_part_of_the_mail_with_the_name_in_its_place() -> None:
    mail = as_received(OUTGOING, replace(LETTERHEAD, logo=LOGO))
    page = BeautifulSoup(part(mail, "html"), "html.parser")
    (picture,) = (one for one in mail.walk() if one.get_content_type() == "image/png")
    assert picture.get_content() == LOGO
    assert [(image["src"], image["alt"]) for image in page("img")] == [
        (f"cid:{picture['Content-ID'].strip('<>')}", "Office AI, Berne")
    ]
    assert [one.get_content_type() for one in mail.iter_parts()] == ["text/plain", "multipart/related"]


def test_a_mail_asks_no_server_for_anything() -> None:
    html = part(as_received(OUTGOING, replace(LETTERHEAD, logo=LOGO)), "html")
    assert not re.search(r"\b(src|srcset|background)=.(?!cid:)|url\(|<link|@import", html)


def test_ways_of_contact_that_the_office_names_are_offered() -> None:
    contacts = replace(
        LETTERHEAD.contacts,
        email="info@ai-be.example",
        hours={"fr": "lundi à vendredi, 8 h à 12 h"},
        text_relay={"fr": "relais texte de Procom"},
    )
    mail = as_received(OUTGOING, replace(LETTERHEAD, contacts=contacts))
    assert part(mail, "plain").replace("\u00a0", " ").split("3001 Berne\n")[1].split("\n\n")[0].splitlines() == [
        "Téléphone 058 219 77 20 (lundi à vendredi, 8 h à 12 h)",
        "Personnes sourdes ou malentendantes : relais texte de Procom",
        "E-mail info@ai-be.example",
    ]
    links = [link["href"] for link in BeautifulSoup(part(mail, "html"), "html.parser")("a")]
    assert links[1:] == ["tel:0582197720", "mailto:info@ai-be.example"]


def test_without_a_link_there_is_no_button() -> None:
    mail = as_received(replace(OUTGOING, link="", link_label=""))
    assert [link["href"] for link in BeautifulSoup(part(mail, "html"), "html.parser")("a")] == ["tel:0582197720"]
    assert "\n\n\n" not in part(mail, "plain")


def test_paragraphs_in_another_language_are_marked_in_the_html():
    mail = as_received(
        replace(OUTGOING, text="Bonjour,\n\nBitte.\n\nDanke.\n\nAu revoir.", foreign=((1, "de"), (2, "de")))
    )
    html = BeautifulSoup(mail.get_body(("html",)).get_content(), "html.parser")
    assert [one.get_text() for one in html.select("p[lang=de]")] == ["Bitte.", "Danke."]
    assert not html.find("p", string="Bonjour,").has_attr("lang")


@pytest.mark.parametrize("language", ["fr", "de", "it", "en"])
def test_a_mail_can_be_made_in_every_language(language: str) -> None:
    mail = as_received(replace(OUTGOING, language=language))
    assert mail["Content-Language"] == language
    assert "058 219 77 20" in part(mail, "plain")


def test_a_recipient_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="CR or LF"):
        as_received(replace(OUTGOING, recipient="anna@example.ch\r\nBcc: all@example.ch"))


nasty = st.text() | st.lists(st.sampled_from(["\r", "\n", "\r\n", "\x85", "\u2028", "Bcc: x@y.ch", " ", "é"])).map(
    "".join
)


@settings(deadline=None)  # the first mail of a process compiles its template
@given(subject=nasty, text=nasty, label=nasty)
def test_no_subject_and_no_text_ever_makes_a_header(subject: str, text: str, label: str) -> None:
    mail = as_received(replace(OUTGOING, subject=subject, text=text, link_label=label))
    assert mail.keys() == HEADERS
    assert [body.get_content_type() for body in mail.iter_parts()] == ["text/plain", "text/html"]
    for body in mail.iter_parts():
        assert body.keys() == [
            "Content-Type",
            "Content-Transfer-Encoding",
            *(["MIME-Version"] * ("html" in body["Content-Type"])),
        ]
