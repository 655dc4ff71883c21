"""The names that a template sees."""

import sys
from types import FrameType
from typing import Any

import pytest
from chameleon import PageTemplate

from guichet.web import template_scope

MACRO = (
    '<div xmlns:metal="http://xml.zope.org/namespaces/metal" xmlns:tal="http://xml.zope.org/namespaces/tal">'
    """<i metal:define-macro="inner" tal:define="own 'inner'">${own} ${around} """
    '<b metal:define-slot="filled">unfilled</b></i></div>'
)


@pytest.fixture(autouse=True, scope="module")
def installed() -> None:
    template_scope.install()


def drawn(body: str, **names: Any) -> str:
    return PageTemplate(f'<tal:block xmlns:metal="http://xml.zope.org/namespaces/metal">{body}</tal:block>')(
        inner=PageTemplate(MACRO).macros["inner"], **names
    )


def test_templates_draw_with_our_scope() -> None:
    assert drawn("${type(econtext).__module__}") == template_scope.__name__


def test_a_macro_sees_the_names_around_it_and_keeps_its_own() -> None:
    body = """<tal:one define="around 'outer'; own 'outer'"><metal:use use-macro="inner"/>, ${own}</tal:one>"""

    assert drawn(body) == "<i>inner outer <b>unfilled</b></i>, outer"


def test_a_slot_sees_the_names_of_the_page_that_fills_it() -> None:
    body = """<tal:one define="around 'outer'"><metal:use use-macro="inner"
    ><u metal:fill-slot="filled">${around}</u></metal:use></tal:one>"""

    assert drawn(body) == "<i>inner outer <u>outer</u></i>"


def test_a_name_defined_in_a_part_is_unknown_behind_it() -> None:
    with pytest.raises(NameError, match="one"):
        drawn('<tal:part define="one 1">${one}</tal:part>${one}')


def test_an_expression_has_an_alternative_for_a_name_that_is_unknown() -> None:
    assert drawn("${unknown | 'another'}") == "another"


def test_a_copy_asks_nothing_in_python_for_its_names() -> None:
    scope, calls = template_scope.Scope({f"name{number}": number for number in range(100)}), []

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            calls.append(frame.f_code.co_qualname)

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        copied = scope.copy()
        found = copied.get_name("name99")
    finally:
        sys.setprofile(before)

    assert (copied, found) == (scope, 99)
    assert calls == ["Scope.copy"]
