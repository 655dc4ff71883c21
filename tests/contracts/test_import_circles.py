"""The import graph of the core has no circle, type-only and function-level imports included."""

import ast
from collections.abc import Iterator


def test_no_modules_import_each_other_in_a_circle(root):
    graph = import_graph(root / "core" / "guichet", "guichet")
    assert len(graph) > 200
    found = sorted(sorted(circle) for circle in circles(graph))
    assert found == [], "\n".join(" → ".join([*circle, circle[0]]) for circle in found)


def test_a_circle_through_a_function_and_one_through_a_type_are_found(tmp_path):
    (tmp_path / "__init__.py").write_text("from room.models import Thing")
    (tmp_path / "models.py").write_text("def late():\n    from room import actions")
    (tmp_path / "actions.py").write_text("if TYPE_CHECKING:\n    from room.pages import Page")
    (tmp_path / "pages.py").write_text("import room.models")
    (tmp_path / "alone.py").write_text("import room.alone\nfrom room.pages import Page")
    assert [sorted(circle) for circle in circles(import_graph(tmp_path, "room"))] == [
        ["room.actions", "room.models", "room.pages"]
    ]


def import_graph(folder, package) -> dict[str, set[str]]:
    """Module → the modules of the same package that it names in an import, wherever that stands in the file."""
    modules = {module_name(file.relative_to(folder), package): file for file in folder.rglob("*.py")}
    return {
        name: {target for target in imported(file, modules) if target != name} for name, file in sorted(modules.items())
    }


def module_name(path, package) -> str:
    """E.g. ``guichet.auth.sessions``; a package has the name of its folder."""
    parts = [package, *path.with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file, modules) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                # ``from package import name`` names a module, or else what the package itself holds.
                member = f"{node.module}.{alias.name}"
                yield from [name for name in (member, node.module) if name in modules][:1]


def circles(graph) -> Iterator[set[str]]:
    """The sets of modules that reach each other: strongly connected components of more than one (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []

    def visit(module: str) -> Iterator[set[str]]:
        number[module] = lowest[module] = len(number)
        stack.append(module)
        for target in graph[module]:
            if target not in number:
                yield from visit(target)
                lowest[module] = min(lowest[module], lowest[target])
            elif target in stack:
                lowest[module] = min(lowest[module], number[target])
        if lowest[module] == number[module]:
            component = set(stack[stack.index(module) :])
            del stack[-len(component) :]
            if len(component) > 1:
                yield component

    for module in graph:
        if module not in number:
            yield from visit(module)
