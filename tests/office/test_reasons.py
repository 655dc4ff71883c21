"""The list of reasons that the office may edit."""

import pytest

from guichet.action_context import NotAllowed
from guichet.office import actions
from guichet.office.lists import refused_before
from guichet.office.models import ReasonText

FRENCH = ReasonText("fr", "Émoluments impayés", "Réglez d’abord la facture ouverte.")
GERMAN = ReasonText("de", "Ausland", "Ihre Firma braucht einen Sitz in der Schweiz.")


def titles(house, language="fr"):
    return [reason.title for _name, reason in house.portal["reasons"].by_title(language)]


def as_supervisor(house):
    house.clerk.roles = ("supervisor",)
    return house.at_the_office


def test_a_new_desk_has_four_usual_reasons_in_french_and_german(house):
    assert len(titles(house)) == 4
    assert "Société déjà inscrite" in titles(house)
    assert "Firma bereits registriert" in titles(house, "de")
    assert all(reason.in_language("de").text for reason in house.portal["reasons"].values())


def test_they_stand_in_the_order_of_their_titles_in_the_language_of_the_reader(house):
    actions.add_reason(as_supervisor(house), (FRENCH, GERMAN))
    assert [title[:5] for title in titles(house)] == ["Autre", "Émolu", "GLN d", "Indic", "Socié"]
    assert [title[:5] for title in titles(house, "de")] == ["Ander", "Ausla", "Firma", "GLN e", "Ungen"]


def test_a_language_in_which_nothing_was_written_gets_the_first_one(house):
    reason = actions.add_reason(as_supervisor(house), (FRENCH, GERMAN))
    assert reason.in_language("de") == GERMAN
    assert reason.in_language("en") == FRENCH


def test_a_reason_is_changed_and_removed(house):
    ctx = as_supervisor(house)
    reason = actions.add_reason(ctx, (FRENCH,))
    actions.change_reason(ctx, reason, (FRENCH._replace(title="Siège à l’étranger"),))
    assert "Siège à l’étranger" in titles(house)
    assert FRENCH.title not in titles(house)
    actions.remove_reason(ctx, reason)
    assert len(titles(house)) == 4


def test_a_clerk_edits_nothing(house):
    (reason, *_rest) = house.portal["reasons"].values()
    ctx = house.at_the_office
    for attempt in (
        lambda: actions.add_reason(ctx, (FRENCH,)),
        lambda: actions.change_reason(ctx, reason, (FRENCH,)),
        lambda: actions.remove_reason(ctx, reason),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert len(titles(house)) == 4


def test_a_refusal_keeps_its_reason_when_the_list_changes(house):
    ctx = as_supervisor(house)
    reason = actions.add_reason(ctx, (FRENCH, GERMAN))
    user = house.waiting_company()
    actions.refuse_registration(ctx, user, "", reason)
    actions.remove_reason(ctx, reason)
    ((_name, row),) = refused_before(house.portal, "7601001000000")
    assert row.reason == (tuple(FRENCH), tuple(GERMAN))
