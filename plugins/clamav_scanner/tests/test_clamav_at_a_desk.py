"""Files that people attach at a desk whose settings name the daemon."""

import pytest

from clamav_scanner.clamd import Clamd
from guichet import clock
from guichet.invoices.scan_job import ScanJob

pytestmark = pytest.mark.clamav

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def desks(make_desks, daemon):
    return make_desks(["be"], settings={"plugin.clamav_scanner.address": daemon.path})


@pytest.fixture
def form(desks, sign_in):
    """The form of a travel invoice."""
    be = sign_in(desks.browser("be"), "manager@be.example")
    be.follow("Nouvelle facture").tick("Frais de voyage et nourriture")
    return be.fill("Bénéficiaire", "Anna Muster").press("Continuer")


def attach(form, *files, status=200):
    return form.upload("Fichier", *files).press("Ajouter le fichier", status=status)


def document(form, filename):
    """What the list of documents says about one, and the addresses it leads to."""
    [row] = form.page.document.xpath(".//ul[@class='files']/li[.//b=$name]", name=filename)
    return " ".join(row.text_content().split()), row.xpath(".//a/@href")


def test_clean_photo_is_taken_and_the_test_file_of_eicar_refused(form, photo):
    attach(form, ("photo.jpg", photo))
    assert "Contrôle en cours" not in document(form, "photo.jpg")[0]
    attach(form, ("eicar.jpg", EICAR), status=422)
    assert "« eicar.jpg » contient un programme dangereux. Nous l’avons supprimé." in form.page.problem_at("Fichier")


def test_files_received_while_the_daemon_was_stopped_are_judged_later(form, desks, daemon, photo, bad_photo):
    daemon.stop()
    try:
        attach(form, ("photo.jpg", photo), ("rouge.jpg", bad_photo))
        for name in ("photo.jpg", "rouge.jpg"):
            words, addresses = document(form, name)
            assert "Contrôle en cours" in words
            assert addresses == []
        assert ScanJob(desks["be"], Clamd(daemon.path)).run_due(clock.now()) == 0
    finally:
        daemon.start()
    worker = ScanJob(desks["be"], Clamd(daemon.path))
    assert [worker.run_due(clock.now()) for _number in range(3)] == [1, 1, 0]
    form.open(form.page.url.partition("#")[0])
    words, [address] = document(form, "photo.jpg")
    assert "Contrôle en cours" not in words
    assert form.get(address, status=200).content_type == "image/jpeg"
    words, addresses = document(form, "rouge.jpg")
    assert "Ce fichier contient un programme dangereux" in words
    assert addresses == []
