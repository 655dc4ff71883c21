"""The catalogues are complete in French and German, and in the words of the house."""

import ast
import re
from collections.abc import Iterator

from click.testing import CliRunner

from guichet.cli.messages import messages


def test_guichet_messages_check_finds_nothing():
    answer = CliRunner().invoke(messages, ["check"])
    assert answer.exit_code == 0, answer.output


def test_no_sign_between_two_texts_stands_in_a_module(sources, root):
    found = [
        f"{source.relative_to(root)}:{line}: {text!r}"
        for source in sources
        for line, text in _joining(ast.parse(source.read_bytes()))
        if re.fullmatch("[ \u00a0][:;!?»][ \u00a0]?|«[ \u00a0]", text)
    ]
    assert found == [], "German sets these signs without a blank: put both texts into a message"


def _joining(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What stands between the values of f-strings, and between those that are joined."""
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=parts):
                between = parts
            case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="join")):
                between = [text]
            case _:
                continue
        for part in between:
            if isinstance(part, ast.Constant):
                yield node.lineno, str(part.value)
