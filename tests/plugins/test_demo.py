"""Demo people have an entry point of their own, so that a server never imports what makes them."""

from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from guichet import demo
from guichet.store.database import read_transaction


@pytest.fixture
def points(monkeypatch):
    """Installs entry points of the group ``guichet.demo``: ``points(canton_zz=fill)``."""

    def install(**functions):
        module = ModuleType("demo_of_tests")
        vars(module).update(functions)
        monkeypatch.setitem(__import__("sys").modules, "demo_of_tests", module)
        made = [EntryPoint(name, f"demo_of_tests:{name}", demo.ENTRY_POINT_GROUP) for name in functions]
        monkeypatch.setattr(demo, "entry_points", lambda group: made)

    return install


def fill(ctx):
    demo.clerk(ctx, "office@zz.example", "Claire", "Perrin", "+41791230002")


def test_the_demo_of_a_plugin_puts_people_into_a_new_desk(desk, points):
    points(canton_zz=fill)
    demo.fill(desk)
    assert demo.people(desk) == [("Claire Perrin, office", "office@zz.example")]
    with read_transaction(desk.db) as portal:
        assert portal["users"].with_email("office@zz.example").roles == ("clerk",)


def test_the_demo_of_a_plugin_the_desk_does_not_have_is_not_called(desk, points):
    points(canton_yy=lambda ctx: 1 / 0)
    demo.fill(desk)
    assert ("Martin Berger, office", "office@zz.example") in demo.people(desk)


def test_a_desk_whose_plugins_state_no_people_has_the_usual_ones(desk, points):
    points()
    demo.fill(desk)
    # At this desk companies alone register.
    assert demo.people(desk) == [
        ("Lea Rochat, Home-Aide Exemple SA", "lea@zz.example"),
        ("Martin Berger, office", "office@zz.example"),
        ("Sandra Wyss, office", "responsable@zz.example"),
    ]
