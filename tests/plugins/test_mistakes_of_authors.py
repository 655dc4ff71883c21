"""Mistakes of authors: what ``guichet plugin new`` writes, with one thing wrong in it; each is named with its remedy.

A canton and an invoice type, as two installed plugins; the canton opens the type.
"""

import sys
from importlib.metadata import EntryPoint

import pytest

from guichet.app import DEFAULTS
from guichet.cli.scaffold.questions import values
from guichet.cli.scaffold.render import render, write
from guichet.hookspecs import API_VERSION
from guichet.plugins import PluginError, Plugins, discovery, installed

CANTON, TYPES = "canton_vd/plugin.py", "taxi_rides/plugin.py"
UNDECLARED = """    def required_attachments(self, invoice):
        from guichet.sdk import RequiredAttachment
        yield RequiredAttachment("bil", _("Joignez la facture"))

    def check("""
MISTAKES = {
    "misspelt hook": (CANTON, "def guichet_contacts", "def guichet_contact", "did you mean guichet_contacts?"),
    "argument that the hook does not have": (
        CANTON,
        "def guichet_contacts()",
        "def guichet_contacts(request)",
        "plugin canton_vd: guichet_contacts has no argument request; it has none, see guichet docs hooks",
    ),
    "hook without its mark": (
        CANTON,
        "@hookimpl\ndef guichet_contacts",
        "def guichet_contacts",
        "plugin canton_vd: guichet_contacts would never be called; write @hookimpl above it",
    ),
    "office code of no office": (CANTON, '"322"', '"999"', "office_code='999': write the three digits of the office"),
    "unknown language": (CANTON, '("fr", "de")', '("fr", "rm")', "with the unknown 'rm': write a tuple of one or more"),
    "language without a name": (CANTON, '("fr", "de")', '("fr", "de", "it")', "add the text in 'it', a language of"),
    "style sheet that is not there": (CANTON, "theme/theme.css", "theme/thema.css", "there is no file", "package data"),
    "logo that is not there": (CANTON, "theme/logo.svg", "theme/lego.svg", "there is no file", "package data"),
    "colour by name": (CANTON, '"#1f4e79"', '"navy"', "brand_colour='navy': write '#' and six hexadecimal digits"),
    "website without scheme": (CANTON, "https://www.vd", "www.vd", "write an address that begins with https://"),
    "unknown kind of user": (CANTON, 'UserKind("insured")', 'UserKind("firm")', "UserKind('firm'): write one of"),
    "one kind of user where a tuple is due": (
        CANTON,
        'return (UserKind("company"), UserKind("insured"))',
        'return UserKind("company")',
        "guichet_user_kinds returned UserKind(kind='company'); return a tuple of UserKind, see guichet docs hooks",
    ),
    "phone with letters": (CANTON, '"058 000 00 00"', '"on request"', "write digits in groups, e.g. '058 219 77 20'"),
    "address as one text": (
        CANTON,
        '("Musterstrasse 1", "1000 Muster")',
        '"Muster"',
        "write a tuple of lines, also for",
    ),
    "tuple of one without its comma": (
        CANTON,
        '("900.1",)',
        '("900.1")',
        "guichet_enabled_invoice_types returned '900.1'; return a tuple of str or InvoiceTypeGroup",
    ),
    "type that no plugin brings": (
        CANTON,
        '"900.1"',
        '"900.2"',
        "names 900.2, which no plugin brings",
        "there are: 900.1",
    ),
    "type that is opened twice": (CANTON, '("900.1",)', '("900.1", "900.1")', "name each type once"),
    "fact that raises": (
        CANTON,
        "return Contacts(",
        "return 1 / 0, Contacts(",
        "guichet_contacts raised ZeroDivisionError",
    ),
    "forgotten return": (CANTON, "return Contacts(", "Contacts(", "no plugin of this desk answers guichet_contacts"),
    "mistake of syntax": (
        CANTON,
        "NAMES = {",
        "NAMES = {{",
        "canton_vd.plugin cannot be imported: SyntaxError: ",
        "canton_vd/plugin.py, line 6; mend it, or remove the plugin",
    ),
    "name that the sdk does not have": (
        CANTON,
        "import Branding,",
        "import Brandig,",
        "canton_vd.plugin cannot be imported: ImportError",
        "Brandig",
    ),
    "error while it is imported": (
        CANTON,
        "NAMES = {",
        "1 / 0\nNAMES = {",
        "division by zero in ",
        "plugin.py, line 6;",
    ),
    "other API version": (CANTON, 'GUICHET_API = "1.', 'GUICHET_API = "2.', f"this is API version '{API_VERSION}'"),
    "reserved name of a question": (TYPES, "    price = Amount(", "    save = Amount(", "save", "taxi_rides"),
    "question without a label": (TYPES, 'Text(_("Prestation"), required=True)', "Text()", "taxi_rides", "label"),
    "type in place of a question": (TYPES, 'Text(_("Prestation"), required=True)', "str", "which is no question"),
    "kind of question that is not called": (TYPES, 'Text(_("Prestation"), required=True)', "Text", "is no question"),
    "node of colander": (
        TYPES,
        'description = Text(_("Prestation"), required=True)',
        "import colander\n\n    description = colander.SchemaNode(colander.String())",
        "Service.description is <colander.SchemaNode",
        "which is no question; write one, e.g. Text",
    ),
    "form as a class": (TYPES, "return [Form()]", "return [Form]", "return instances, [Form()]"),
    "one type where a list is due": (TYPES, "return [Form()]", "return Form()", "return a list of InvoiceTypes"),
    "form that is brought twice": (TYPES, "return [Form()]", "return [Form(), Form()]", "brings twice", "900.1"),
    "version that is no number": (TYPES, '"900.1", 1,', '"900.1", 0,', "version is 0; give a number from 1"),
    "condition on a question that is not there": (TYPES, 'when=answer("shared")', 'when=answer("shard")', "shard"),
    "document that is not declared": (
        TYPES,
        "    def check(",
        UNDECLARED,
        "bil",
    ),
    "answer that may be missing": (
        TYPES,
        "    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:\n",
        "    def check(self, invoice: form, context: CheckContext) -> Iterator[Issue]:\n        invoice.share + 1\n",
        "taxi_rides/plugin.py, line 7",
        ", Form.check: TypeError with ",
        "; answers may be None",
    ),
    "amount of a path that is not there": (
        TYPES,
        'invoice.field("share"), invoice.share',
        '"shares", invoice.share',
        "shares",
    ),
}


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Writes both plugins, changes one file, and returns what the start of the desk says."""

    def run(path, right, wrong):
        for kind, name in (("canton", "canton_vd"), ("invoice-type", "taxi_rides")):
            texts = render(kind, values(kind, name, lambda question: question.default))
            write(tmp_path / name, texts)
            monkeypatch.syspath_prepend(tmp_path / name)
            for module in (name, f"{name}.plugin"):
                # What a test imports is forgotten at its end: the next one writes other files under that name.
                monkeypatch.setitem(sys.modules, module, None)
                del sys.modules[module]
        open_types(tmp_path / "canton_vd" / CANTON)
        file = tmp_path / path.partition("/")[0] / path
        text = file.read_text()
        assert right in text
        file.write_text(text.replace(right, wrong))
        points = [EntryPoint(name, f"{name}.plugin", "guichet") for name in ("canton_vd", "taxi_rides")]
        monkeypatch.setattr(discovery, "entry_points", lambda group: points)
        return Plugins("vd", installed(), defaults=DEFAULTS)

    return run


def open_types(module):
    before, _returned = module.read_text().rsplit("    return ", 1)
    module.write_text(before + '    return ("900.1",)\n')


def test_plugins_as_they_are_written_start(start):
    assert list(start(CANTON, "NAMES", "NAMES").invoice_types) == ["900.1"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_remedy(start, mistake):
    path, right, wrong, *said = MISTAKES[mistake]
    with pytest.raises(PluginError) as raised:
        start(path, right, wrong)
    for words in said:
        assert words in str(raised.value)
