"""Revisions as they were stored on the day their form was new: each has to stay readable for good.

A new version of a form gets a file of its own beside the others, which are never written again::

    python tests/samples/revisionsamples.py 318.632@2
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import canton_be.plugin
import invoice_types.plugin
from guichet.declaration import CheckContext
from guichet.documents.cleaning.outcome import CleanFile, FileFinding
from guichet.i18n import Localizer
from guichet.invoices.evaluation import Evaluation
from guichet.invoices.freeze_revision import freeze
from guichet.invoices.models import Attachment
from guichet.issuers.models import Beneficiary, Company
from guichet.plugins import Plugins

FOLDER = Path(__file__).parent / "revisions"
LANGUAGES = ("fr", "de")
"""Of the desk, the sender's first."""
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
BURGDORF = {"street": "Dorfstrasse 7", "postcode": "3400", "town": "Burgdorf"}
SERVICE = {
    "description": "Physiothérapie",
    "day": "14.10.2026",
    "quantity": "9",
    "unit_price": "48.30",
    "vat_included": "true",
}
JOURNEY = {
    "date": "14.10.2026",
    "from": "3400 Burgdorf",
    "to": "3010 Bern",
    "place_name": "Inselspital",
    "purpose": "medical_measure",
    "round_trip": "true",
    "means": "public",
    "ticket_price": "23.40",
    "departure_time": "8:15",
    "return_time": "16:30",
}
BY_CAR = {
    "means": "private_car",
    "car_necessary": "true",
    "justification": "Fauteuil roulant électrique",
    "km": "22.5",
}
WITH_A_NIGHT = {"date": "16.10.2026", "nights": "1", "companion": "true", "companion_name": "Ida Muster"}
BY_AI_CAR = BY_CAR | {"date": "20.10.2026", "car_ai_financed": "true", "km": "12", "taxi_amount": "quarante francs"}
AT_HOME = {"month": "04.2026", "at_home": "30", "hospital_insured": "true"}
MARA = {
    "name": "Mara Exemple",
    "birth_date": "2.3.1990",
    "relation": "none",
    "contract_from": "1.2.2025",
    "days": [{"hours": "3.5" if day in (2, 5, 7) else ""} for day in range(1, 32)],
}
IN_HOSPITAL = {
    "month": "06.2026",
    "at_home": "0",
    "hospital": "30",
    "attested": "yes",
    "attested_from": "1.6.2026",
    "attested_to": "30.6.2026",
}
AID = {
    "aid": "other",
    "item": "Objet de l’exemple",
    "nature": "purchase",
    "day": "14.10.2026",
    "quantity": "1",
    "unit_price": "640.50",
    "vat_included": "true",
    "supplier": "Fournisseur de l’Exemple SA",
    "supplier_number": "2026-117",
    "supplier_date": "15.10.2026",
}
HEARING = {"ears": "both", "day": "14.10.2026", "seller": "Audition SA", "bill_day": "15.10.2026", "bill_total": "620"}
MAINTENANCE = AID | {"nature": "operation_maintenance", "item": "Entretien", "quantity": "2"}
DETAILS: Mapping[str, Any] = {
    "318.632.1": {
        "lines": [
            JOURNEY,
            JOURNEY | BY_CAR | WITH_A_NIGHT,
            JOURNEY | BY_AI_CAR,
            JOURNEY | {"date": "21.10.2026", "purpose": "aid_fitting"},
        ]
    },
    "318.632": {
        "lines": [
            SERVICE | {"until": "30.10.2026"},
            SERVICE | {"quantity": "1", "unit_price": "960", "approved_max": "900", "vat_included": ""},
        ],
        "decision_date": "1.9.2026",
        "copy_given": "true",
        "already_paid": "true",
        "third_party": "300.00",
    },
    "318.632.2": {
        "degree": "medium",
        "supplement": "4h",
        "months": [AT_HOME, AT_HOME | {"month": "05.2026", "at_home": "22", "paid_home": "9"}, AT_HOME | IN_HOSPITAL],
        "abroad": "true",
        "nights_declared": "true",
    },
    "318.536": {
        "month": "10.2026",
        "assistants": [
            MARA
            | {
                "activities": [{"days": "6, 8", "start": "8:00", "end": "10:30", "area": "g", "special": "true"}],
                "nights": [{"days": "3, 10", "level": "3", "persons": "2"}],
                "prevented": [
                    {"first": "12.10.2026", "last": "16.10.2026", "hours": "24", "reason": "ill", "benefit": "400"}
                ],
            },
            MARA | {"name": "Jonas Modèle", "for_others": "true"},
        ],
        "stays": [{"first": "1.10.2026", "last": "3.10.2026", "place": "hospital"}],
        "acute_from": "quarante francs",
    },
    "318.635": {
        "use_area": "workplace",
        "employer_name": "Atelier de l’Exemple",
        "lines": [
            AID | {"aid": "device", "unit_price": "2890", "approved_max": "2500", "own_share": "150"},
            AID | {"aid": "device", "unit_price": "385"},
            {"aid": "fm_batteries", "day": "3.2.2026"},
            MAINTENANCE,
        ],
        "employer_share": "200",
    },
    "318.636": {
        "subject": "vehicle",
        "make": "Exemple 500",
        "plate": "BE 12345",
        "first_registration": "1.3.2021",
        "odometer": "84000",
        "lines": [
            AID | {"aid": "conversion", "previous_day": "1.5.2019"},
            {"aid": "depreciation", "day": "3.2.2026"},
            AID | {"aid": "garage_door", "unit_price": "1780"},
        ],
    },
    "318.637": {
        "lines": [
            AID | {"aid": "wig", "supply": "first", "unit_price": "1640"},
            AID | {"aid": "eye_prosthesis", "supply": "renewal", "side": "left", "eye_material": "glass"},
        ],
        "estimate_number": "Offre 17",
        "estimate_amount": "2000",
        "already_paid": "true",
    },
    "318.638": {
        "lines": [
            {"aid": "guide_dog_upkeep", "first_month": "01.2026", "last_month": "03.2026"},
            AID | {"aid": "guide_dog_vet"},
            AID | {"aid": "player", "unit_price": "248", "omai_number": "11.04"},
        ]
    },
    "318.639": {
        "lives_in_home": "true",
        "lines": [
            {"aid": "dog_mobility", "day": "3.2.2026", "school": "École de l’Exemple"},
            AID | {"aid": "bed", "unit_price": "3150"},
            MAINTENANCE | {"aid": "platform", "third_party_liable": "true"},
        ],
    },
    "300.001": {
        "scheme": "adult",
        "lines": [
            HEARING | {"claim": "device", "supply": "renewal", "previous_day": "1.2.2019", "device_model": "Exemple M"},
            HEARING | {"claim": "repair_electronics", "in_operation_since": "1.3.2026"},
            HEARING | {"claim": "batteries", "first_year": "2025", "last_year": "2026", "gln": "sept mille"},
        ],
    },
}
"""Answers by form: several kinds of terms, a warning, an answer that does not count."""
DOCUMENTS = {
    "318.632.1": ("ticket",),
    "318.632": ("bill", "payment"),
    "318.632.2": ("attestation", "home_bill"),
    "300.001": ("bill", "manufacturer"),
    "318.536": ("payslip", "certificate"),
    "318.636": ("bill", "registration"),
    "318.637": ("bill", "payment", "estimate"),
}
"""Kinds of document by form, where it is not the bill alone."""


def evaluation(type_id: str) -> Evaluation:
    """What Home-Aide Emmental claims for Anna Muster, to be paid to a third person: for the office to see."""
    plugins = Plugins("be", {"canton_be": canton_be.plugin, "invoice_types": invoice_types.plugin})
    anna = Beneficiary(
        first_name="Anna", last_name="Muster", birth_date=date(1984, 3, 12), avs="7561234567897", **BURGDORF
    )
    attached = frozenset(one.kind for one in documents(type_id))
    payee = {"account": "other", "iban": "CH9300762011623852957", "account_holder": "Rosa Muster"}
    return Evaluation(
        plugins=plugins,
        invoice_type=plugins.invoice_type(type_id),
        issuer=Company(name="Home-Aide Emmental SA", gln="7601001000000", now=NOW, **BURGDORF),
        beneficiary=anna,
        cstruct={
            "payee": payee,
            "decision": {"choice": "other", "number": "30220250012345"},
            "issue": {"number": "R-17", "date": "28.11.2026"},
            "details": DETAILS[type_id],
            "remark": "Merci « beaucoup »\nÀ bientôt",
        },
        context=CheckContext(today=NOW.date(), filed_on=NOW.date(), office_code="302", attached=attached),
    )


def documents(type_id: str) -> list[Attachment]:
    """What has to go with the answers."""
    return [_document(kind, f"{kind}.pdf") for kind in DOCUMENTS.get(type_id, ("bill",))]


def _document(kind: str, filename: str) -> Attachment:
    file = CleanFile(
        filename=filename,
        content_type="application/pdf",
        content=bytes(38_000),
        pages=2,
        findings=(FileFinding("links"), FileFinding("machine-data", ("factur-x.xml",))),
        sha256=hashlib.sha256(filename.encode()).hexdigest(),
    )
    made = Attachment(file, filename=filename, kind=kind, blob=None, now=NOW)
    made.__name__ = f"document-{kind}"
    return made


def frozen(type_id: str) -> bytes:
    """The revision that would be stored today."""
    made = evaluation(type_id)
    assert made.is_ready, [(issue.path, issue.code) for issue in made.errors]
    return freeze(made, documents(type_id), [Localizer(language, made.plugins.locales) for language in LANGUAGES])


def readable(content: bytes) -> str:
    """The data of a revision as JSON to look at."""
    return json.dumps(json.loads(zlib.decompress(content)), ensure_ascii=False, indent=1) + "\n"


def stored() -> dict[str, bytes]:
    """The stored revisions by type and version, e.g. ``"318.632@1"``."""
    return {file.name.removesuffix(".fr.bin"): file.read_bytes() for file in sorted(FOLDER.glob("*.fr.bin"))}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        written = FOLDER / f"{name}.fr.bin"
        if written.exists():
            sys.exit(f"{written} is stored for good: a changed form has another version")
        data = frozen(name.partition("@")[0])
        written.write_bytes(data)
        written.with_suffix(".json").write_text(readable(data), encoding="utf-8")
