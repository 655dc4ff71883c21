"""Import of a company's beneficiaries from a CSV file: the file is read, shown as a preview, and added as a whole.

`csv_rows` reads Excel's dialects, `columns` names the columns, `cells` repairs what Excel does to numbers and days,
`list_reading` turns rows into answers, `preview` compares them with the company's list, `import_actions` stores.
"""

from guichet.i18n import _
from guichet.issuers.list_size import LIST_FULL

NOTICES = {
    "beneficiaries-imported": _("L’import est terminé. Les personnes du fichier sont dans votre liste."),
    "import-cancelled": _("L’import est abandonné. Votre liste n’a pas changé."),
    "import-changed": _("Votre liste a changé depuis cet aperçu. Vérifiez-le, puis confirmez encore une fois."),
    "list-full": LIST_FULL,
    "import-gone": _("Cet aperçu n’existe plus. Choisissez le fichier encore une fois."),
}
"""Code of a notice → its text, shown on the next page."""
