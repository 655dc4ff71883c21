"""A list of beneficiaries from a CSV file: Excel's dialects, its damage to numbers and days, what is wrong by cell."""

import contextlib
import csv
import io
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.documents.csv_file import csv_file
from guichet.i18n import Localizer
from guichet.issuers.beneficiary_import.csv_rows import (
    EXCEL_ROWS,
    MAX_BYTES,
    MAX_CELLS,
    MAX_ROWS,
    UnreadableFile,
    read_rows,
)
from guichet.issuers.beneficiary_import.list_preview import pack, unpack
from guichet.issuers.beneficiary_import.list_reading import MAX_WRONG_NAMED, ListReader
from guichet.testing.people import ANNA, BEAT

FRENCH = ["Nom", "Prénom", "Date de naissance", "N° assuré", "Rue et numéro", "NPA", "Localité"]
GERMAN = ["Vorname", "Name", "PLZ", "Ort", "Strasse", "AHV-Nr.", "Geburtsdatum"]
ANNA_ROW = ["Müller", "Zoé", "14.10.1984", ANNA, "Dorfstrasse 7", "3400", "Köniz"]
BEAT_ROW = ["Durić", "Beat", "1.2.1990", BEAT, "Gasse 1", "3011", "Berne"]
MISSPELT = "756.1234.5678.98"


@pytest.fixture(scope="module")
def reader():
    """Reads the files of a company without a bank account, for a desk in two languages."""
    return ListReader([Localizer("fr"), Localizer("de")], ())


def text_of(*rows, separator=";", end="\r\n"):
    """The rows as Excel writes them."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=end).writerows(rows)
    return file.getvalue()


def listed(read):
    return [(line.row, line.answers and line.answers["last_name"], line.avs) for line in read.lines]


def problems(read):
    """Row, column and message of each problem, in French."""
    return [(one.row, one.column["fr"], one.message["fr"].replace("\u00a0", " ")) for one in read.problems]


def refusal(reader, content):
    with pytest.raises(UnreadableFile) as refused:
        reader.read(content)
    return Localizer("fr")(refused.value.message).replace("\u00a0", " ")


def with_cell(column, text):
    """A file of one person with another text in a column, which is added if need be."""
    head, row = [*FRENCH], [*ANNA_ROW]
    if column not in head:
        head.append(column)
        row.append("")
    row[head.index(column)] = text
    return text_of(head, row).encode()


def answer_of(reader, column, text, name):
    (line,) = reader.read(with_cell(column, text)).lines
    return line.answers[name]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_dialect_of_excel_reads_the_same(reader, encoding, separator, end):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    content = mark + text_of(FRENCH, ANNA_ROW, separator=separator, end=end).encode(encoding)
    (line,) = reader.read(content).lines
    assert (line.name, line.answers["town"], line.answers["birth_date"]) == ("Zoé Müller", "Köniz", date(1984, 10, 14))


def test_millions_of_empty_cells_are_not_looked_at():
    looked_at = []
    for row in (";" * 4_999_999, "Nom" + ";" * 4_999_996):
        with contextlib.suppress(UnreadableFile):
            read_rows(row.encode(), lambda cells: looked_at.append(len(cells)) or 0)
    assert max(looked_at) == MAX_CELLS


def test_columns_are_known_in_german_and_in_any_order(reader):
    row = ["Zoé", "Müller", "3400", "Burgdorf", "Dorfstrasse 7", "756.1234.5678.97", "1984-10-14"]
    read = reader.read(text_of(GERMAN, row).encode())
    assert (listed(read), read.unknown) == ([(2, "Müller", ANNA)], [])


@pytest.mark.parametrize("language", ["fr", "de"])
def test_template_has_all_columns_and_is_safe_to_open(language):
    reader = ListReader([Localizer(language), Localizer("fr")], ())
    content = csv_file([list(reader.titles.values())])
    assert content.startswith(b"\xef\xbb\xbf"), "Excel would take UTF-8 for Windows-1252"
    assert not {title[0] for title in reader.titles.values()} & set("=+-@\t\r")
    read = reader.read(content + text_of(["x"] * len(reader.titles)).encode())
    assert (len(read.lines), read.unknown) == (1, [])
    assert {one.column[language] for one in read.problems} <= set(reader.titles.values())


def test_line_that_tells_excel_the_separator_is_no_row(reader):
    read = reader.read(("sep=,\r\n" + text_of(FRENCH, ANNA_ROW, separator=",")).encode("cp1252"))
    assert listed(read) == [(2, "Müller", ANNA)]


def test_rows_are_numbered_as_excel_numbers_them(reader):
    twice = [*BEAT_ROW[:4], "Gasse 1\nHinterhaus", *BEAT_ROW[5:]]
    read = reader.read(text_of(FRENCH, [""] * 7, twice, [], ANNA_ROW).encode())
    assert listed(read) == [(3, "Durić", BEAT), (5, "Müller", ANNA)]
    assert read.lines[0].answers["street"] == "Gasse 1 Hinterhaus"


def test_column_that_is_not_known_is_named_and_left_aside(reader):
    read = reader.read(text_of([*FRENCH, "Remarque", "Nationalité"], [*ANNA_ROW, "x", "CH"]).encode())
    assert (read.unknown, listed(read)) == (["Remarque", "Nationalité"], [(2, "Müller", ANNA)])


@pytest.mark.parametrize(
    ("column", "typed", "name", "read"),
    [
        ("N° assuré", "7561234567897.0", "avs", ANNA),
        ("N° assuré", '="7561234567897"', "avs", ANNA),
        ("NPA", "3400,00", "postcode", "3400"),
        ("Date de naissance", "14/10/1984", "birth_date", date(1984, 10, 14)),
        ("Date de naissance", "1984-10-14 00:00:00", "birth_date", date(1984, 10, 14)),
        ("Date de naissance", "14. Oktober 1984", "birth_date", date(1984, 10, 14)),
        ("Date de naissance", "14101984", "birth_date", date(1984, 10, 14)),
        ("Numéro de décision", "302 2025 0012345", "decision_number", "30220250012345"),
        ("N° de rue", "12a", "street", "Dorfstrasse 7 12a"),
        ("Konto (facultatif)", "CH93 0076 2011 6238 5295 7", "iban", "CH9300762011623852957"),
    ],
)
def test_what_excel_did_to_a_cell_is_undone(reader, column, typed, name, read):
    assert answer_of(reader, column, typed, name) == read


def test_zeros_that_excel_dropped_are_put_back(reader):
    head = [*FRENCH, "Lien", "Prénom du représentant", "Nom du représentant", "Téléphone du représentant"]
    head += ["IBAN", "N° de référence de paiement"]
    row = [*ANNA_ROW, "Mutter", "Paula", "Exemple", "795550102", "CH4431999123000889012", "210000000003139471430009017"]
    row[-1] = "00000000000000000000001236".lstrip("0").zfill(16)
    (line,) = reader.read(text_of(head, row).encode()).lines
    assert (line.answers["representative_relation"], line.answers["representative_phone"]) == ("parent", "0795550102")
    assert line.answers["payment_reference"] == "000000000000000000000001236"


@pytest.mark.parametrize(
    ("column", "typed", "advice"),
    [
        ("N° assuré", "7.56123E+12", "Excel a arrondi ce numéro"),
        ("Numéro de décision", "3,02203E+13", "Excel a arrondi ce numéro"),
        ("N° assuré", MISSPELT, "Le dernier chiffre ne correspond pas"),
        ("N° assuré", "", "Complétez « N° assuré »"),
        ("Date de naissance", "30969", "format « Date »"),
        ("Date de naissance", "31.2.1990", "Ce jour n’existe pas"),
        ("Date de naissance", "10/14/1984", "le mois en premier"),
        ("Prénom", "Zo\ufffd", "remplacées par"),
        ("Nom", '=HYPERLINK("http://a.example")', "sans adresse internet"),
        ("Lien", "Nachbar", "Père ou mère"),
        ("IBAN", "CH93 0076 2011 6238 5295 8", "IBAN"),
    ],
)
def test_wrong_cell_is_named_with_what_to_do(reader, column, typed, advice):
    read = reader.read(with_cell(column, typed))
    (row, title, message), *more = problems(read)
    assert (row, more, read.lines[0].answers) == (2, [], None)
    assert advice in message, message
    assert title.startswith(column)


def test_one_american_date_makes_every_slashed_date_doubtful(reader):
    second = [*BEAT_ROW[:2], "3/4/1984", *BEAT_ROW[3:]]
    read = reader.read(text_of(FRENCH, [*ANNA_ROW[:2], "10/14/1984", *ANNA_ROW[3:]], second).encode())
    assert [row for row, column, _message in problems(read) if column == "Date de naissance"] == [2, 3]


def test_every_wrong_cell_of_a_row_is_named(reader):
    read = reader.read(text_of(FRENCH, ["", "", "x", "1", "", "0", ""]).encode())
    assert [column for _row, column, _message in problems(read)] == [
        "Prénom", "Nom", "Date de naissance", "N° assuré", "Rue et numéro", "NPA", "Localité",
    ]  # fmt: skip


def test_cell_without_a_column_is_a_problem_of_its_row(reader):
    (line,) = reader.read(text_of(FRENCH, [*ANNA_ROW, "x"]).encode()).lines
    assert line.answers is None


def test_same_row_twice_counts_once_and_another_one_is_a_problem(reader):
    other = ["Muller", *ANNA_ROW[1:]]
    read = reader.read(text_of(FRENCH, ANNA_ROW, BEAT_ROW, ANNA_ROW, other).encode())
    assert [(one.row, one.first) for one in read.repeated] == [(4, 2)]
    assert listed(read) == [(2, "Müller", ANNA), (3, "Durić", BEAT), (5, None, ANNA)]
    ((row, column, message),) = problems(read)
    assert (row, column) == (5, "N° assuré")
    assert "déjà à la ligne 2" in message


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "Le fichier est vide"),
        (b"\r\n;;;\r\n", "Le fichier est vide"),
        (b"PK\x03\x04 a workbook", "Enregistrer sous"),
        (b"%PDF-1.7\0\x81\x8d", "n’est pas un fichier CSV"),
        (b"\xef\xbb\xbfNom;Pr\xe9nom", "Les accents de ce fichier"),
        ("Nom;Prénom\nExemple;André".encode("mac_roman"), "Les accents de ce fichier"),
        ("Name;Vorname\nMüller;Urs".encode("mac_roman"), "Les accents de ce fichier"),
        (b"a;b;c", "La première ligne doit porter les noms"),
        (text_of(FRENCH[:-2]).encode(), "Il manque dans la première ligne : NPA et Localité"),
        (text_of([*FRENCH, "Name"]).encode(), "deux colonnes pour « Nom » : « Nom » et « Name »"),
        (text_of(FRENCH).encode(), "Ajoutez une ligne par personne"),
        (text_of(FRENCH, ANNA_ROW).encode() + b"B" * 200_000, "La ligne 3 a une case de plus de 131 072 caractères"),
        (text_of(FRENCH, ANNA_ROW).encode() + b'"Rossi;', "guillemet n’est pas fermé ou est mal placé à la ligne 3"),
        (text_of(FRENCH, ["x"] * 70).encode(), "La ligne 2 a plus de 60 colonnes"),
        (text_of(FRENCH, *[["x"]] * (MAX_ROWS + 1)).encode(), "plus de 10 000 lignes"),
        (text_of(FRENCH).encode() + b"\n" * EXCEL_ROWS, "plus de 10 000 lignes"),
        (b"x" * (MAX_BYTES + 1), "dépasse 5 Mo"),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_what_to_do(reader, content, advice):
    assert advice in refusal(reader, content)


def test_of_many_wrong_rows_the_first_ones_are_named(reader):
    read = reader.read(text_of(FRENCH, *[[*ANNA_ROW[:3], MISSPELT, *ANNA_ROW[4:]]] * (MAX_WRONG_NAMED + 5)).encode())
    assert (read.wrong, len(read.problems)) == (MAX_WRONG_NAMED + 5, MAX_WRONG_NAMED)


def test_stored_list_is_read_back_as_it_was(reader):
    read = reader.read(text_of([*FRENCH, "x"], ANNA_ROW, ANNA_ROW, BEAT_ROW[:4]).encode())
    assert unpack(pack(read)) == read


@given(
    st.binary(max_size=60)
    | st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=6).map(
        lambda rows: text_of(FRENCH, *rows).encode("utf-8", "replace")
    )
)
def test_no_file_is_answered_by_an_exception(reader, content):
    try:
        read = reader.read(content)
    except UnreadableFile:
        return
    assert len(read.lines) + len(read.repeated) > 0


@pytest.mark.parametrize("column", [*FRENCH, "Lien avec cette personne", None])
def test_a_cell_of_a_hundred_thousand_letters_is_read_in_no_time(reader, column):
    """A file has 37 of them: as the name of a column each took a second, as a relation or a number a quarter of one."""
    letters = "ж" * 125_000
    content = with_cell(column, letters) if column else text_of([*FRENCH, letters], [*ANNA_ROW, ""]).encode()
    began = time.thread_time()
    reader.read(content)
    assert time.thread_time() - began < 0.15
