"""The answers of an invoice as rows of text in one language, for the check page and for a revision."""

from collections.abc import Iterator

from translationstring import TranslationString

from guichet.declaration import AmountTerm, DetailsEvaluation, SummaryRow, SummaryValue
from guichet.declaration.header import InvoiceHeader
from guichet.declaration.summary import Localizable, Span
from guichet.i18n import Localizer, _
from guichet.invoices.evaluation import DETAILS, Evaluation
from guichet.invoices.frozen import TextList, TextRow
from guichet.values import avs, decision_number, gln, iban, payment_reference


def text_rows(evaluation: Evaluation, localize: Localizer) -> tuple[TextRow, ...]:
    """All rows in the order of the form."""
    header = evaluation.header
    remark = TextRow("remark", localize(_("Remarque")), _filled(*header.remark.splitlines()), "remark")
    return (*_header_rows(header, localize), *details_rows(evaluation.details, localize), remark)


def details_rows(details: DetailsEvaluation, localize: Localizer) -> Iterator[TextRow]:
    """The rows of the type's own form, with paths of the whole form."""
    for row in details.summary:
        answers = (_answer(value, localize) for value in row.values)
        path = f"{DETAILS}.{row.path}" if row.path else DETAILS
        values = _filled(*answers, *_amounts(row, localize))
        # Lines without amounts are no table: each is printed like a question.
        if row.line_of is None or not row.line_of.has_amounts:
            yield TextRow(path, localize(row.label), values)
        else:
            yield TextRow(path, localize(row.label), values, "details", f"{DETAILS}.{row.line_of.path}", row.amounts)


def text_lists(evaluation: Evaluation, localize: Localizer) -> tuple[TextList, ...]:
    """Title and columns of each list that a line of `text_rows` is in."""
    lists = dict.fromkeys(row.line_of for row in evaluation.details.summary if row.line_of and row.line_of.has_amounts)
    return tuple(
        TextList(
            f"{DETAILS}.{each.path}", localize(each.label), tuple(localize(heading) for _code, heading in each.columns)
        )
        for each in lists
    )


def brief_texts(row: SummaryRow, localize: Localizer) -> tuple[str, ...]:
    """What a line says when it is folded: when, what and how; empty texts for what was not answered."""
    return tuple(_answer(value, localize) if value else "" for value in row.brief)


def _header_rows(header: InvoiceHeader, localize: Localizer) -> Iterator[TextRow]:
    def row(path: str, label: TranslationString, *values: str) -> TextRow:
        return TextRow(path, localize(label), _filled(*values), "header")

    born = localize.short_date(header.birth_date)
    yield row("beneficiary", _("Bénéficiaire"), f"{header.beneficiary}, {born}", avs.show(header.avs), header.address)
    if header.representative:
        yield row("representative", _("Représentant légal"), header.representative)
    if header.gln:
        yield row("issuer", _("Émetteur"), header.issuer, f"GLN {gln.show(header.gln)}")
    number = decision_number.show(header.decision_number) if header.decision_number else ""
    yield row("decision", _("Numéro de décision"), number)
    account = iban.show(header.iban) if header.iban else ""
    reference = payment_reference.show(header.payment_reference) if header.payment_reference else ""
    holder = header.account_holder or (localize(_("Titulaire non indiqué")) if account else "")
    yield row("payee", _("Compte à créditer"), holder, account, reference)
    if header.gln:
        yield row("issue", _("Facture"), header.invoice_number, localize.short_date(header.invoice_date))


def _answer(value: SummaryValue, localize: Localizer) -> str:
    text = ", ".join(filter(None, (text_of(part, localize) for part in value.parts)))
    if value.label is None or not text:
        return text
    return localize(_("${label} : ${text}", mapping={"label": value.label, "text": text}))


def text_of(value: Localizable, localize: Localizer) -> str:
    """A text or typed answer as the language writes it."""
    if isinstance(value, TranslationString):
        return localize(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Span):
        return f"{text_of(value.first, localize)} – {text_of(value.last, localize)}"
    # The alias of `Localizable` says int: a Money, which mypy cannot tell from a number of Rappen.
    return localize.format(value)  # type: ignore[arg-type]


def points_text(points: int, localize: Localizer) -> str:
    """How much stands against sending: « 2 points à compléter »."""
    if not points:
        return localize(_("Tout est rempli"))
    return localize.plural(points, _("${n} point à compléter"), _("${n} points à compléter"))


def _amounts(row: SummaryRow, localize: Localizer) -> Iterator[str]:
    """Terms of a row with their formulas, and their sum where there are several. A line has its sum in a column."""
    for term in row.terms:
        yield amount_text(term, localize)
    if len(row.terms) > 1 and row.line_of is None:
        yield localize(_("Total : ${amount}", mapping={"amount": localize.money(row.amount)}))


def amount_text(term: AmountTerm, localize: Localizer) -> str:
    """« 45 km × CHF 0.45 = CHF 20.25 », « Repas : CHF 19.00 ». A term that comes to nothing has no amount."""
    amount = localize.money(term.amount)
    if term.formula is None:
        return amount
    formula = localize(term.formula)
    if not term.amount:
        return formula
    # What follows a comma limits or explains the product, which then is not the amount.
    _before, times, last = formula.rpartition("×")
    text = _("${formula} = ${amount}") if times and "," not in last else _("${formula} : ${amount}")
    return localize(text, formula=formula, amount=amount)


def _filled(*values: str) -> tuple[str, ...]:
    return tuple(value for value in values if value)
