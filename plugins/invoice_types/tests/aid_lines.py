"""Lines and invoices of aids, for the tests of forms 318.635 to 318.639."""

from datetime import date

from guichet.sdk import CheckContext, EarlierInvoice, FrozenAnswers, Localizer
from guichet.testing.invoice_types import counted_by, evaluate
from invoice_types.aids.autonomy import AutonomyAids
from invoice_types.aids.conversions import Conversions
from invoice_types.aids.head import HeadAids
from invoice_types.aids.vision import VisionAids
from invoice_types.aids.workplace import WorkplaceAids

FR = Localizer("fr")
TODAY = date(2026, 11, 28)
DOCUMENTS = frozenset({"bill", "payment", "estimate", "registration"})
DECISION = "30220250012345"
WORK, CARS, HEAD, VISION, AUTONOMY = WorkplaceAids(), Conversions(), HeadAids(), VisionAids(), AutonomyAids()
BUILDING = {"subject": "building", "building_address": "Rue de l’Exemple 1, 3000 Berne", "stage": "final"}
VEHICLE = {"subject": "vehicle", "make": "Exemple 500", "job_held": "true"}
AROUND = {WORK: {"use_area": "workplace"}, CARS: VEHICLE, HEAD: {}, VISION: {}, AUTONOMY: {}}
"""Answers that a form requires beside its aids."""


def aid(unit_price="100.00", kind="other", quantity="1", **changes):
    """An aid on the bill of a supplier; questions that do not count for its kind are passed over."""
    line = {"aid": kind, "item": "Objet", "nature": "purchase", "day": "14.10.2026", "vat_included": "true"}
    line |= {"supplier": "Exemple SA", "supplier_number": "2026-17", "supplier_date": "15.10.2026"}
    line |= {"school": "École de l’Exemple", "supply": "first", "side": "left", "eye_material": "glass"}
    return line | {"quantity": quantity, "unit_price": unit_price} | changes


def flat(kind, day="14.10.2026", **changes):
    """A flat rate, without a bill."""
    return {"aid": kind, "day": day, "school": "École de l’Exemple"} | changes


def interpreter(hours="36.5", **changes):
    """Hours of a service of third parties, CHF 62.00 each."""
    return aid("62.00", quantity=hours, nature="third_party_service", **changes)


def evaluated(form, *lines, today=TODAY, attached=DOCUMENTS, earlier=(), birth_date=None, **document):
    context = CheckContext(
        today,
        today,
        birth_date=birth_date,
        decision_number=DECISION,
        earlier=[frozen(one) for one in earlier],
        counted_before=counted_by(*earlier),
        attached=frozenset(attached),
    )
    return evaluate(form, AROUND[form] | {"lines": list(lines)} | document, context)


def frozen(evaluation):
    """An earlier invoice, as its revision froze it; for another decision, so that its days may be the same."""
    return EarlierInvoice(
        reference="BE-2026-2W8N-5RDA",
        decision_number="30220240004711",
        service_days=evaluation.service_days,
        answers=FrozenAnswers(evaluation.appstruct),
        amounts={path: sum(term.amount for term in terms) for path, terms in evaluation.amounts.by_path.items()},
    )


def codes(evaluation):
    """What the sender reads, but for the reminder of services of more than twelve months ago (G6)."""
    shown = (issue for issue in evaluation.issues if not issue.for_office_only and issue.code != "G6")
    return [(issue.level, issue.path, issue.code) for issue in shown]


INTERPRETED = evaluated(WORK, aid("21000.00", nature="third_party_service"))
WIG = evaluated(HEAD, aid("1280.00", "wig"))
"""Earlier invoices that leave little of a maximum."""
BED = [aid("3150.00", "bed"), aid("310.00", "bed_delivery")]
