"""The approval queue for companies, as a clerk walks through it."""

import re

import pytest

from guichet.app import daily_tasks
from guichet.store.daily_tasks import DailyJob
from guichet.testing.people import PASSWORD

COMPANY = {
    "Nom de la société": "Aide Aare Sàrl",
    "GLN": "7601001000001",
    "Rue et numéro": "Aareweg 4",
    "NPA": "3005",
    "Localité": "Berne",
    "Prénom": "Jeanne",
    "Nom": "Favre",
    "Adresse e-mail": "jeanne.favre@aide-aare.example",
    "Mot de passe": PASSWORD,
    "Téléphone portable suisse": "079 555 12 34",
}
JEANNE = COMPANY["Adresse e-mail"]
REASON = "GLN d’une autre société"
REASON_TEXT = "Le GLN indiqué n’est pas celui de votre société."


@pytest.fixture
def register(desks, confirm_company):
    """Registers a company from a browser of its own, and confirms its address; ``changes`` by label."""

    def fill_in(**changes):
        visitor = desks.browser("be").open("/register-company").fill_all(COMPANY | changes)
        visitor.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
        confirm_company((COMPANY | changes)["Adresse e-mail"])
        return visitor

    return fill_in


@pytest.fixture
def clerk(be, sign_in):
    return sign_in(be, "clerk@be.example")


@pytest.fixture
def refused(register, clerk):
    """The page of a registration that was refused with a reason of the list and words of one's own."""
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    clerk.tick(REASON).fill("Votre texte", "Nous avons essayé de vous appeler.").press("Refuser")
    return clerk.open("/registrations?state=refused").follow("Aide Aare Sàrl")


# Approving, « un mail dans les deux cas »


def test_the_office_approves_and_the_company_gets_a_mail_with_the_link(register, clerk, outbox):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl").press("Accepter")
    assert clerk.page.notice == "L’inscription est acceptée. La société est avertie par e-mail."
    assert outbox[-1].recipient == JEANNE
    assert "/welcome?link=" in outbox[-1].link


def test_accepted_company_without_sign_in_is_listed_and_mailed_again(register, clerk, outbox, clock):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl").press("Accepter")
    clock.forward(days=8)
    clerk.open("/").fill("Adresse e-mail", "clerk@be.example")
    clerk.fill("Mot de passe", PASSWORD).press("Se connecter").fill("Code", outbox.texts[-1].code).press("Continuer")
    clerk.open("/registrations").follow("Acceptées, pas encore activées").follow("Aide Aare Sàrl")
    assert "La société n’a pas encore ouvert le lien qu’elle a reçu par e-mail." in clerk.page
    before = len(outbox.to(JEANNE))
    clerk.press("Renvoyer l’e-mail")
    assert clerk.page.notice == "Nous avons renvoyé l’e-mail avec le lien."
    assert len(outbox.to(JEANNE)) == before + 1
    assert "/welcome?link=" in outbox[-1].link


def test_once_the_company_has_come_the_mail_is_not_sent_again(register, clerk, outbox, desks):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl").press("Accepter")
    clerk.open("/registrations?state=accepted").follow("Aide Aare Sàrl")
    jeanne = desks.browser("be").open(outbox.to(JEANNE)[-1].link)
    jeanne.fill("Adresse e-mail", JEANNE).fill("Mot de passe", PASSWORD).press("Se connecter")
    jeanne.fill("Code", outbox.texts[-1].code).press("Continuer")
    before = len(outbox.to(JEANNE))
    clerk.press("Renvoyer l’e-mail")
    assert clerk.page.notice == "Cette inscription est déjà acceptée. Rien n’a changé."
    assert len(outbox.to(JEANNE)) == before
    assert "Renvoyer l’e-mail" not in clerk.page.buttons()
    clerk.open("/registrations?state=accepted")
    assert "Toutes les sociétés acceptées ont activé leur accès." in clerk.page


# Refusing with a reason


def test_refusal_mail_has_reason_message_and_how_to_apply_again(refused, outbox):
    said = outbox[-1].text
    assert outbox[-1].recipient == JEANNE
    assert said.index(REASON_TEXT) < said.index("Nous avons essayé de vous appeler.")
    assert re.fullmatch(r"http://be\.localhost/register-company\?link=[\w-]{43}", outbox[-1].link)


@pytest.mark.parametrize(
    ("chosen", "words"), [(REASON, ""), ("Une autre raison", "Appelez-nous."), ("", "Appelez-nous.")]
)
def test_a_reason_of_the_list_or_words_are_enough(register, clerk, outbox, chosen, words):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl").fill("Votre texte", words)
    if chosen:
        clerk.tick(chosen)
    clerk.press("Refuser")
    assert clerk.page.notice == "L’inscription est refusée. La société est avertie par e-mail."
    assert (words or REASON_TEXT) in outbox[-1].text


@pytest.mark.parametrize(
    ("chosen", "field", "problem"),
    [
        ("", REASON, "Choisissez une raison, ou écrivez-la"),
        ("Une autre raison", "Votre texte", "Saisissez la raison du refus"),
    ],
)
def test_a_company_is_never_refused_without_a_word(register, clerk, outbox, chosen, field, problem):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    if chosen:
        clerk.tick(chosen)
    before = len(outbox)
    clerk.press("Refuser", status=422)
    assert clerk.page.problems == [problem]
    assert problem in clerk.page.problem_at(field)
    assert len(outbox) == before


def test_with_an_empty_list_the_words_are_asked_for(register, clerk, desks):
    with desks.acting("be") as ctx:
        for name in list(ctx.portal["reasons"]):
            ctx.portal["reasons"].remove(name)
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl").press("Refuser", status=422)
    assert clerk.page.problems == ["Saisissez la raison du refus"]


def test_the_reason_reaches_the_company_in_its_own_language(register, clerk, outbox, desks):
    register()
    with desks.acting("be") as ctx:
        (jeanne,) = ctx.portal["users"].pending_with(JEANNE)
        jeanne.language = "de"
    clerk.open("/registrations").follow("Aide Aare Sàrl").tick(REASON).press("Refuser")
    assert "Die angegebene GLN gehört nicht zu Ihrer Firma." in outbox[-1].text


def test_a_refused_company_cannot_sign_in(refused, desks):
    jeanne = desks.browser("be").open("/").fill("Adresse e-mail", JEANNE).fill("Mot de passe", PASSWORD)
    jeanne.press("Se connecter", status=422)


def test_a_refused_company_may_apply_again_and_be_accepted(refused, outbox, desks, clerk, confirm_company):
    again = desks.browser("be").open(outbox.to(JEANNE)[-1].link).fill_all(COMPANY)
    again.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
    confirm_company(JEANNE)
    clerk.open("/registrations").follow("Aide Aare Sàrl").press("Accepter")
    jeanne = desks.browser("be").open(outbox.to(JEANNE)[-1].link)
    jeanne.fill("Adresse e-mail", JEANNE).fill("Mot de passe", PASSWORD).press("Se connecter")
    jeanne.fill("Code", outbox.texts[-1].code).press("Continuer")
    assert jeanne.page.heading == "Guichet"


# What the clerk should know


def test_the_clerk_sees_that_the_gln_belongs_to_another_company(register, clerk):
    register(GLN="7601000000002")
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    assert "Ce GLN est déjà inscrit : Home-Aide Emmental SA." in clerk.page


def test_the_clerk_sees_that_the_gln_was_refused_before_and_why(refused, register, clerk):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    assert "Ce GLN a déjà été refusé le 14 novembre 2026" in clerk.page
    assert REASON in clerk.page.words.partition("Accepter l’inscription")[0]
    assert "Nous avons essayé de vous appeler." in clerk.page
    assert "Ce GLN est déjà inscrit" not in clerk.page


def test_clerk_sees_another_waiting_registration_with_the_same_address(register, clerk):
    register()
    register(**{"Nom de la société": "Atelier Sud", "GLN": "7601001000100"})
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    assert "Une autre inscription a la même adresse e-mail : Atelier Sud." in clerk.page
    clerk.follow("Atelier Sud")
    assert "Une autre inscription a la même adresse e-mail : Aide Aare Sàrl." in clerk.page


def test_nothing_is_said_of_a_registration_like_no_other(register, clerk):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    for words in ("Ce GLN est déjà inscrit", "déjà été refusé", "même adresse e-mail"):
        assert words not in clerk.page


# Ninety days


def test_a_refused_registration_is_found_with_its_reason_for_ninety_days(refused):
    assert refused.page.heading == "Aide Aare Sàrl"
    assert REASON in refused.page
    assert "Nous avons essayé de vous appeler." in refused.page
    assert "Cette inscription est effacée 90 jours après le refus." in refused.page
    assert not {"Accepter", "Refuser"} & set(refused.page.buttons())


def test_after_ninety_days_it_is_gone_with_the_account_and_the_company(refused, desks, clock, sign_in):
    job, address = DailyJob(desks["be"].db, daily_tasks(desks["be"])), refused.page.url
    job.run_due(clock.now)
    clock.forward(days=89)
    job.run_due(clock.now)
    sign_in(refused.open("/"), "clerk@be.example").open(address)
    clock.forward(days=2)
    job.run_due(clock.now)
    sign_in(refused.open("/"), "clerk@be.example").open(address, status=404)
    assert (
        "Aucune inscription n’a été refusée ces 90 derniers jours." in refused.open("/registrations?state=refused").page
    )
    with desks.looking("be") as ctx:
        assert not ctx.portal["users"].pending_with(JEANNE)
        names = [issuer.display_name for issuer in ctx.portal["issuers"].values()]
    assert "Aide Aare Sàrl" not in names


def test_reasons_are_chosen_from_the_list_that_a_supervisor_keeps(register, desks, sign_in, clerk, outbox):
    supervisor = sign_in(desks.browser("be"), "supervisor@be.example").follow("Raisons de refus")
    supervisor.follow("Ajouter une raison").fill_all(
        {
            "Titre (Français)": "Siège à l’étranger",
            "Texte (Français)": "Votre société doit avoir un siège en Suisse.",
            "Titre (Deutsch)": "Sitz im Ausland",
            "Texte (Deutsch)": "Ihre Firma braucht einen Sitz in der Schweiz.",
        }
    )
    supervisor.press("Enregistrer")
    assert supervisor.page.notice == "La raison est enregistrée."
    supervisor.follow("Siège à l’étranger").fill("Texte (Français)", "Il faut un siège en Suisse.").press("Enregistrer")
    supervisor.follow("Supprimer Indications inexactes").press("Supprimer")
    assert supervisor.page.notice == "La raison est supprimée."
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl")
    assert "Indications inexactes" not in clerk.page
    clerk.tick("Siège à l’étranger").press("Refuser")
    assert "Il faut un siège en Suisse." in outbox[-1].text


def test_a_reason_is_asked_for_in_every_language_of_the_desk(desks, sign_in):
    supervisor = sign_in(desks.browser("be"), "supervisor@be.example").open("/reasons/add")
    supervisor.fill("Titre (Français)", "Siège à l’étranger").press("Enregistrer", status=422)
    assert len(supervisor.page.problems) == 3
    assert "Deutsch" in supervisor.page.problems[-1]
    assert supervisor.page.value("Titre (Français)") == "Siège à l’étranger"


def test_a_clerk_on_the_page_of_reasons_finds_nothing(clerk):
    for address in ("/reasons/", "/reasons/add"):
        clerk.open(address, status=404)
    assert "Raisons de refus" not in clerk.page


def test_later_registration_with_the_address_blocks_no_accepted_company(register, clerk, outbox, desks, clock):
    register()
    clerk.open("/registrations").follow("Aide Aare Sàrl").press("Accepter")
    link = outbox[-1].link
    clock.forward(minutes=5)
    register(**{"Nom de la société": "Fremd SA", "Mot de passe": "tilleul-pont-neige-7"})
    jeanne = desks.browser("be").open(link).fill("Adresse e-mail", JEANNE).fill("Mot de passe", PASSWORD)
    jeanne.press("Se connecter").fill("Code", outbox.texts[-1].code).press("Continuer")
    assert jeanne.page.heading == "Guichet"
    assert "Aide Aare Sàrl" in jeanne.follow("Ma société").page


# The list of active companies


def test_active_companies_are_listed_by_name_with_their_managers(register, clerk):
    register()
    clerk.open("/registrations").follow("Sociétés actives")
    assert clerk.page.heading == "Sociétés actives"
    assert [(row[0], row[3]) for row in clerk.page.rows()] == [
        ("Home-Aide Emmental SA", "Lea Rochat, manager@be.example"),
        ("Spitex Aare Sàrl", "Nora Keller, rival@be.example"),
    ]


def test_list_of_active_companies_is_for_the_office_alone(be, sign_in):
    assert sign_in(be, "manager@be.example").get("/active-companies").status_int == 404
