"""Contents of a data export: which attributes of which records, and which are left out for what reason.

Every persistent attribute of these classes is in one of the three tables. A test compares the tables with the classes:
an attribute that is added later fails it until it is in one of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from guichet.i18n import Localizer
from guichet.invoices.corrections import Correction
from guichet.invoices.models import Attachment, Invoice, Revision
from guichet.issuers.beneficiary_details import Grant, PowerOfAttorney, Representative
from guichet.issuers.models import BankAccount, Beneficiary, Company, InsuredPerson, Issuer
from guichet.store.models import Portal
from guichet.users.journal import LABELS, notes
from guichet.users.models import PhoneRequest, Session, User
from guichet.users.session_records import full_sessions

GIVEN: Mapping[type, tuple[str, ...]] = {
    User: (
        "email", "first_name", "last_name", "phone", "phone_proven", "language", "state", "roles", "created",
        "conditions", "last_sign_in", "codes_paused", "recovery_made", "shortcuts", "former_names", "former_phones",
        "phone_replaced",
    ),
    PhoneRequest: ("number", "reach", "app_lost", "requested_at", "effective"),
    Session: ("opened", "device", "confirmed"),
    Company: ("name", "gln", "street", "postcode", "town", "created", "received"),
    BankAccount: ("label", "iban", "account_holder"),
    InsuredPerson: ("created", "representation"),
    Beneficiary: (
        "salutation", "first_name", "last_name", "birth_date", "avs", "street", "postcode", "town",
        "iban", "account_holder", "payment_reference", "removed",
    ),
    PowerOfAttorney: (
        "filename", "content_type", "size", "pages", "sha256", "findings", "received", "valid_from", "valid_until",
        "sent", "removed", "infected",
    ),
    Invoice: ("reference", "type_id", "type_version", "state", "saved", "beneficiary_id", "retention_start"),
    Revision: ("number", "sent", "total", "language"),
    Correction: ("revision_number", "deadline"),
    Attachment: (
        "filename", "kind", "content_type", "size", "pages", "sha256", "joined", "findings", "received", "bills",
        "infected",
    ),
}  # fmt: skip
"""Attributes exported as they are stored."""
SHOWN_OTHERWISE: Mapping[type, tuple[str, ...]] = {
    User: ("journal", "totp_nonce", "recovery_left", "phone_request"),
    Company: ("members", "former_members", "bank_accounts", "beneficiaries", "invoices"),
    InsuredPerson: ("members", "former_members", "beneficiaries", "invoices", "self_id"),
    Beneficiary: ("decisions", "grants", "stored_representative", "powers_of_attorney"),
    Invoice: (
        "revisions",
        "corrections",
        "overrides",
        "conversation",
        "attached",
        "attachments",
        "submitted_by",
        "saved_by",
    ),
    Correction: ("replies", "changed"),
    Revision: ("content", "attachments", "sent_by", "pdf"),
}
"""Attributes exported in words, as a file of the archive, or elsewhere in the JSON document."""
WITHHELD: Mapping[type, Mapping[str, str]] = {
    User: {
        "password_hash": "a secret",
        "trusted": "hashes of cookies; the page of devices lists the browsers",
        "saved_form": "what is being typed",
        "saved_form_at": "what is being typed",
        "issuer_id": "an id inside the desk",
        "wrong_codes": "counts tries",
        "wrong_in_a_row": "counts tries",
        "totp_step": "counts tries",
        "recovery_nonce": "a secret",
    },
    Session: {
        "user_id": "an id inside the desk",
        "stage": "full sessions only",
        "next_path": "an address inside the desk",
        "challenge": "a secret",
        "totp_nonce": "a secret, of an app that is being set up",
        "ended_oldest": "chooses the sentence after signing in",
    },
    Invoice: {
        "draft_version": "tells pages of one draft apart",
        "assignee": "how the office shares its work",
        "follow_up": "how the office shares its work",
        "found": "how many points the office is to examine, until it has decided",
        "undo_until": "five minutes in which a mistake of the office is taken back",
        "waiting_mails": "five minutes in which a mistake of the office is taken back",
        "counted": "what the latest event added to the figures of a month, to be taken off when it is undone",
    },
    Revision: {"pdf_sha256": "shows damage on the desk's disk"},
    Correction: {"sent": "the answers of the revision, until they are sent again", "lines": "numbers inside the desk"},
    Beneficiary: {"earlier_keys": "leads a page that is open to a number that was changed"},
    Company: {"people_changed": "keeps two managers from changing people at once"},
    BankAccount: {"id": "an id inside the desk"},
    Attachment: {
        "blob": "the document, to be had from the invoice's page",
        "thumbnail": "a small picture of the document",
        "thumbnail_sha256": "shows damage on the desk's disk",
        "unscanned": "the file as its sender has it, until the malware scanner has answered",
        "unscanned_sha256": "shows damage on the desk's disk",
    },
    PowerOfAttorney: {
        "blob": "the document, to be had from the beneficiary's page",
        "unscanned": "the file as its sender has it, until the malware scanner has answered",
        "unscanned_sha256": "shows damage on the desk's disk",
    },
}
"""Attributes that are not exported, each with the reason: secrets, technical values, what is elsewhere."""


def user_data(portal: Portal, user: User, localize: Localizer) -> dict[str, Any]:
    """The account of a user, with the journal in the language of ``localize``, the sessions and the second factors."""
    journal = [
        {"moment": note.moment.isoformat(), "event": localize(LABELS[note.event]), "detail": note.detail}
        for note in notes(user)
    ]
    sessions = [_given(session) for session in full_sessions(portal, user.id)]
    factors = {"has_app": bool(user.totp_nonce), "recovery_codes_left": len(user.recovery_left)}
    new_phone = {"new_phone": _given(user.phone_request) if user.phone_request else None}
    return _given(user) | factors | new_phone | {"journal": journal, "sessions": sessions}


def issuer_data(portal: Portal, issuer: Issuer) -> dict[str, Any]:
    """A company or insured person with members, beneficiaries and bank accounts."""
    data = {
        "kind": issuer.kind,
        **_given(issuer),
        "members": [{"name": _name(portal, user_id), "role": role} for user_id, role in issuer.members.items()],
        "former_members": [_name(portal, user_id) for user_id in issuer.former_members],
        # The invoices name their beneficiary by this id.
        "beneficiaries": [_beneficiary_data(person) for person in issuer.beneficiaries.values()],
    }
    if isinstance(issuer, Company) and issuer.bank_accounts:
        data["bank_accounts"] = [_given(account) for account in issuer.bank_accounts]
    return data


def _beneficiary_data(person: Beneficiary) -> dict[str, Any]:
    """A beneficiary with decisions and what they grant, legal representative and powers of attorney."""
    representative = person.representative
    return _given(person) | {
        "id": person.id,
        "decisions": [
            {"number": number, "label": label, **_plain_fields(person.grant(number))}
            for number, label in person.decisions
        ],
        "representative": _plain_fields(representative) if representative else None,
        "powers_of_attorney": [_given(document) for document in person.all_documents],
    }


def _plain_fields(record: Grant | Representative) -> dict[str, Any]:
    return {name: _plain(value) for name, value in record._asdict().items()}


def invoice_data(portal: Portal, invoice: Invoice) -> dict[str, Any]:
    """One invoice: the saved answers, each revision that was sent, documents and events."""
    override = invoice.accepted_override
    return _given(invoice) | {
        "submitted_by": _name(portal, invoice.submitted_by),
        "saved_by": _name(portal, invoice.saved_by),
        "answers": invoice.cstruct,
        "revisions": [_revision_data(portal, revision) for revision in invoice.revisions],
        "corrections": [_correction_data(correction) for correction in invoice.corrections],
        "documents": [_given(attachment) for attachment in invoice.attachments.values()],
        "history": [
            {"moment": event.moment.isoformat(), "event": event.transition, "message": event.message}
            # Without the actor: staff act for the office, and their names are not data of the applicant.
            for event in invoice.events
        ],
        # Amounts of the office in an acceptance; its own reasons are not data of the applicant.
        "completed": [{"path": one.path, "rappen": one.amount} for one in override.completions] if override else [],
        "messages": [
            {
                "moment": one.moment.isoformat(),
                "author": "office" if one.from_office else _name(portal, one.author),
                "text": one.text,
            }
            for one in invoice.conversation or ()
        ],
    }


def _revision_data(portal: Portal, revision: Revision) -> dict[str, Any]:
    return _given(revision) | {
        "sent_by": _name(portal, revision.sent_by),
        "form": revision.frozen.type_id,
        "form_version": revision.frozen.type_version,
        "header": revision.frozen.data["header"],
        "answers": revision.frozen.data["answers"],
        "amounts": [{"path": term.path, "rappen": term.amount} for term in revision.frozen.terms],
        "documents": len(revision.attachments),
    }


def _correction_data(correction: Correction) -> dict[str, Any]:
    return _given(correction) | {"marks": [mark._asdict() for mark in correction.marks]}


def _given(record: Any) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in GIVEN[type(record)]}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _name(portal: Portal, user_id: str) -> str:
    """The name of a user; empty for one who no longer exists."""
    user = portal["users"].get(user_id)
    return user.name if user is not None else ""
