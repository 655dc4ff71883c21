"""Files and functions stay small enough to be read at a sitting."""

import ast

MAX_FILE = 400
MAX_FUNCTION = 45
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_file_is_longer_than_400_lines(sources, root):
    long = {str(file.relative_to(root)): len(file.read_text().splitlines()) for file in sources}
    assert {name: lines for name, lines in long.items() if lines > MAX_FILE} == {}


def test_no_function_is_longer_than_45_lines(sources, root):
    long = [
        f"{file.relative_to(root)}:{node.lineno} {node.name}"
        for file in sources
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    ]
    assert long == []
