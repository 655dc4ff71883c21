"""Company names that are an office's are refused; those of companies are not."""

import colander
import pytest

from guichet.issuers.issuer_schemas import company_schema


@pytest.fixture
def name(desks):
    """The question about the company's name, at the desk of Berne."""
    return company_schema(desks["be"].tenant)["company_name"]


@pytest.mark.parametrize(
    "typed",
    ["Office AI Canton de Berne", "office  ai canton de BERNE", "IV-Stelle Kanton Bern", "OAI Vaud", "IV–Stelle Zürich"]
    + [
        "I.V.-Stelle Kanton Bern",
        "I V Stelle",
        "O.A.I. Vaud",
        "0ffice AI",
        "Office A1",
        "IV-St3lle",
        "ＩＶ－Ｓｔｅｌｌｅ",
    ]
    + ["Office de l’assurance-invalidité du Jura", "Ufficio AI", "Zentrale Ausgleichsstelle", "Online-Schalter der IV"]
    + ["OfficeAI Berne", "IVStelle Bern", "Office\u00adAI", "Service de l'assurance-invalidité", "Office de l’AI"]
    + ["Office cantonal AI Jura", "Office cantonal de l’assurance-invalidité"],
)
def test_the_name_of_an_office_is_refused_with_a_word_why(name, typed):
    with pytest.raises(colander.Invalid, match="Ce nom est celui d’un office"):
        name.deserialize(typed)


@pytest.mark.parametrize(
    "typed",
    ["Home-Aide Emmental SA", "Office Service Sàrl", "Ivo Stelle AG", "Ai-Physio Sàrl"]
    + ["A. B. Treuhand", "Spitex 013 Bern", "Łódź Œuvre SA", "Atelier N° 5", "3M (Suisse) Sàrl", "Nº 1 AG"]
    + ["Office de l’Aide Sàrl", "Back Office Ainar AG"],
)
def test_the_name_of_a_company_is_taken(name, typed):
    assert name.deserialize(typed) == typed


@pytest.mark.parametrize("typed", ["ІV-Stelle Bern", "Оffice AI", "Ηome-Aide SA", "Спитекс", "IV‐Ꮪtelle"])
def test_letters_of_another_script_are_refused_in_a_company_s_name(name, typed):
    with pytest.raises(colander.Invalid, match="en lettres latines"):
        name.deserialize(typed)
