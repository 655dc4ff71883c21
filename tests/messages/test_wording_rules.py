"""The office's words of a mail: what they have to hold, and what leaves when they no longer fit the template."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guichet.i18n import Localizer
from guichet.messages.mail_templates import MailLink, MailTemplate, Wording
from guichet.messages.mail_wordings import TemplateWordings, WordingVersion, draw_mail, mail_wordings
from guichet.messages.wording_rules import from_typed, problems

REMEDY = "Vous pouvez demander une décision écrite."
REFUSED = MailTemplate(
    name="refused",
    when="Toujours.",
    subject="Demande ${reference} : refusée",
    body=("Voici la raison :", "${message}", "Réponse en ${days} jours.", REMEDY),
    link=MailLink("open?link=${secret}", "Ouvrir"),
    samples={"reference": "BE-1", "message": "Non.", "days": 3, "secret": "s"},
    optional=frozenset({"days"}),
    essential=frozenset({"reference", "message"}),
    essential_sentences=(REMEDY,),
)
VALUES = {"reference": "BE-7", "message": "Sans droit.", "days": 2, "secret": "abc"}
GOOD = Wording("Refus ${reference}", f"Motif : ${{message}}\n\nSous ${{days}} jours.\n\n{REMEDY}")
NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)


def typed(**parts):
    return from_typed(GOOD._replace(**parts))


def said(wording):
    return [(part, Localizer("fr")(message).replace("\N{NO-BREAK SPACE}", " ")) for part, message in found(wording)]


def found(wording):
    return problems(REFUSED, wording, Localizer("fr"))


@pytest.mark.parametrize("wording", [GOOD, REFUSED.default_wording(Localizer("fr"))])
def test_words_with_all_that_is_essential_are_in_order(wording):
    assert said(wording) == []


@pytest.mark.parametrize("sign", ["{nom}", "{message", "{ message }", "{Message}", "{}", "}", "{secret}"])
def test_what_only_looks_like_a_placeholder_is_named_in_the_text(sign):
    ((part, text),) = said(typed(body=f"{GOOD.body}\n\nFin {sign}"))
    assert part == "body" and sign in text and "ne connaît pas" in text


@pytest.mark.parametrize("sign", ["{nom}", "{message}", "{secret}"])
def test_a_subject_takes_the_reference_alone(sign):
    ((part, text),) = said(typed(subject=f"Refus {{reference}} {sign}"))
    assert part == "subject" and sign in text and "de l’objet" in text


def test_essential_placeholders_and_sentences_are_asked_for_by_name():
    bare = said(Wording("Refus", "Bonjour."))
    assert bare == [
        ("body", "Ajoutez {message} : cette indication ne peut pas manquer"),
        ("body", "Ajoutez {reference} : cette indication ne peut pas manquer"),
        ("body", f"Gardez ce paragraphe tel quel : « {REMEDY} »"),
    ]
    assert said(GOOD._replace(subject="Refus", body=f"{GOOD.body}\n\n${{reference}}")) == []


@pytest.mark.parametrize(
    "body", [f"${{message}} sous ${{days}} jours\n\n{REMEDY}", f"${{message}}\n${{days}}\n\n{REMEDY}"]
)
def test_a_paragraph_that_may_be_left_out_holds_nothing_essential(body):
    assert said(GOOD._replace(body=body)) == [
        ("body", "Mettez {days} dans un paragraphe à part : il est omis quand cette indication manque")
    ]


def test_a_mail_that_could_be_left_without_a_paragraph_is_refused():
    template = replace(REFUSED, essential=frozenset(), essential_sentences=())
    assert [part for part, _text in problems(template, Wording("Refus", "Dans ${days} jours."), Localizer("fr"))] == [
        "body"
    ]


def put(portal, wording, language="fr", default=GOOD):
    stored = mail_wordings(portal).get("refused")
    if stored is None:
        stored = TemplateWordings()
        mail_wordings(portal).add("refused", stored)
    stored.change(WordingVersion(NOON, "u1", language, wording, default))
    return stored


def test_a_mail_leaves_in_the_offices_words_of_its_language(portal):
    put(portal, GOOD)
    mail = draw_mail(portal, REFUSED, Localizer("fr"), VALUES)
    assert (mail.subject, mail.paragraphs) == ("Refus BE-7", ("Motif : Sans droit.", "Sous 2 jours.", REMEDY))
    assert mail.path == "open?link=abc"
    assert draw_mail(portal, REFUSED, Localizer("fr"), VALUES | {"days": None}).paragraphs[1:] == (REMEDY,)
    assert draw_mail(portal, REFUSED, Localizer("de"), VALUES).subject == "Demande BE-7 : refusée"


def test_words_that_no_longer_fit_are_replaced_by_the_default(portal):
    put(portal, GOOD._replace(body=GOOD.body + " ${gone}"))
    assert draw_mail(portal, REFUSED, Localizer("fr"), VALUES).subject == "Demande BE-7 : refusée"


def test_a_value_is_never_read_as_a_placeholder_of_the_offices_words(portal):
    put(portal, GOOD)
    assert (
        draw_mail(portal, REFUSED, Localizer("fr"), VALUES | {"message": "${secret}"}).paragraphs[0]
        == "Motif : ${secret}"
    )


def test_every_version_stays_and_only_a_difference_makes_one(portal):
    stored = put(portal, GOOD)
    put(portal, GOOD, default=Wording("Nouveau", "défaut"))
    assert stored.compared_with("fr") == Wording("Nouveau", "défaut")
    put(portal, None)
    assert [version.wording for version in stored.versions()] == [GOOD, None]
    assert stored.own("fr") is None
