"""Every page of both desks in each of its states can be used by everybody, as far as a machine can tell."""

import pytest
from deskbrowser.inspection import faults, prepare
from deskbrowser.scene import play
from deskbrowser.scenes import all_scenes
from deskbrowser.visitor import Troubles, Visitor, new_context


@pytest.fixture(scope="module")
def seat(server, browser, signed_in):
    """A browser per person, kept for all their pages: a new one for each would take longer than the checks."""
    seats = {}

    def take(desk, who):
        if (desk, who) not in seats:
            context = new_context(browser, storage_state=signed_in(desk, who))
            prepare(context)
            seats[desk, who] = Visitor(server, desk, context.new_page()), Troubles(context)
        return seats[desk, who]

    yield take
    for visitor, _troubles in seats.values():
        visitor.page.context.close()


@pytest.mark.parametrize(("desk", "scene"), all_scenes(), ids=[f"{desk}-{scene.name}" for desk, scene in all_scenes()])
def test_a_page_is_for_everybody(seat, desk, scene):
    visitor, troubles = seat(desk, scene.who)
    troubles.clear()
    troubles.expected = (scene.status, *scene.on_the_way)
    play(scene, visitor)
    assert troubles.status == scene.status
    assert scene.steps or visitor.page.url == visitor.url(scene.path), "another page came instead"
    found = faults(visitor.page)
    assert "\n".join((*troubles, *found)) == ""
