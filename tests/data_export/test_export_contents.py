"""Nothing stored of a person is forgotten: each attribute is given, shown otherwise, or withheld with a reason."""

import ast
import inspect
import textwrap

import pytest

from guichet.data_export.export_contents import GIVEN, SHOWN_OTHERWISE, WITHHELD


def stored(kind):
    """Names of the attributes that a class's own code sets on its objects, or declares with a default."""
    names = set()
    for base in kind.__mro__:
        if not base.__module__.startswith("guichet.") or base.__module__ == "guichet.store.models":
            continue
        tree = ast.parse(textwrap.dedent(inspect.getsource(base))).body[0]
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    names.add(target.attr)
        for node in tree.body:
            if isinstance(node, ast.AnnAssign):
                names.add(node.target.id)
            elif isinstance(node, ast.Assign):
                names.update(target.id for target in node.targets)
    return {name for name in names if not name.startswith("_")} - {"kind", "member_permissions"}


@pytest.mark.parametrize("kind", GIVEN, ids=lambda kind: kind.__name__)
def test_every_stored_attribute_is_given_or_there_is_a_reason(kind):
    listed = {*GIVEN[kind], *SHOWN_OTHERWISE.get(kind, ()), *WITHHELD.get(kind, {})}
    # Of an attachment a field, of an issuer the name of its class.
    assert stored(kind) == listed - {"kind"}


@pytest.mark.parametrize("kind", WITHHELD, ids=lambda kind: kind.__name__)
def test_every_withheld_attribute_has_a_reason(kind):
    assert all(reason for reason in WITHHELD[kind].values())
