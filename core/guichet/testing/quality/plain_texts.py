"""Texts for people that are strings of a plugin's source, the same in all languages."""

import ast
from collections.abc import Iterator, Mapping
from inspect import signature

from guichet import sdk

SHOWN: Mapping[str, frozenset[str]] = {
    "Alert": frozenset({"topic", "title", "advice", "link"}),
    "Counted": frozenset({"label"}),
    "Issue": frozenset({"message"}),
    "Limit": frozenset({"label", "note"}),
    "MailTemplate": frozenset({"when", "subject", "body"}),
    "NavigationItem": frozenset({"label"}),
    "Panel": frozenset({"heading"}),
    "RequiredAttachment": frozenset({"reason"}),
    "deduction": frozenset({"formula"}),
    "error": frozenset({"message"}),
    "term": frozenset({"formula"}),
    "warning": frozenset({"message"}),
}
"""Names of :mod:`guichet.sdk` → their arguments that people read."""
TITLE = "title"
"""What the view of a page gives to its template, and the frame shows."""
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Names = dict[str, list[ast.expr]]
"""Name → the expressions that are assigned to it, in a function and around it."""


def plain_texts(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Each text for people that is a string of the source: line, what it is of, the string as it is written.

    A name stands for what is assigned to it in the same function, or around it. A text that comes from elsewhere, such
    as a dict or another module, is not seen.
    """
    yield from _in_scope(tree, {})


def _in_scope(scope: ast.AST, outer: Names) -> Iterator[tuple[int, str, str]]:
    own = list(_own_nodes(scope))
    names = {**outer, **_assigned(own)}
    for node in own:
        for line, place, value in _shown(node):
            parts = _alternatives(value, names) if value is not None else ()
            yield from ((line, place, ast.unparse(part)) for part in parts if _is_text(part))
        if isinstance(node, SCOPES):
            yield from _in_scope(node, names)


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module or function, without those of the functions in it."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, SCOPES):
            yield from _own_nodes(node)


def _assigned(nodes: list[ast.AST]) -> Names:
    found: Names = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        else:
            continue
        for target, value in pairs:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(value)
    return found


def _shown(node: ast.AST) -> Iterator[tuple[int, str, ast.expr | None]]:
    """What people read of a call or an answer: line, what it is of, the expression."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SHOWN:
        name = node.func.id
        given = dict(zip(signature(getattr(sdk, name)).parameters, node.args, strict=False))
        given |= {word.arg: word.value for word in node.keywords if word.arg}
        yield from ((node.lineno, f"{argument} of {name}", given.get(argument)) for argument in sorted(SHOWN[name]))
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
        for key, value in zip(node.value.keys, node.value.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == TITLE:
                yield node.lineno, "title of a page", value


def _alternatives(node: ast.expr, names: Names) -> Iterator[ast.expr]:
    """The expressions of which the value is one, or has as parts."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.BoolOp(values=parts):
            rest = names
        case ast.IfExp(body=body, orelse=orelse):
            parts, rest = [body, orelse], names
        case ast.Name(id=name):
            # Without that name, which may be assigned to itself.
            parts, rest = names.get(name, []), {other: names[other] for other in names if other != name}
        case _:
            yield node
            return
    for part in parts:
        yield from _alternatives(part, rest)


def _is_text(node: ast.expr) -> bool:
    """Whether it is an f-string, or a string with a letter in it, be it only a part of what is put together."""
    match node:
        case ast.Constant(value=str(text)):
            return any(map(str.isalpha, text))
        case ast.BinOp(left=left, right=right):
            return _is_text(left) or _is_text(right)
        case ast.Call(func=ast.Attribute(value=formatted)):
            return _is_text(formatted)
    return isinstance(node, ast.JoinedStr)
