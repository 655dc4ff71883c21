"""The list of reasons that the office may edit."""

import pytest

from guichet.action_context import NotAllowed
from guichet.office.reasons import reason_actions
from guichet.office.reasons.models import CORRECTIONS, ReasonText
from guichet.office.reasons.proposed_reasons import proposed_reasons
from guichet.office.registrations.decided_registrations import refused_before
from guichet.office.registrations.registration_actions import refuse_registration

FRENCH = ReasonText("fr", "Émoluments impayés", "Réglez d’abord la facture ouverte.")
GERMAN = ReasonText("de", "Ausland", "Ihre Firma braucht einen Sitz in der Schweiz.")


def titles(scenario, language="fr"):
    return [reason.title for _name, reason in scenario.portal["reasons"].by_title(language)]


def as_supervisor(scenario):
    scenario.clerk.roles = ("supervisor",)
    return scenario.office_ctx


def test_a_new_desk_has_four_usual_reasons_in_french_and_german(scenario):
    assert len(titles(scenario)) == 4
    assert "Société déjà inscrite" in titles(scenario)
    assert "Firma bereits registriert" in titles(scenario, "de")
    assert all(reason.in_language("de").text for reason in scenario.portal["reasons"].values())


def test_reasons_are_sorted_by_title_in_the_language_of_the_reader(scenario):
    reason_actions.add_reason(as_supervisor(scenario), scenario.portal["reasons"], (FRENCH, GERMAN))
    assert [title[:5] for title in titles(scenario)] == ["Autre", "Émolu", "GLN d", "Indic", "Socié"]
    assert [title[:5] for title in titles(scenario, "de")] == ["Ander", "Ausla", "Firma", "GLN e", "Ungen"]


def test_a_reason_without_a_language_falls_back_to_its_first_one(scenario):
    reason = reason_actions.add_reason(as_supervisor(scenario), scenario.portal["reasons"], (FRENCH, GERMAN))
    assert reason.in_language("de") == GERMAN
    assert reason.in_language("en") == FRENCH


def test_a_reason_is_changed_and_removed(scenario):
    ctx = as_supervisor(scenario)
    reason = reason_actions.add_reason(ctx, scenario.portal["reasons"], (FRENCH,))
    reason_actions.change_reason(ctx, reason, (FRENCH._replace(title="Siège à l’étranger"),), ())
    assert "Siège à l’étranger" in titles(scenario)
    assert FRENCH.title not in titles(scenario)
    reason_actions.remove_reason(ctx, reason)
    assert len(titles(scenario)) == 4


def test_a_clerk_edits_nothing(scenario):
    (reason, *_rest) = scenario.portal["reasons"].values()
    ctx = scenario.office_ctx
    for attempt in (
        lambda: reason_actions.add_reason(ctx, scenario.portal["reasons"], (FRENCH,)),
        lambda: reason_actions.change_reason(ctx, reason, (FRENCH,), ()),
        lambda: reason_actions.remove_reason(ctx, reason),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert len(titles(scenario)) == 4


def test_a_refusal_keeps_its_reason_when_the_list_changes(scenario):
    ctx = as_supervisor(scenario)
    reason = reason_actions.add_reason(ctx, scenario.portal["reasons"], (FRENCH, GERMAN))
    user = scenario.waiting_company()
    refuse_registration(ctx, user, "", reason)
    reason_actions.remove_reason(ctx, reason)
    ((_name, row),) = refused_before(scenario.portal, "7601001000000")
    assert row.reason == (tuple(FRENCH), tuple(GERMAN))


def test_new_desk_has_the_reasons_of_the_forms_that_it_opens(desks):
    desk = desks["be"]
    declared = [one for form in desk.plugins.invoice_types.values() for one in form.correction_reasons]
    assert declared
    with desks.looking("be") as ctx:
        for language in desk.tenant.languages:
            found = {(one.title, one.text) for _id, one in ctx.portal[CORRECTIONS].by_title(language)}
            localize = desk.localizer(language)
            assert {(localize(one.title), localize(one.text)) for one in declared} <= found


def test_reason_of_a_form_that_the_list_lacks_is_proposed_until_answered(desks, sign_in):
    desk = desks["be"]
    with desks.acting("be", "supervisor@be.example") as ctx:
        assert list(proposed_reasons(desk, ctx.portal[CORRECTIONS])) == []
        # As on a desk that was made before its forms declared any; the office has changed one of its own.
        reasons = ctx.portal[CORRECTIONS]
        reasons.answered = ()
        kept = len(reasons.by_title("fr"))
        by_title = {one.title: name for name, one in reasons.by_title("fr")}
        for title in ("Motif du trajet", "Montant annuel épuisé"):
            reasons.remove(by_title[title])
    supervisor = sign_in(desks.browser("be"), "supervisor@be.example")
    assert "Motifs de correction proposés par les formulaires : 2" in supervisor.open("/alerts").page
    supervisor.follow("Ouvrir la liste").press("Reprendre, Motif du trajet")
    assert supervisor.page.notice == "Le motif est dans la liste. Vous pouvez modifier son texte."
    supervisor.press("Ne pas reprendre, Montant annuel épuisé")
    assert "Motifs proposés" not in supervisor.page
    with desks.looking("be") as ctx:
        titles = [one.title for _name, one in ctx.portal[CORRECTIONS].by_title("fr")]
        assert len(titles) == kept - 1
        assert "Motif du trajet" in titles
