"""The office's own words of a mail: edited, previewed, used, compared, and given back."""

from datetime import date

import pytest

from guichet.audit import entries
from guichet.messages.mail_templates import Wording
from guichet.messages.mail_wordings import mail_wordings
from guichet.office.mail_pages.wording_changes import compared
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

EDIT, SUBJECT, BODY = "/edit-mail-template/invoice-accepted", "Objet (Français)", "Texte (Français)"
DAY = date(2026, 10, 14)
OWN = "Bonne nouvelle <b>& merci</b> : votre demande {reference} est acceptée.\n\n{explanation}"


@pytest.fixture
def administrator(desks, sign_in):
    return sign_in(desks.browser("be"), "administrator@be.example").open(EDIT)


def test_own_words_are_previewed_stored_listed_and_given_back(administrator, desks):
    german = administrator.page.value("Texte (Deutsch)")
    administrator.fill_all({SUBJECT: "Demande {reference} : c’est oui", BODY: OWN}).press("Prévisualiser")
    page = administrator.page
    assert "Aperçu, pas encore enregistré" in page and page.value(BODY) == OWN
    assert "Bonne nouvelle <b>& merci</b> : votre demande BE-2026-7K3M-Q2XW est acceptée." in page
    assert "Guten Tag Lea Rochat" in page
    assert "c’est oui" not in desks.browser("be").open("/").page
    administrator.press("Enregistrer les textes")
    assert administrator.page.notice.startswith("Les textes sont enregistrés.")
    assert administrator.page.heading == "Demande BE-2026-7K3M-Q2XW : c’est oui"
    assert ["Français Texte de l’office" in row[1] for row in administrator.open("/mail-templates").page.rows()].count(
        True
    ) == 1
    assert administrator.open(EDIT).page.value("Texte (Deutsch)") == german

    administrator.open("/mail-template/invoice-accepted").follow("Versions des textes")
    assert "Ajouté : Bonne nouvelle" in administrator.page and "· Français" in administrator.page
    administrator.open("/mail-template/invoice-accepted").follow("Revenir au texte par défaut, Français")
    administrator.press("Utiliser le texte par défaut")
    assert administrator.page.heading == "Demande BE-2026-7K3M-Q2XW : acceptée"
    assert "Retour au texte par défaut" in administrator.follow("Versions des textes").page
    administrator.open("/default-mail-template/invoice-accepted/fr", status=404)
    with desks.looking("be") as ctx:
        events = [(one.action, one.target, one.details) for one in entries(ctx.portal)][-2:]
    assert events == [
        ("mail_wording.changed", "invoice-accepted", ("fr",)),
        ("mail_wording.removed", "invoice-accepted", ("fr",)),
    ]


@pytest.mark.parametrize(
    ("label", "text", "problem"),
    [
        (SUBJECT, "", "Complétez «"),
        (SUBJECT, "{reference} " + "x" * 120, "120"),
        (SUBJECT, "Demande de {payment_day}", "{payment_day} ne va que dans le texte"),
        (BODY, "{nom}. Merci {message}.", "ne connaît pas {nom}"),
        (BODY, "{reference} {payment_day}\n\n{explanation}", "Mettez {payment_day} dans un paragraphe à part"),
        (BODY, "{reference} \N{RIGHT-TO-LEFT OVERRIDE}oui", "signes invisibles"),
        (BODY, "{reference}" + "x" * 4000, "4000"),
    ],
)
@pytest.mark.parametrize("button", ["Prévisualiser", "Enregistrer les textes"])
def test_words_with_a_mistake_are_kept_on_the_page(administrator, label, text, problem, button):
    subject = "Demande {reference} : oui"
    administrator.fill_all({SUBJECT: subject, BODY: OWN} | {label: text}).press(button, status=422)
    page = administrator.page
    assert problem.replace(" ", "") in page.problem_at(label).replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    assert page.value(label) == text and "Aperçu" not in page
    assert page.value(BODY if label == SUBJECT else SUBJECT) in (OWN, subject)


def test_a_line_end_in_a_subject_is_refused(administrator):
    page = administrator.page
    form = page.button("Enregistrer les textes").xpath("ancestor::form[1]")[0]
    subject = page.control(SUBJECT).get("name")
    forged, controls = "Oui {reference}\nBcc: a@b.example", page.controls(form, page.button("Enregistrer les textes"))
    # The first of that name: each language has one.
    place = [name for name, _value in controls].index(subject)
    controls[place] = (subject, forged)
    administrator.post_controls(EDIT, controls)
    answer = administrator.open(EDIT + "?again=yes", status=422).page
    assert "L’objet tient sur une seule ligne : retirez le retour à la ligne" in answer.problem_at(SUBJECT)


def test_a_default_that_has_changed_is_compared_in_the_editor(administrator, desks):
    administrator.fill(BODY, OWN).press("Enregistrer les textes")
    with desks.acting("be") as ctx:
        stored = mail_wordings(ctx.portal)["invoice-accepted"]
        (version,) = stored.versions()
        stored.change(version._replace(default=Wording(version.default.subject, "Autrefois.")))
    assert "le texte par défaut a changé" in administrator.open("/mail-templates").page
    page = administrator.open(EDIT).page
    assert "Le texte par défaut a changé (Français)" in page and "Retiré : Autrefois" in page
    administrator.press("Enregistrer les textes")
    assert "a changé" not in administrator.open(EDIT).page
    assert len(administrator.open("/mail-template-versions/invoice-accepted").page.words.split("· Français")) == 2


def test_a_decision_shows_and_sends_the_offices_words(administrator, desks, sign_in):
    administrator.fill(BODY, OWN).press("Enregistrer les textes")
    with desks.acting("be", "manager@be.example") as ctx:
        issuer = issuer_of(ctx, "manager@be.example")
        reference = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), DAY).reference
    clerk = sign_in(desks.browser("be"), "clerk@be.example").open("/work-list").follow("BE-2026").follow("Accepter")
    assert f"& merci</b> : votre demande {reference} est acceptée." in clerk.page
    clerk.press("Accepter la demande")
    desks.clock.forward(minutes=6)
    sent = desks.outbox("be").to("manager@be.example")[-1].text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"Bonne nouvelle <b>& merci</b> : votre demande {reference} est acceptée." in sent


def test_versions_of_words_made_to_be_slow_are_compared_at_once():
    """Each part that is told apart is a search; with all signs as anchors these texts have 401 of them."""
    change = compared("Français", Wording("Objet", "a b " * 300), Wording("Objet", "b b a " * 200))
    assert [kind for kind, _text in change.body] == ["old", "new"]
    change = compared("Français", Wording("Objet", "Bonjour, à bientôt."), Wording("Objet", "Bonjour, à demain."))
    assert change.body == [("same", "Bonjour, à "), ("old", "bientôt"), ("new", "demain"), ("same", ".")]
