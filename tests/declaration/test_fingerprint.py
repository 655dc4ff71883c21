"""A form whose answers change has another fingerprint; one that changes its look only keeps it."""

import subprocess
import sys

import pytest

from guichet.declaration import (
    Amount,
    AttachmentKind,
    Choice,
    Day,
    Fields,
    InvoiceType,
    Lines,
    Quantity,
    Section,
    Text,
    YesNo,
    answer,
    fingerprint,
)
from guichet.i18n import _

MEANS = {"car": _("Voiture"), "train": _("Train")}


def form(**changes):
    inner = type("Inner", (Fields,), {"text": changes.pop("inner", Text(_("Dedans")))})
    questions = {
        "day": Day(_("Jour"), service_day=True),
        "means": Choice(_("Moyen"), MEANS, required=True),
        "km": Quantity(_("Km"), decimals=1, relevant=answer("means") == "car"),
        "lines": Lines(_("Lignes"), inner),
    }
    return type(changes.pop("class_name", "form"), (Fields,), questions | changes)


def of(made=None, **members):
    made = made or form()
    return fingerprint(type("Some", (InvoiceType,), {"id": "318.999", "form": made, **members})())


BEFORE = of()
SAME = {
    "label": form(km=Quantity(_("Kilomètres"), decimals=1, relevant=answer("means") == "car")),
    "help": form(day=Day(_("Jour"), service_day=True, help_text=_("Aide"), missing=_("Saisissez"))),
    "layout": form(day=Day(_("Jour"), service_day=True, width="w-m", row="a", group="b")),
    "unit": form(km=Quantity(_("Km"), decimals=1, unit="km", relevant=answer("means") == "car")),
    "texts of choices": form(means=Choice(_("Moyen"), {"car": _("Auto"), "train": _("Train")}, required=True)),
    "class name": form(class_name="Other"),
}
OTHER = {
    "limit": form(inner=Text(_("Dedans"), max_length=81)),
    "kind": form(inner=Amount(_("Dedans"))),
    "required": form(inner=Text(_("Dedans"), required=True)),
    "initial": form(inner=Text(_("Dedans"), initial="x")),
    "condition": form(km=Quantity(_("Km"), decimals=1, relevant=answer("means") == "train")),
    "negated": form(km=Quantity(_("Km"), decimals=1, relevant=~(answer("means") == "car"))),
    "decimals": form(km=Quantity(_("Km"), decimals=2, relevant=answer("means") == "car")),
    "choices": form(means=Choice(_("Moyen"), {**MEANS, "taxi": _("Taxi")}, required=True)),
    "order of choices": form(means=Choice(_("Moyen"), dict(reversed(MEANS.items())), required=True)),
    "service day": form(day=Day(_("Jour"))),
    "new question": form(more=YesNo(_("Plus"))),
    "name": form(day=Day(_("Jour"), name="date", service_day=True)),
    "section": form(lines=Section(_("Lignes"), Fields)),
}


@pytest.mark.parametrize("made", SAME.values(), ids=SAME)
def test_what_only_looks_different_keeps_the_fingerprint(made):
    assert of(made) == BEFORE


@pytest.mark.parametrize("made", OTHER.values(), ids=OTHER)
def test_what_is_answered_differently_changes_the_fingerprint(made):
    assert of(made) != BEFORE


def test_order_of_questions_changes_the_fingerprint():
    class One(Fields):
        a = Text(_("A"))
        b = Text(_("B"))

    class Two(Fields):
        b = Text(_("B"))
        a = Text(_("A"))

    assert of(One) != of(Two)


def test_documents_are_part_of_the_fingerprint_and_the_version_is_not():
    assert of(attachments=(AttachmentKind("bill", _("Facture")),)) != BEFORE
    assert of(attachments=(AttachmentKind("bill", _("Facture")),)) == of(
        attachments=(AttachmentKind("bill", _("Autre")),)
    )
    assert of(version=2) == BEFORE
    assert of(id="318.998") != BEFORE


def test_fingerprint_is_the_same_in_every_process():
    code = (
        "from guichet.declaration import fingerprint; from invoice_types.other_invoice import OtherInvoice;"
        "print(fingerprint(OtherInvoice()))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in "12"
    }
    assert len(runs) == 1
