"""What may surround a typed value, for every parser: the same value is read, and never another one."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valuekinds import KINDS, Kind, some

from guichet.values import (
    ParseError,
    avs,
    day,
    decision_number,
    duration,
    email,
    gln,
    iban,
    money,
    month,
    month_days,
    one_time_code,
    payment_reference,
    phone,
    postcode,
    quantity,
    recovery_code,
    reference,
    surroundings,
    time_of_day,
    uid,
)

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)

AROUND_EVERY_VALUE = [
    *(
        "{}.",
        "{},",
        "{};",
        "{} .",
        " {} ",
        "\t{}\n",
        "\u00a0{}\u202f",
        "\u2009{}\u3000",
        "\u200b{}\ufeff",
        "\u2060{}\u00ad",
    ),
    *(
        "« {} »",
        "«{}»",
        "“{}”",
        "„{}“",
        '"{}"',
        "'{}'",
        "‘{}’",
        "[{}]",
        "\u202a{}\u202c",
        "{}\ufe0f",
        "“{},”",
        "« {} ».",
    ),
]
AROUND_NAMES = ["({})", "({}).", "<{}>", "{}>", "{})"]
"""Not around amounts and quantities, where round brackets mean « minus » and angles « less than »."""
OF_NUMBERS = (money, quantity)
LABELS = {
    avs: [
        "AVS {}",
        "AVS : {}",
        "N° AVS {}",
        "No AVS: {}",
        "AHV-Nr. {}",
        "AHV-Nummer: {}",
        "N° d’assuré : {}",
        "NAVS13 {}",
        "N°AVS{}",
        "SV-Nr. {}",
        "NSS {}",
        *("NNSS {}", "AHVN: {}", "AVSN13 {}", "Vers.-Nr. {}", "Sozialversicherungs-Nr. {}"),
    ],
    gln: ["GLN {}", "GLN: {}", "N° GLN : {}", "GLN-Nr. {}"],
    uid: ["UID {}", "N° IDE : {}", "UID-Nr. {}", "{} TVA", "{} MWST", "N° TVA : {}", "MWST-Nr. {} MWST"],
    iban: ["IBAN {}", "IBAN: {}", "IBAN : {}", "N° IBAN {}", "QR-IBAN {}", "iban {}", "N°IBAN{}", "Kontonummer: {}"],
    decision_number: ["N° {}", "Décision n° {}", "N° de décision : {}", "Verfügungs-Nr. {}", "Verfügung Nr. {}"],
    payment_reference: ["Référence : {}", "Réf. {}", "QR-Referenz: {}", "Referenz {}"],
    reference: ["Référence {}", "Réf. : {}", "Ref. {}", "Referenz: {}", "N° {}", "Dossier {}", "Antrag {}"],
    phone: ["Tél. {}", "Tél. : {}", "tel:{}", "Natel {}", "Mobile: {}", "Handy {}", "Port. {}", "N° de téléphone : {}"],
    postcode: ["NPA {}", "PLZ: {}", "CH-{}"],
    email: [
        "mailto:{}",
        "MAILTO:{}",
        "E-mail : {}",
        "E-Mail: {}",
        "Email {}",
        "Jean Exemple <{}>",
        "mailto:{}?subject=AI",
    ],
    money: [
        "CHF {}",
        "CHF{}",
        "Fr. {}",
        "SFr. {}",
        "Fr {}",
        "Total : CHF {}",
        "Betrag: {}",
        "{} CHF",
        "{} Fr.",
        "{} Fr.-",
    ]
    + ["{} francs", "{} Franken", "{}CHF."],
    day: ["le {}", "du {}", "am {}", "vom {}", "Datum: {}"],
    month_days: ["le {}", "am {}", "Datum: {}"],
    time_of_day: ["à {}", "um {}", "um {} Uhr", "{}:00", "{} h"],
    recovery_code: ["Code de secours : {}", "code {}"],
    one_time_code: ["Code {}", "{} est votre code Guichet AI BE. Ne le transmettez à personne.", "Ihr Code: {}"],
}
EXAMPLES = {kind.parse: some(kind.values, 5) for kind in KINDS.values()}
"""Parser → a few values of it, the same in every run."""
MODULES = {kind.parser.__module__ for kind in KINDS.values()}


OF_EVERY_KIND = [
    pytest.param(kind, around, id=f"{name}-{around}")
    for name, kind in KINDS.items()
    for module, labels in [*LABELS.items(), (None, AROUND_EVERY_VALUE)]
    if module is None or kind.parser.__module__ == module.__name__
    for around in labels
]
"""Each kind with each of its surroundings."""


@pytest.mark.parametrize(("kind", "around"), OF_EVERY_KIND)
def test_what_surrounds_a_value_does_not_matter(kind: Kind, around: str) -> None:
    for value in EXAMPLES[kind.parse]:
        assert kind.parse(around.format(kind.show(value))) == value


@every_kind
@given(data=st.data())
@settings(deadline=None)
def test_any_value_is_read_within_two_layers_of_signs(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(kind.values)
    text = kind.show(value)
    for _layer in range(2):
        text = data.draw(st.sampled_from(AROUND_EVERY_VALUE)).format(text)
    assert kind.parse(text) == value


WORDS = {word.upper() for word in (*surroundings.NUMBER_WORDS, *surroundings.RECOVERY_LABELS)}


@pytest.mark.parametrize("word", sorted(word for word in WORDS if set(word) <= set(recovery_code.ALPHABET)))
@pytest.mark.parametrize("around", AROUND_EVERY_VALUE)
def test_code_that_begins_like_a_label_is_read_whole(word: str, around: str) -> None:
    code = f"{word}37K3M2Q2XW9F"[: recovery_code.LENGTH]
    assert recovery_code.parse(around.format(recovery_code.show(code))) == code


@every_kind
@pytest.mark.parametrize("around", AROUND_NAMES)
def test_brackets_surround_every_value_but_amounts_and_quantities(kind: Kind, around: str) -> None:
    for value in EXAMPLES[kind.parse]:
        text = around.format(kind.show(value))
        if kind.parser.__module__ in {module.__name__ for module in OF_NUMBERS}:
            with pytest.raises(ParseError):
                kind.parse(text)
        else:
            assert kind.parse(text) == value


@pytest.mark.parametrize(("unit", "written"), [(u, w) for u, words in surroundings.UNITS.items() for w in words])
@pytest.mark.parametrize("around", ["{} {}", "{}{}", "{}\u00a0{}.", "{} {},"])
def test_every_unit_may_be_typed_behind_its_number(unit: str, written: str, around: str) -> None:
    for typed in (written, written.upper()):
        assert quantity.parse(around.format("12,50", typed), 1, Decimal(999), unit) == Decimal("12.5")


def test_an_unlisted_unit_may_be_typed_as_the_page_shows_it() -> None:
    assert quantity.parse("3 nuits", 0, Decimal(99), "nuits") == 3


DIFFERENT_VALUES = [
    *[(partial(quantity.parse, places=1, maximum=Decimal(9999), unit="km"), text) for text in
      ["12 m", "12 miles", "12 km/h", "12 km²", "<12 km", "~12", "12 h", "12 km 5", "12-15 km", "-12 km", "1.234 km"]],
    *[(money.parse, text) for text in
      ["(12.50)", "-12.50", "12.50-", "€ 12.50", "12.50 EUR", "$12", "12.50 %", "1.234", "12.50 km", "2 x 12.50"]],
    *[(money.parse, text) for text in ["12.50 fr. 50", "12 fr. 5", "12 fr. 500", "12 km 50", "12 fr. 50 km"]],
    *[(uid.parse, text) for text in ["DE-100.155.212", "ATU100155212", "CHE-100.155.212 / 2"]],
    *[(avs.parse, text) for text in ["GLN 7561234567897", "756.1234.5678.97 / 756.9217.0769.85", "X756.1234.5678.97"]],
    *[(time_of_day.parse, text) for text in ["7:30 PM", "7:30:15", "-7:30", "7:30-8:30", "7.5"]],
    *[(day.parse, text) for text in ["lundi 14.10.2026", "Do 14.10.2026", "14.10.2026-15.10.2026", "10.2026"]],
    *[(duration.parse, text) for text in ["8 h 5", "-8 h", "2 Tage", "8,25 h"]],
    *[(email.parse, text) for text in ["a@example.ch, b@example.ch", "<a@example.ch> <b@example.ch>"]],
    *[(phone.parse_swiss_mobile, text) for text in ["079 123 45 67 / 68", "Fax 079 123 45 67", "079 123 45 67 int. 3"]],
    *[(one_time_code.parse, text) for text in ["12345", "1234567", "079 123 45 67", "123456 654321", "code"]],
    *[(recovery_code.parse, text) for text in ["7K3M-Q2XW", "7K3M-Q2XW-9FTA-7K3M", "7K3M-Q2XW-9FTU"]],
    *[(reference.parse, text) for text in ["Muster BE-2026-0000-0000", "BE CH-2026-0000-0000", "XY BE 2026 0000 0000"]],
]  # fmt: skip


@pytest.mark.parametrize(("parse", "text"), DIFFERENT_VALUES, ids=[text for _parse, text in DIFFERENT_VALUES])
def test_what_may_be_another_value_is_refused(parse, text) -> None:
    with pytest.raises(ParseError):
        parse(text)


@pytest.mark.parametrize(
    "typed",
    ["mercredi 14 octobre 2026", "Mittwoch, 14. Oktober 2026", "Mi 14.10.2026", "me. 14.10.26", "Mi., 14.10.2026"]
    + ["mercoledì 14 ottobre 2026", "Mittwoch, den 14. Oktober 2026", "le mercredi 14 oct. 2026", "Wed 14 October 2026"]
    + ["14102026", "20261014", "14.10.2026", "14/10/2026", "14-10-2026", "2026-10-14", "2026/10/14", "14-Oct-2026"],
)
def test_one_day_is_read_with_its_weekday_and_in_every_notation(typed: str) -> None:
    assert day.parse(typed) == date(2026, 10, 14)


@pytest.mark.parametrize("typed", ["32102026", "14132026", "14102126"])
def test_eight_digits_that_make_no_possible_day_are_refused(typed: str) -> None:
    with pytest.raises(ParseError):
        day.parse(typed)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_eight_digits_are_one_day_in_either_order(given_day: date) -> None:
    assert day.parse(f"{given_day:%d%m%Y}") == day.parse(f"{given_day:%Y%m%d}") == given_day
    assert month.parse(f"{given_day:%m%Y}") == month.parse(f"{given_day:%Y%m}")


SMS = [
    "{} est votre code Guichet AI BE. Ne le transmettez à personne.",
    "{} ist Ihr Code Guichet IV BE. Geben Sie ihn an niemanden weiter.\n\n@be.guichet.example #{}",
    "Guichet: {}\n@localhost:6543 #{}",
    "Code: {} (gültig 10 Minuten, 14.10.2026)",
]


@pytest.mark.parametrize("message", SMS)
@given(code=st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii))
def test_the_code_is_found_in_the_whole_message(message: str, code: str) -> None:
    assert one_time_code.parse(message.format(code, code)) == code
    in_groups = message.format(f"{code[:3]} {code[3:]}", code)
    assert one_time_code.parse(in_groups) == code


@pytest.mark.parametrize(
    "typed", ["123 456", " 123456\n", "123-456", "123\u00a0456", "Code: 123456", "1 2 3 4 5 6", "12 34 56"]
)
def test_blanks_within_a_code_do_not_matter(typed: str) -> None:
    assert one_time_code.parse(typed) == "123456"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_parser_is_tried_with_labels_or_has_none(module: str) -> None:
    without = {duration.__name__, month.__name__, quantity.__name__}
    assert module in without | {labelled.__name__ for labelled in LABELS}


@given(st.text("gln° 1²,.:/-_'«»()[]{}<>;\u00a0％", max_size=12))
def test_number_kept_as_a_text_is_written_once_for_all(text: str) -> None:
    write = surroundings.one_spelling("gln")
    assert write(write(text)) == write(text)
