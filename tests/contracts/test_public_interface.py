"""The public interface changes on purpose only: names and arguments are those of a file."""

from guichet.cli import public_interface
from guichet.cli.public_interface import interface_lines
from guichet.hookspecs import API_VERSION

REMEDY = (
    "the public interface changed: if on purpose, raise API_VERSION (a minor number for what is added, a major one for "
    "what is gone or changed), say so in CHANGES.md, and write the file: guichet plugin interface > "
    "core/guichet/cli/public_interface.txt"
)


def test_names_and_arguments_are_those_of_the_file(root):
    stored = (root / "core/guichet/cli" / public_interface.FILE).read_text().splitlines()
    now = interface_lines()
    assert (sorted(set(now) - set(stored)), sorted(set(stored) - set(now))) == ([], []), REMEDY


def test_the_file_says_its_version_and_has_what_plugins_build_on():
    first, *lines = interface_lines()
    assert first == f"version {API_VERSION}"
    for line in (
        "hook guichet_check_invoice(invoice, context)",
        "guichet.sdk AttachmentKind(kind, label, *, required=, when=, reason=)",
        "guichet.sdk SmsGateway.send(number, text, idempotency_key)",
        "guichet.sdk error(path, code, message)",
        "guichet.sdk InvoiceType.amounts(invoice, rates)",
        "guichet.testing PluginContract()",
    ):
        assert line in lines
