"""A whole journey leaves no name, number, code, link or path of its people in log, metrics and state."""

import json
import re
from collections.abc import Iterable

import pytest
from prometheus_client import generate_latest

from guichet import logs
from guichet.app import jobs
from guichet.monitoring.health import health
from guichet.monitoring.server import probes_of, registry_of
from guichet.store.job_reports import JobReporter
from guichet.store.jobs import run_round
from guichet.testing.browser import DeskBrowser
from guichet.testing.page import Page

EMAIL = "jeanne.favre@aide-aare.example"
CHOSEN = "tilleul-pont-neige-7"
COMPANY = {
    "Nom de la société": "Aide Aare Sàrl",
    "GLN": "7601001000001",
    "Rue et numéro": "Aareweg 4",
    "NPA": "3005",
    "Localité": "Berne",
    "Prénom": "Jeanne",
    "Nom": "Favre",
    "Adresse e-mail": EMAIL,
    "Mot de passe": CHOSEN,
    "Téléphone portable suisse": "079 555 12 34",
}
BENEFICIARY = {
    "Prénom": "Anna",
    "Nom": "Muster",
    "Date de naissance": "12.3.1984",
    "N° assuré": "756.1234.5678.97",
    "Rue et numéro": "Dorfstrasse 7",
    "NPA": "3400",
    "Localité": "Burgdorf",
    "Numéro de décision": "302 2025 0012345",
    "Description de la décision": "Physiothérapie",
    "IBAN": "CH93 0076 2011 6238 5295 7",
}


@pytest.fixture
def desks(make_desks):
    """Both desks with metrics, whose log is that of an office."""
    running = make_desks(["be", "ne"], settings={"monitoring.listen": "9101"})
    logs.configure(error_texts=False)
    yield running
    logs.configure(error_texts=True)


@pytest.fixture
def told(monkeypatch):
    """Everything that browsers send: what is typed, cookies, tokens, addresses, names of files."""
    found = set()
    fill, upload, do_request = Page.fill, DeskBrowser.upload, DeskBrowser.do_request

    def filling(page, label, value, *within):
        found.add(value)
        return fill(page, label, value, *within)

    def uploading(browser, label, *files):
        found.update(name for name, _content in files)
        return upload(browser, label, *files)

    def requesting(browser, request, *given, **more):
        found.update(browser.cookies.values())
        # The parts of an address that are ids or secrets, and not words of the code.
        found.update(part for part in re.split("[/?=&]", request.path_qs) if re.search(r"\d", part) and len(part) > 5)
        found.update(request.params.getall("csrf_token"))
        return do_request(browser, request, *given, **more)

    monkeypatch.setattr(Page, "fill", filling)
    monkeypatch.setattr(DeskBrowser, "upload", uploading)
    monkeypatch.setattr(DeskBrowser, "do_request", requesting)
    return found


def work(desks):
    """One round of each job of the worker."""
    app = desks.dispatcher._by_host["be.localhost"]._app
    for job in jobs([app.registry]):
        while run_round(job, JobReporter(job.db, type(job).__name__)):
            pass


def secrets_of(told: Iterable[str], outbox) -> set[str]:
    """The words to look for: as they were typed or sent, and as the desk writes them."""
    words = set(told)
    for sent in outbox:
        words |= {sent.recipient, sent.subject, *sent.text.split("\n\n"), sent.link.rpartition("=")[2]}
    words |= {re.sub(r"[ .]", "", word) for word in words}
    # A few digits stand in any number of bytes or seconds: what is looked for is too long for chance, or a word.
    return {word for word in words if len(word) > 8 or (len(word) > 3 and re.search("[g-zG-Z]", word))}


def test_journey_leaves_nothing_of_its_people_to_the_monitoring(
    be, desks, outbox, sign_in, fill_journey, pdf, clock, told, capsys
):
    office = desks.browser("be")
    register(be, outbox)
    sign_in(office, "clerk@be.example").follow("Inscriptions (1)").follow("Aide Aare Sàrl").press("Accepter")
    be.open("/").fill("Adresse e-mail", EMAIL).fill("Mot de passe", "un-autre-mot-9").press("Se connecter", status=422)
    sign_in_at_the_second_try(be, outbox)
    be.follow("Bénéficiaires").follow("Ajouter un bénéficiaire").fill_all(BENEFICIARY).press("Enregistrer")
    send(be, fill_journey, pdf)
    be.open("/Anna-Muster-7561234567897", status=404)
    reference = re.search("BE-[-0-9A-Z]+", outbox[-1].subject)[0]
    office.open("/work-list").follow(reference).follow("Accepter").press("Accepter la demande")
    clock.forward(minutes=6)
    work(desks)

    log, probes = capsys.readouterr().err, probes_of([desks["be"], desks["ne"]])
    metrics = generate_latest(registry_of(probes)).decode()
    states = json.dumps([dict(health(probe.outcome(float("inf")))) for probe in probes.values()])
    seen = "\n".join((log, metrics, states))
    looked_for = secrets_of(told, outbox)
    assert {"Favre", EMAIL, "756.1234.5678.97", "7561234567897", "+41795551234", "attestation.pdf"} <= looked_for
    assert [word for word in sorted(looked_for) if word in seen] == []
    assert [sent.code for sent in outbox.texts if re.search(rf"\b{sent.code}\b", log)] == []
    # The journey is in them all the same.
    events = {json.loads(line)["event"] for line in log.splitlines()}
    assert events >= {"password_refused", "page_missed", "code_refused", "message_shown"}
    assert 'guichet_requests_total{desk="be",status="303",view="Invoice.edit"}' in metrics
    views = set(re.findall(r'view="([^"]*)"', metrics))
    assert all(re.fullmatch(r"[A-Za-z_]+(\.[a-z-]+)*", view) for view in views), views


def register(be, outbox):
    be.open("/").follow("S’inscrire").tick("Organisme / entreprise").press("Continuer").fill_all(COMPANY)
    be.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
    be.open(outbox.to(EMAIL)[-1].link).press("Confirmer mon inscription")


def sign_in_at_the_second_try(be, outbox):
    # The link of this mail proves the address; without it there is no second step.
    be.open(outbox.to(EMAIL)[-1].link)
    be.fill("Adresse e-mail", EMAIL).fill("Mot de passe", CHOSEN).press("Se connecter")
    code = outbox.texts[-1].code
    be.fill("Code", "000001" if code != "000001" else "000002").press("Continuer", status=422)
    be.fill("Code", code).press("Continuer")


def send(be, fill_journey, pdf):
    be.follow("‹ Bénéficiaires").follow("Nouvelle facture")
    be.tick("Frais de voyage et nourriture").fill("Bénéficiaire", "Anna Muster").press("Continuer")
    be.fill_all({"Numéro de facture": "R-17-Favre", "Date de la facture": "14.11.2026"})
    fill_journey(be).fill("Type de document", "Attestation de présence").upload("Fichier", ("attestation.pdf", pdf))
    be.press("Ajouter le fichier").fill("Remarque", "Merci de traiter rapidement.").press("Envoyer ma demande")
    be.press("Envoyer la demande")
