"""A period or an amount is never written out in a text: it is a dated row, or a constant with its article."""

import ast
import re
from pathlib import Path

import invoice_types

PACKAGE = Path(invoice_types.__file__).parent
NUMBER = (
    r"(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente"
    r"|(?:\d+e|deuxième|troisième|quatrième|cinquième|sixième))"
)
FIGURE = re.compile(
    rf"\b{NUMBER}\s+(?:an|ans|année|mois|jours?|semaines?)\b|\bCHF\s*\d|\d\s*(?:%|francs)", re.IGNORECASE
)
BY_LAW = {
    # The article of each stands in the code beside it: a choice or question is named after it, or it is a reason for a
    # correction, whose words the office changes at its desk.
    "AI, enfant ou jeune de moins de 18 ans",
    "Séjour à l’étranger de plus de trois mois cette année",
    (
        "Une demande par mois. Les heures doivent être annoncées dans les douze mois ; après, le droit est éteint"
        " (art. 42septies LAI)."
    ),
    "Accord de l’office pour une demande après douze mois",
    "Retirez les jours avant le ${day} : le droit s’éteint douze mois après la prestation (art. 42septies LAI)",
    (
        "Un mois entier à l’hôpital n’est payé qu’avec l’attestation de présence d’un parent, tous les 30 jours. "
        "Joignez-la."
    ),
    "Remise de moins de six ans",
    "La dernière remise date de moins de six ans. Joignez l’expertise du médecin ORL.",
    "Le montant du mois dépasse de plus de 50 % le montant mensuel. Corrigez les heures.",
    "Joignez le certificat médical dès le 4e jour de maladie, et déduisez l’indemnité de l’assurance.",
    "Heures de plus de douze mois",
    "Ces heures ont plus de douze mois : le droit est éteint. Retirez-les.",
}


def texts():
    """Every text of the plugin."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                yield ast.literal_eval(node.args[0])


def test_no_text_writes_out_a_period_or_an_amount():
    written_out = {text for text in texts() if FIGURE.search(text)}
    assert written_out - BY_LAW == set()
    assert BY_LAW - written_out == set()


def test_a_text_with_a_figure_is_found():
    found = [
        "payé tous les huit ans",
        "dès la deuxième année",
        "dès le 4e jour",
        "au plus CHF 30.00",
        "un rabais de 10 %",
    ]
    assert [text for text in found if not FIGURE.search(text)] == []
