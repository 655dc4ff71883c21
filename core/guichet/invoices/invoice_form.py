"""The form of an invoice on its page: declared questions, with saved accounts and decisions as choices."""

from collections.abc import Iterable
from typing import Any

import colander
from pyramid.request import Request

from guichet.declaration import Issue
from guichet.i18n import Localizer, _
from guichet.invoices.bill_panels import proposed_paths
from guichet.invoices.correction_lock import UNANSWERED
from guichet.invoices.evaluation import DETAILS, Evaluation
from guichet.invoices.header import offered_decisions
from guichet.invoices.header_form import OTHER, QR_ACCOUNT, SAVED, DecisionAnswers, IssueAnswers, PayeeAnswers
from guichet.invoices.line_texts import line_texts, list_sums
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.values import decision_number, iban
from guichet.web.forms import new_form
from guichet.web.forms.declared import declared_schema
from guichet.web.forms.form import Button, Form
from guichet.web.forms.form_context import FormLock
from guichet.web.forms.nodes import Choice

# The first button is the hidden one that the Enter key presses; the page draws the visible ones itself.
SEND = (Button("send", _("Envoyer ma demande")),)
LINE = "line"
"""Name in the query of the form: the path of the line that is not folded."""
Choices = list[tuple[str, Any, Any]]
"""Key, label, note."""


def invoice_form(request: Request, evaluation: Evaluation) -> Form:
    """The form, showing the answers of ``evaluation``; it is sent to the address of the page."""
    form = _form(
        request,
        evaluation,
        line_texts=line_texts(evaluation, request.localize),
        sums=list_sums(evaluation, request.localize),
        open_line=request.GET.get(LINE, ""),
    )
    form.context.proposed = proposed_paths(evaluation)
    if evaluation.lock is not None:
        form.context.lock = FormLock(evaluation.may_change, evaluation.may_remove_line)
    return form


def reading_form(request: Request, evaluation: Evaluation) -> Form:
    """The same questions, to read what was posted. Never drawn: so nothing is checked for the texts of its lines."""
    return _form(request, evaluation)


def _form(request: Request, evaluation: Evaluation, **texts: Any) -> Form:
    return new_form(
        request,
        _schema(evaluation),
        action=request.path,
        multipart=True,
        buttons=SEND,
        cstruct=evaluation.cstruct,
        **texts,
    )


def show_issues(form: Form, issues: Iterable[Issue], localize: Localizer) -> None:
    """Shows each issue at its question; those about documents are shown in their own part of the page."""
    for issue in issues:
        # A mark has a place of its own for its problem.
        if issue.path != "documents" and issue.code != UNANSWERED:
            form.add_problem(issue.path, localize(issue.message))


def _schema(evaluation: Evaluation) -> colander.SchemaNode:
    """The declared questions, with the saved accounts and decisions as choices."""
    form, saved = evaluation.header_form, saved_choices(evaluation)
    payee = _offering(declared_schema(PayeeAnswers, "payee"), "account", saved["payee.account"], as_list=False)
    payee.extras_title = QR_ACCOUNT
    parts = [
        payee,
        _offering(declared_schema(DecisionAnswers, "decision"), "choice", saved["decision.choice"], as_list=False),
    ]
    if "issue" in form.fields:
        parts.append(declared_schema(IssueAnswers, "issue"))
    details = declared_schema(evaluation.invoice_type.form, DETAILS)
    return colander.Schema(children=[*parts, details, declared_schema(form, "header")["remark"]])


def saved_choices(evaluation: Evaluation) -> dict[str, Choices]:
    """Saved accounts and decisions, by the path of the question that offers them; empty without saved ones."""
    issuer, beneficiary = evaluation.issuer, evaluation.beneficiary
    decisions = offered_decisions(beneficiary, evaluation.context.office_code)
    return {"payee.account": _accounts(issuer, beneficiary), "decision.choice": _decisions(decisions)}


def _offering(schema: colander.SchemaNode, name: str, choices: Choices, *, as_list: bool) -> colander.SchemaNode:
    """``schema`` with ``choices`` offered by its question ``name``; without any, the question is left out."""
    offered = [_offered(child, choices, as_list) if child.name == name else child for child in schema.children]
    # The other questions are those of the declared schema with their kept drawings, which a ``clone`` of the schema
    # would lose.
    kept = [child for child in offered if choices or child.name != name]
    offering = colander.Schema(name=schema.name, title="", children=kept)
    offering.conditions = schema.conditions
    return offering


def _offered(question: colander.SchemaNode, choices: Choices, as_list: bool) -> colander.SchemaNode:
    offered = Choice(choices, name=question.name, title=question.title, missing=None, as_list=as_list)
    # The declared type: the answer is read like every other of the declaration.
    offered.typ = question.typ
    return offered


def _accounts(issuer: Issuer, beneficiary: Beneficiary) -> Choices:
    """The account of the beneficiary, those of the company, and « Un autre compte »; empty without saved ones."""
    saved: Choices = []
    if beneficiary.iban:
        holder = beneficiary.account_holder or _("Compte enregistré, titulaire non indiqué")
        saved.append((SAVED, holder, iban.show(beneficiary.iban)))
    if isinstance(issuer, Company):
        for account in issuer.bank_accounts:
            name, number = account.account_holder or issuer.name, iban.show(account.iban)
            note = _("${iban}, avec N° de référence de paiement", mapping={"iban": number}) if account.is_qr else number
            saved.append((account.id, f"{name}, {account.label}", note))
    return [*saved, (OTHER, _("Un autre compte"), "")] if saved else []


def _decisions(decisions: Iterable[tuple[str, str]]) -> Choices:
    saved: Choices = [(number, decision_number.show(number), label) for number, label in decisions]
    return [*saved, (OTHER, _("Un autre numéro"), "")] if saved else []
