"""A localizer comes from the desk, so that a plugin's texts are translated wherever they appear."""

import ast


def test_the_core_asks_the_desk_for_localizers(root):
    made = [
        file.name
        for file in (root / "core" / "guichet").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Localizer"
    ]
    assert made == []
