"""A plugin may look for malware in attached files; without its answer a file stays closed."""

import io

import pytest
from PIL import Image

SCANNER = """
class Scanner:
    asked = []

    def is_clean(self, content, filename):
        self.asked.append((filename, len(content)))
        return {answer}

@hookimpl
def guichet_attachment_scanner(settings):
    assert settings.development
    return Scanner()
"""


@pytest.fixture
def photo():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def attach(shop, serve, sign_in, photo):
    """Attaches a photo at a desk whose scanner answers so; the module of the plugin and the browser."""

    def to_an_invoice(answer, status, content=None):
        module = shop(SCANNER.format(answer=answer))
        be = sign_in(serve(module).browser("be"), "manager@be.example")
        be.follow("Nouvelle facture").tick("Frais de voyage et nourriture")
        be.fill("Bénéficiaire", "Anna Muster").press("Continuer")
        be.upload("Fichier", ("photo.jpg", content or photo)).press("Ajouter le fichier", status=status)
        return module, be

    return to_an_invoice


def test_hook_attachment_scanner_lets_a_clean_file_pass(attach, photo):
    module, be = attach("True", 200)
    assert "photo.jpg" in be.page
    assert module.Scanner.asked == [("photo.jpg", len(photo))]


@pytest.mark.parametrize("answer", ["False", "None", "'clean'"])
def test_a_file_that_is_not_found_clean_is_refused_by_name(attach, errors, answer):
    _module, be = attach(answer, 422)
    assert "« photo.jpg » contient un programme dangereux. Nous l’avons supprimé." in be.page.problem_at("Fichier")
    assert [line["event"] for line in errors] == ["attachment_infected"]


def test_an_error_of_the_scanner_is_never_a_pass(attach, errors):
    _module, be = attach("1 / 0", 200)
    [row] = be.page.document.xpath(".//ul[@class='files']/li[.//b='photo.jpg']")
    assert "Contrôle en cours" in row.text_content()
    assert not row.xpath(".//a")
    assert [line["event"] for line in errors] == ["attachment_scan_failed"]


def test_the_scanner_sees_the_file_before_anything_decodes_it(attach):
    content = b"MZ\x90\x00 not a picture"
    module, _be = attach("False", 422, content=content)
    assert module.Scanner.asked == [("photo.jpg", len(content))]
