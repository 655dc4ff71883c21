"""The question for whom an invoice is: a list of the company's beneficiaries, or a search where they are many."""

from typing import Any

from pyramid.request import Request

from guichet.i18n import _
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.issuers.models import Issuer
from guichet.store.sorted_index import Page
from guichet.values import avs
from guichet.web.form_view import InvalidAnswer
from guichet.web.forms.base_node import Node
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Choice, Text

MAX_CHOICES = 100
"""Beneficiaries offered as a list; a company with more has a search and is offered those found."""
FIND = Button("find", _("Chercher"), "second")
NOT_FOUND = _("Aucun bénéficiaire ne correspond. Essayez avec le seul nom de famille.")
MORE_FOUND = _("D’autres bénéficiaires peuvent correspondre. Saisissez le nom entier ou le N° assuré entier.")


def is_searched(issuer: Issuer) -> bool:
    """Whether the beneficiary is searched, with the button `FIND`."""
    return issuer.beneficiaries.directory.count("all") > MAX_CHOICES


def beneficiary_questions(request: Request, issuer: Issuer) -> list[Node]:
    """The questions ``search``, where there is a search, and ``beneficiary``."""
    people = issuer.beneficiaries
    if not is_searched(issuer):
        return [_choice(people.directory.page("all", size=MAX_CHOICES))]
    typed = request.typed_form
    # Of the form that the page shows again, also one that was refused; else of the one that is being read.
    wanted = (typed.answers.get("search", "") if typed else request.posted("search")).strip()[:100]
    found = people.search(wanted, size=MAX_CHOICES) if wanted else None
    hint = MORE_FOUND if found and found.next else NOT_FOUND if found and not found.rows else ""
    search = Text(
        name="search",
        title=_("Nom, prénom ou N° assuré"),
        description=hint,
        optional=True,
        autocomplete="off",
    )
    return [search, _choice(found)] if found and found.rows else [search]


def chosen_beneficiary(answers: dict[str, Any]) -> str:
    """Id of the beneficiary in the answers of `beneficiary_questions`. Raises ``InvalidAnswer`` before a search."""
    if not answers.get("beneficiary"):
        raise InvalidAnswer("search", _("Cherchez le bénéficiaire par son nom ou son N° assuré"))
    return str(answers["beneficiary"])


def _choice(page: Page[BeneficiaryRow]) -> Node:
    return Choice(
        [(beneficiary_id, f"{row.name}, {avs.masked(row.avs)}") for beneficiary_id, row in page.rows],
        name="beneficiary",
        title=_("Bénéficiaire"),
        missing_msg=_("Choisissez le bénéficiaire"),
        as_list=True,
    )
