"""Names of tests are sentences that fit on a line: subject, condition, result."""

import ast

MAX_NAME = 70


def test_no_name_of_a_test_is_longer_than_70_characters(root):
    files = [*root.glob("tests/**/test_*.py"), *root.glob("plugins/*/tests/**/test_*.py")]
    assert len(files) > 100
    functions = (node for file in files for node in ast.walk(ast.parse(file.read_text())) if is_test(node))
    assert [function.name for function in functions if len(function.name) > MAX_NAME] == []


def is_test(node):
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
