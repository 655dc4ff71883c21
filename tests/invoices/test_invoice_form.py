"""The whole form: kept or other account and decision, whose it is, and what a half-filled one tells."""

import json
from dataclasses import replace

import colander
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import canton_be.plugin
import invoice_types.plugin
from guichet.hookspecs import hookimpl
from guichet.i18n import Localizer, _
from guichet.invoices.form import BUTTONS, deserialize_partial, details_schema, first_answers, invoice_schema
from guichet.issuers.models import BankAccount
from guichet.plugins import Plugins
from guichet.testing.people import BEAT, beneficiary_of, issuer_of
from guichet.web.forms.nodes import Text
from invoice_types.travel.demo import TRAVEL

AVAILABLE = {"canton_be": canton_be.plugin, "invoice_types": invoice_types.plugin}


@pytest.fixture(scope="module")
def plugins():
    return Plugins("be", AVAILABLE)


@pytest.fixture
def schema(house, plugins):
    """The form of travel costs for a beneficiary."""
    return lambda person, issuer=None: invoice_schema(
        plugins, plugins.invoice_types[TRAVEL], issuer or house.company, person
    )


@pytest.fixture
def bank_accounts(house):
    """Two accounts of the company: its own, and a QR-IBAN in another name."""
    house.company.bank_accounts = (
        BankAccount(label="Compte courant", iban="CH5604835012345678009", account_holder=""),
        BankAccount(label="Encaissements", iban="CH4431999123000889012", account_holder="Fondation Exemple"),
    )
    return house.company.bank_accounts


def names(node):
    return [child.name for child in node.children]


def test_who_has_an_account_and_a_decision_chooses_them_first(schema, house):
    form = schema(house.anna)
    assert names(form["payee"]) == ["account", "iban", "account_holder", "payment_reference"]
    assert names(form["decision"]) == ["choice", "number", "label", "remember"]
    assert form["payee"]["iban"].shown_when == "account=other"
    assert form["decision"]["number"].shown_when == "choice=other"
    answers = json.loads(first_answers(form))
    assert (answers["payee"]["account"], answers["decision"]["choice"]) == ("kept", "30220250012345")


def test_who_has_neither_is_asked_for_them_at_once(schema, house):
    form = schema(beneficiary_of(house.company, BEAT))
    assert names(form["payee"]) == ["iban", "account_holder", "payment_reference"]
    assert names(form["decision"]) == ["number", "label", "remember"]
    assert form["payee"]["iban"].shown_when is None


def test_a_company_chooses_among_the_beneficiary_s_account_and_its_own(schema, house, bank_accounts):
    current, qr = bank_accounts
    node = schema(house.anna)["payee"]["account"]
    assert [offer.key for offer in node.choices] == ["kept", current.id, qr.id, "other"]
    assert [str(offer.label) for offer in node.choices[:3]] == [
        "Anna Muster",
        "Home-Aide Emmental SA, Compte courant",
        "Fondation Exemple, Encaissements",
    ]
    localize = Localizer("fr")
    assert [localize(offer.note).replace("\u00a0", " ") for offer in node.choices[:3]] == [
        "CH93 0076 2011 6238 5295 7",
        "CH56 0483 5012 3456 7800 9",
        "CH44 3199 9123 0008 8901 2, avec N° de référence de paiement",
    ]
    assert node.default == "kept"


def test_for_a_beneficiary_without_account_the_company_s_is_proposed(schema, house, bank_accounts):
    node = schema(beneficiary_of(house.company, BEAT))["payee"]["account"]
    assert [offer.key for offer in node.choices] == [*(account.id for account in bank_accounts), "other"]
    assert node.default == bank_accounts[0].id


def test_an_account_of_another_company_cannot_be_chosen(schema, house, bank_accounts):
    rival = issuer_of(house.operator, "rival@be.example")
    rival.bank_accounts = (BankAccount(label="X", iban="CH9300762011623852957", account_holder=""),)
    form = schema(house.anna)
    raw = json.loads(first_answers(form))
    raw["payee"]["account"] = rival.bank_accounts[0].id
    with pytest.raises(colander.Invalid) as problem:
        form.deserialize(raw)
    assert "payee.account" in problem.value.asdict()


def test_an_insured_person_is_offered_no_company_s_account(schema, house, bank_accounts):
    issuer = issuer_of(house.operator, "insured@be.example")
    node = schema(issuer.beneficiaries[issuer.self_id], issuer)["payee"]["account"]
    assert [offer.key for offer in node.choices] == ["kept", "other"]


def test_of_several_decisions_the_latest_is_proposed(schema, house):
    house.anna.decisions = (("30220250012345", "Old"), ("30220260000001", "New"))
    assert schema(house.anna)["decision"]["choice"].default == "30220260000001"


def test_an_insured_person_has_no_invoice_number_to_give(schema, house):
    issuer = issuer_of(house.operator, "insured@be.example")
    assert names(schema(house.anna)) == ["payee", "decision", "issue", "details", "remark"]
    assert names(schema(issuer.beneficiaries[issuer.self_id], issuer)) == ["payee", "decision", "details", "remark"]


def test_a_decision_that_is_not_one_s_own_cannot_be_chosen(schema, house):
    form = schema(house.anna)
    raw = json.loads(first_answers(form))
    raw["decision"]["choice"] = "30220259999999"
    with pytest.raises(colander.Invalid) as problem:
        form.deserialize(raw)
    assert "decision.choice" in problem.value.asdict()


@pytest.mark.parametrize(
    ("iban", "reference", "wrong"),
    [
        ("CH93 0076 2011 6238 5295 7", "", ""),
        ("CH44 3199 9123 0008 8901 2", "", "payee.payment_reference"),
        ("CH44 3199 9123 0008 8901 2", "21 00000 00003 13947 14300 09017", ""),
        ("CH93 0076 2011 6238 5295 7", "21 00000 00003 13947 14300 09017", "payee.payment_reference"),
        ("CH93 0076 2011 6238 5295 8", "", "payee.iban"),
        ("", "", ""),
    ],
)
def test_another_account_is_read_with_its_reference(schema, house, iban, reference, wrong):
    form = schema(house.anna)
    raw = json.loads(first_answers(form))
    raw["payee"] |= {"account": "other", "iban": iban, "payment_reference": reference}
    try:
        form.deserialize(raw)
        found = {}
    except colander.Invalid as problem:
        found = problem.asdict()
    assert bool(wrong) is any(path.startswith("payee.") for path in found)
    assert not wrong or wrong in found


@pytest.mark.parametrize("name", sorted(BUTTONS))
def test_no_field_may_be_called_like_a_button(plugins, name):
    travel = plugins.invoice_types[TRAVEL]
    deep = colander.Schema(name="deep", children=[Text(10, name=name, title=_("Date"))])
    form = replace(travel, schema=lambda: colander.Schema(children=[deep]))
    with pytest.raises(ValueError, match=f"form 318.632.1: '{name}' is the name of a button"):
        details_schema(plugins, form)


def test_a_field_that_a_plugin_adds_is_part_of_the_form_and_never_of_the_type():
    class Adding:
        @hookimpl
        def guichet_amend_form(self, invoice_type, schema):
            schema.add(Text(10, name="cost_centre", title=_("Description"), optional=True))

    plugins = Plugins("be", AVAILABLE | {"adding": Adding()})
    travel = plugins.invoice_types[TRAVEL]
    for _look in range(2):
        assert names(details_schema(plugins, travel))[-1:] == ["cost_centre"]
    assert "cost_centre" not in names(travel.schema())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["14.10.2026", "22.5", "true"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
FIELDS = ("payee", "decision", "issue", "details", "remark", "lines", "date", "km", "means", "iban", "choice")
MIXED = st.recursive(JSON, lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6), max_leaves=20)


class TestLenient:
    """Whatever is understood of raw answers, and nothing that is not there."""

    @pytest.fixture(scope="class")
    @classmethod
    def travel(cls):
        plugins = Plugins("be", AVAILABLE)
        return details_schema(plugins, plugins.invoice_types[TRAVEL])

    def test_what_is_wrong_is_left_out_and_the_rest_is_read(self, travel):
        line = {"date": "14.10.2026", "km": "viele", "round_trip": "true", "means": "airship", "from": " Bern "}
        (read,) = deserialize_partial(travel, {"lines": [line]})["lines"]
        assert str(read["date"]) == "2026-10-14"
        assert (read["km"], read["means"]) == (None, None)
        assert (read["round_trip"], read["from"]) == (True, "Bern")

    @pytest.mark.parametrize("raw", [None, "x", 7, [], {}, {"lines": "x"}, {"lines": {"0": {}}}, colander.null])
    def test_what_has_another_shape_is_an_empty_form(self, travel, raw):
        assert deserialize_partial(travel, raw)["lines"] == []

    @settings(max_examples=150, deadline=None)
    @given(raw=MIXED)
    def test_nothing_that_can_be_stored_makes_it_stumble(self, travel, raw):
        read = deserialize_partial(travel, raw)
        assert set(read) == {child.name for child in travel.children}
        assert isinstance(read["lines"], list)

    @settings(max_examples=100, deadline=None)
    @given(raw=st.fixed_dictionaries({"lines": st.lists(MIXED, max_size=3)}))
    def test_a_running_total_can_always_be_worked_out(self, travel, raw):
        plugins = Plugins("be", AVAILABLE)
        read = deserialize_partial(travel, raw)
        assert len(read["lines"]) == len(raw["lines"])
        assert plugins.invoice_types[TRAVEL].compute(read).total >= 0

    def test_a_form_without_mistakes_is_read_as_strictly_as_ever(self, schema, house):
        form = schema(house.anna)
        raw = house.raw(house.draft())
        assert deserialize_partial(form, raw) == form.deserialize(raw)
