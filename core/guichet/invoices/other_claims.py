"""Comparison with all other invoices of the desk, as they are today: same days, number or file, known account.

By AVS number, so that a claim is found again under another decision, invoice number, sender or account, also when the
insured person and a company both sent it. The sender never sees these findings: they tell of other people's invoices.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from guichet.declaration import ServiceDay
from guichet.i18n import Localizer, _
from guichet.invoices import claim_index
from guichet.invoices.claim_index import MAX_COMPARED, ClaimKey, claims_of
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.finding import Finding, label_of
from guichet.invoices.frozen import FrozenRevision, TextRow
from guichet.invoices.models import ACCEPTED, Invoice
from guichet.issuers.models import Issuer
from guichet.store.models import Portal, find, portal_of

MORE = _(
    "Il y a plus de ${number} autres demandes pour cette personne et ces mois : seules les ${number} dernières sont "
    "comparées. Cherchez les autres dans la liste de travail"
)
MAX_KEYS = 1000
"""Invoices with one document, or of one person, that are gone through for one of another sender or account."""
MAX_PERSON = 5
"""The latest invoices of a person whose date of birth is compared."""
MAX_SAME = 20
"""Invoices with the same account that are looked at, the latest first, for one that was accepted."""


def other_claims(
    invoice: Invoice, rows: Sequence[TextRow], localize: Localizer, *, paid_once: bool = False
) -> Iterator[Finding]:
    """The findings on the latest revision; ``rows`` are its rows in the language of the page.

    Where the services are ``paid_once``, the same days in an invoice that was accepted block the acceptance.
    """
    portal, frozen = portal_of(invoice), invoice.latest.frozen
    yield from _same_days(portal, invoice, rows, localize, paid_once)
    yield from _same_number(portal, invoice, frozen, rows)
    yield from _same_files(portal, invoice, frozen, rows)
    # Asked once: the keys alone, and only a few invoices of them are loaded.
    person = list(claims_of(portal).invoices(claim_index.person(frozen.header.avs), invoice.id, MAX_KEYS))
    yield from _other_person(portal, person, frozen, rows, localize)
    yield from _account(portal, invoice, person, rows)


def _same_days(
    portal: Portal, invoice: Invoice, rows: Sequence[TextRow], localize: Localizer, paid_once: bool
) -> Iterator[Finding]:
    frozen = invoice.latest.frozen
    keys = _same_months(portal, invoice, frozen)
    others = [_loaded(portal, key) for key in keys[:MAX_COMPARED]]
    found = False
    for service in frozen.service_days:
        for other in others:
            day = next(
                (max(service.first, one.first) for one in other.latest.frozen.service_days if _overlap(service, one)),
                None,
            )
            if day is not None:
                found = True
                mapping = {"reference": other.reference, "day": day}
                yield Finding(
                    False,
                    _("La demande ${reference} contient déjà le ${day}", mapping=mapping),
                    label_of(f"{DETAILS}.{service.path}", rows),
                    _differences(invoice, other, localize),
                    code="G7",
                    path=f"{DETAILS}.{service.path}",
                    blocks=paid_once and other.state in ACCEPTED,
                    other_reference=other.reference,
                )
                break
    if len(keys) > MAX_COMPARED:
        # Never in order: who sends many small invoices would hide the one that claims the same days.
        yield Finding(False, MORE % {"number": MAX_COMPARED}, code="G7")
    elif not found:
        yield Finding(True, _("Aucune autre demande pour cette personne et les mêmes jours"))


def _same_months(portal: Portal, invoice: Invoice, frozen: FrozenRevision) -> list[ClaimKey]:
    """Other invoices of the person and type with a service in one of the same months, the latest first.

    Some are missing only where there are more than `MAX_COMPARED`.
    """
    months = {month for one in frozen.service_days for month in claim_index.months(one.first, one.last)}
    facts = [claim_index.services(frozen.header.avs, frozen.type_id, month) for month in sorted(months)]
    claims = claims_of(portal)
    found = {key.invoice_id: key for fact in facts for key in claims.invoices(fact, invoice.id, MAX_COMPARED + 1)}
    return sorted(found.values(), key=lambda key: key.order)


def _overlap(one: ServiceDay, other: ServiceDay) -> bool:
    return max(one.first, other.first) <= min(one.last, other.last)


def _differences(invoice: Invoice, other: Invoice, localize: Localizer) -> str | None:
    """What the other invoice has of its own, « autre expéditeur et autre compte »; None when nothing differs."""
    mine, theirs = invoice.latest.frozen.header, other.latest.frozen.header
    compared = (
        (find(invoice, Issuer) is not find(other, Issuer), _("autre expéditeur")),
        (mine.decision_number != theirs.decision_number, _("autre numéro de décision")),
        (mine.iban != theirs.iban, _("autre compte")),
        (mine.beneficiary != theirs.beneficiary, _("autre nom")),
    )
    texts = [localize(text) for differs, text in compared if differs]
    return localize.listing(texts) if texts else None


def _same_number(
    portal: Portal, invoice: Invoice, frozen: FrozenRevision, rows: Sequence[TextRow]
) -> Iterator[Finding]:
    number = frozen.header.invoice_number
    if not number:
        return
    fact = claim_index.invoice_number(find(invoice, Issuer).id, number)
    for key in claims_of(portal).invoices(fact, besides=invoice.id, limit=1):
        other = _loaded(portal, key).reference
        text = _("La demande ${reference} porte le même numéro de facture", mapping={"reference": other})
        yield Finding(False, text, label_of("issue", rows), code="G18", other_reference=other)


def _same_files(portal: Portal, invoice: Invoice, frozen: FrozenRevision, rows: Sequence[TextRow]) -> Iterator[Finding]:
    """Each document that another sender has sent as well, alone or as a page; compared by hashes and not opened."""
    claims, own = claims_of(portal), find(invoice, Issuer).id
    for document in frozen.documents:
        facts = map(claim_index.any_file, invoice.attachments[document.id].hashes)
        # Keys alone are read until one of another sender is found: the sender may have sent it often.
        keys = chain.from_iterable(claims.invoices(fact, invoice.id, MAX_KEYS) for fact in facts)
        other = next((_loaded(portal, key).reference for key in keys if key.issuer_id != own), "")
        if other:
            mapping = {"filename": document.filename, "reference": other}
            text = _(
                "Même fichier que dans la demande ${reference} d’un autre expéditeur : ${filename}", mapping=mapping
            )
            yield Finding(False, text, label_of("documents", rows), code="same-file", other_reference=other)


def _other_person(
    portal: Portal, person: Sequence[ClaimKey], frozen: FrozenRevision, rows: Sequence[TextRow], localize: Localizer
) -> Iterator[Finding]:
    """An invoice with the AVS number and another date of birth: one of the two has the number of another person.

    A name is written in several ways, and changes; a date of birth does neither.
    """
    header = frozen.header
    for key in person[:MAX_PERSON]:
        other = _loaded(portal, key)
        theirs = other.latest.frozen.header
        if theirs.birth_date != header.birth_date:
            yield Finding(
                False,
                _(
                    "La demande ${reference} a le même N° assuré et une autre date de naissance",
                    mapping={"reference": other.reference},
                ),
                label_of("beneficiary", rows),
                f"{theirs.beneficiary}, {localize.short_date(theirs.birth_date)}",
                code="other-person",
                other_reference=other.reference,
            )
            return


def _account(
    portal: Portal, invoice: Invoice, person: Sequence[ClaimKey], rows: Sequence[TextRow]
) -> Iterator[Finding]:
    """An account that the office has not accepted for the person, who has another one; a holder that is not known.

    What a stranger has sent proves no account, however often it was sent.
    """
    claims, header = claims_of(portal), invoice.latest.frozen.header
    if not header.iban:
        return
    same = list(claims.invoices(claim_index.account(header.avs, header.iban), invoice.id, MAX_KEYS))
    if any(one.state in ACCEPTED for one in (invoice, *(_loaded(portal, key) for key in same[:MAX_SAME]))):
        return
    # As many as that are more than one person has: the one with the other account may be behind them.
    if len(person) == MAX_KEYS or {key.invoice_id for key in person} - {key.invoice_id for key in same}:
        text = _(
            "Une autre demande pour cette personne indique un autre compte, et aucune demande acceptée n’indique "
            "celui-ci"
        )
        yield Finding(False, text, label_of("payee", rows), code="new-account")
    if not header.account_holder:
        text = _("Le titulaire de ce compte n’est pas indiqué")
        yield Finding(False, text, label_of("payee", rows), code="no-holder")


def same_account(invoice: Invoice) -> list[Invoice]:
    """The latest other invoices for the person to the same account, `MAX_SAME` at most."""
    portal, header = portal_of(invoice), invoice.latest.frozen.header
    keys = claims_of(portal).invoices(claim_index.account(header.avs, header.iban), invoice.id, MAX_SAME)
    return [_loaded(portal, key) for key in keys] if header.iban else []


def _loaded(portal: Portal, key: ClaimKey) -> Invoice:
    found: Invoice = portal["issuers"][key.issuer_id].invoices[key.invoice_id]
    return found
