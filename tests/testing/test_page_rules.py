"""The rules that every page is held against: a good page passes, and each fault is named."""

import pytest

from guichet.testing.page_rules import faults

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FRAME = (
    '<!DOCTYPE html><html lang="fr-CH"><head><title>Page</title><script type="module" src="/x.js"></script></head>'
    "<body><main><h1>Page</h1>{}</main></body></html>"
)


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<label for="a">Nom</label><input id="a" name="a">',
        '<label>Nom <input name="a"></label>',
        '<input type="hidden" name="a">',
        "<p>Attention\u00a0: «\u00a0ici\u00a0» à 7:30\u00a0!</p>",
        '<p class="words">Trop : peu !</p><p lang="en">Time : now</p>',
        '<a href="#a">Plus bas</a><p id="a"></p>',
        '<a href="/a">Ici</a><a href="/a">Ici</a>',
        '<button name="b" value="1">Oui<span> , un</span></button><button name="b" value="2">Oui</button>',
        '<label>Nom <input name="last_name" autocomplete="off"></label><p lang="de">Deutsch</p>',
        '<form method="post"><input type="hidden" name="csrf_token" value="x"></form>',
    ],
)
def test_a_good_page_has_no_fault(body):
    assert faults(FRAME.format(body), HEADERS) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Encore</h1>", "2 h1"),
        ('<p style="color: red">x</p>', "inline code: p style"),
        ('<p onclick="x()">x</p>', "inline code: p onclick"),
        ('<a href="JavaScript:x()">x</a>', "inline code: a href"),
        ("<script>x()</script>", "inline <script>"),
        ("<style>p {}</style>", "inline <style>"),
        ('<p id="a"></p><p id="a"></p>', "id 'a' 2 times"),
        ('<input name="a">', "control 'a' has no label"),
        ('<label for="a"></label><select id="a" name="a"></select>', "control 'a' has no label"),
        ('<input aria-label="x" aria-describedby="b">', "aria-describedby names 'b'"),
        ('<a href="#b">x</a>', "link to #b"),
        ('<a href="/"></a>', "a '/' has no text"),
        ('<button name="b"></button>', "button 'b' has no text"),
        ('<img src="/a.png">', "image '/a.png' has no alt"),
        ('<form method="post" action="/x"></form>', "form '/x' has no token"),
        ("<p>Attention : ici</p>", "a blank that breaks"),
        ("<p>« ici\u00a0»</p>", "a blank that breaks"),
        ("<p>10\u202f000</p>", "U+202F"),
        ("<p>Bonjour ${name}</p>", "a placeholder without a value"),
        ('<button name="b" value="1">Oui</button><button name="b" value="2">Oui</button>', "2 buttons named 'Oui'"),
        ('<a href="/a">Ici</a><a href="/b">Ici</a>', "2 links named 'Ici'"),
        ('<label>Nom <input name="a"></label><label>Nom <input name="b"></label>', "2 questions named"),
        ('<label>Nom <input name="last_name"></label>', "and not 'family-name'"),
        ('<label>Nom <input name="a" autocomplete="surname"></label>', "the autocomplete 'surname'"),
        ('<label>E-mail <input name="a" inputmode="email"></label>', "has another type"),
        ('<label>IBAN <input name="a" spellcheck="false"></label>', "gets a capital letter"),
        ("<p><span>Deutsch</span></p>", "has the language fr-CH"),
        ('<label>Texte (Deutsch) <input name="a"></label>', "'Texte (Deutsch)' has the language fr-CH"),
        ("<p><b>Raison</b><br>Le N° assuré manque</p>", "'Raison' is a heading"),
        ('<div class="problem"></div>', "the title does not begin with 'Erreur :'"),
        ('<label>Nom <input name="a" aria-describedby="a-error"></label><p id="a-error"></p>', "is not aria-invalid"),
    ],
)
def test_each_fault_is_named(body, fault):
    (found,) = faults(FRAME.format(body), HEADERS)
    assert fault in found


@pytest.mark.parametrize("name", list(HEADERS))
def test_each_header_is_asked_for(name):
    (found,) = faults(FRAME.format(""), {**HEADERS, name: ""})
    assert name.lower().replace("-", " ") in found.lower().replace("-", " ")


def test_a_policy_that_allows_inline_code_is_a_fault():
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert faults(FRAME.format(""), HEADERS | {"Content-Security-Policy": policy})


def test_a_page_without_language_and_title_says_both():
    found = faults("<html><body><main><h1>x</h1></main></body></html>", HEADERS)
    assert found == ["<html> has no lang", "no title"]


def test_what_a_person_typed_may_hold_anything():
    assert faults(FRAME.format("<p>Trop : peu ${x}</p>"), HEADERS, typography=False) == []
