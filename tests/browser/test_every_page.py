"""Every page of both desks in each of its states can be used by everybody, as far as a machine can tell."""

import pytest
from deskbrowser.inspection import faults
from deskbrowser.scenes import all_scenes, play
from deskbrowser.visitor import Troubles, Visitor, new_context


@pytest.fixture(scope="module")
def seat(server, browser, signed_in):
    """A browser per person, kept for all their pages: style sheets and fonts are loaded once."""
    seats = {}

    def take(desk, who):
        if (desk, who) not in seats:
            context = new_context(browser, storage_state=signed_in(desk, who))
            seats[desk, who] = context, Troubles(context)
        return seats[desk, who]

    yield take
    for context, _troubles in seats.values():
        context.close()


@pytest.mark.parametrize(
    ("desk", "scene"), all_scenes(), ids=[f"{desk}-{scene.name}" for desk, scene in all_scenes()]
)
def test_a_page_is_for_everybody(server, seat, desk, scene):
    context, troubles = seat(desk, scene.who)
    troubles.clear()
    troubles.expected = scene.status if scene.status >= 400 else None
    page = context.new_page()
    statuses = []
    page.on("response", lambda answer: answer.request.is_navigation_request() and statuses.append(answer.status))
    play(scene, Visitor(server, desk, page))
    assert statuses[-1] == scene.status
    found = faults(page)
    page.close()
    assert "\n".join((*troubles, *found)) == ""
