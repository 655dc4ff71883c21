"""Files that people attach at a desk whose settings name the daemon."""

import io

import pytest
from PIL import Image

pytestmark = pytest.mark.clamav

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def photo():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def attach(make_desks, sign_in):
    """Attaches files, one after the other, at a desk whose scanner is at ``address``."""

    def browser(address):
        desks = make_desks(["be"], settings={"plugin.clamav_scanner.address": address})
        be = sign_in(desks.browser("be"), "manager@be.example")
        be.follow("Nouvelle facture").tick("Frais de voyage et nourriture")
        be.fill("Bénéficiaire", "Anna Muster").press("Continuer")

        def upload(name, content, status):
            be.upload("Fichier", (name, content)).press("Ajouter le fichier", status=status)
            return be.page

        return upload

    return browser


def test_clean_photo_is_taken_and_the_test_file_of_eicar_refused(attach, daemon, photo):
    upload = attach(daemon.path)
    assert "photo.jpg" in upload("photo.jpg", photo, 200)
    said = upload("eicar.jpg", EICAR, 422).problem_at("Fichier")
    assert "« eicar.jpg » contient un programme dangereux. Nous l’avons supprimé." in said


def test_without_the_daemon_no_file_is_taken(attach, tmp_path, photo):
    page = attach(str(tmp_path / "clamd.ctl"))("photo.jpg", photo, 422)
    assert "« photo.jpg » n’a pas pu être contrôlé. Réessayez dans quelques minutes" in page.problem_at("Fichier")
