"""The reasons for asking for a correction with which a new desk begins, one text per language.

Those for all forms; each form declares its own (`InvoiceType.correction_reasons`). Sources: lists of the Centrale de
compensation for rejected invoices, RAI art. 78 and 79.
"""

from guichet.office.reasons.models import Reason, Reasons, ReasonText

USUAL_REASONS = (
    (
        ReasonText(
            "fr",
            "Numéro de décision",
            "Le numéro de décision n’est pas celui de cette prestation. Indiquez le numéro de la décision "
            "qui l’accorde.",
        ),
        ReasonText(
            "de",
            "Verfügungsnummer",
            "Die Verfügungsnummer gehört nicht zu dieser Leistung. Geben Sie die Nummer der Verfügung an, "
            "die sie zuspricht.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Période hors décision",
            "La décision ne couvre pas cette période. Corrigez les dates, ou indiquez la décision qui la couvre.",
        ),
        ReasonText(
            "de",
            "Zeitraum ohne Verfügung",
            "Die Verfügung deckt diesen Zeitraum nicht. Korrigieren Sie die Daten, oder geben Sie die "
            "Verfügung an, die ihn deckt.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Document manquant",
            "Il manque un document. Joignez-le, puis renvoyez la demande.",
        ),
        ReasonText(
            "de",
            "Beilage fehlt",
            "Eine Beilage fehlt. Legen Sie sie bei, und senden Sie die Rechnung noch einmal.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Déjà facturé",
            "Cette prestation figure déjà dans une autre demande. Retirez-la, ou expliquez pourquoi elle "
            "est due deux fois.",
        ),
        ReasonText(
            "de",
            "Bereits verrechnet",
            "Diese Leistung steht bereits in einer anderen Rechnung. Entfernen Sie sie, oder erklären Sie, "
            "warum sie zweimal geschuldet ist.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Maximum dépassé",
            "Le montant dépasse le maximum fixé par la décision ou par l’ordonnance. Réduisez-le.",
        ),
        ReasonText(
            "de",
            "Höchstbetrag überschritten",
            "Der Betrag übersteigt das Maximum gemäss Verfügung oder Verordnung. Senken Sie ihn.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Part à votre charge",
            "Une part du montant reste à votre charge. Déduisez-la.",
        ),
        ReasonText(
            "de",
            "Selbstbehalt",
            "Ein Teil des Betrags geht zu Ihren Lasten. Ziehen Sie ihn ab.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Total différent",
            "Le montant n’est pas celui de la facture jointe. Corrigez-le, ou joignez la bonne facture.",
        ),
        ReasonText(
            "de",
            "Total stimmt nicht",
            "Der Betrag ist nicht jener der beigelegten Rechnung. Korrigieren Sie ihn, oder legen Sie die "
            "richtige Rechnung bei.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Titulaire du compte",
            "Le titulaire du compte n’est ni la personne assurée, ni son représentant, ni votre société. "
            "Indiquez un autre compte.",
        ),
        ReasonText(
            "de",
            "Kontoinhaber",
            "Das Konto gehört weder der versicherten Person noch ihrer Vertretung noch Ihrer Firma. Geben "
            "Sie ein anderes Konto an.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Preuve du paiement",
            "La preuve du paiement manque : joignez-la. Sans elle, nous ne pouvons payer que le fournisseur.",
        ),
        ReasonText(
            "de",
            "Zahlungsnachweis",
            "Der Zahlungsnachweis fehlt: Legen Sie ihn bei. Ohne ihn können wir nur den Lieferanten bezahlen.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Facture non détaillée",
            "La facture du fournisseur n’indique pas date, quantité, prix et TVA. Joignez une facture détaillée.",
        ),
        ReasonText(
            "de",
            "Rechnung nicht detailliert",
            "Auf der Rechnung des Lieferanten fehlen Datum, Menge, Preis oder MWST. Legen Sie eine "
            "detaillierte Rechnung bei.",
        ),
    ),
    (
        ReasonText(
            "fr",
            "Document illisible",
            "Nous ne pouvons pas lire ce document. Joignez-en une meilleure copie.",
        ),
        ReasonText(
            "de",
            "Beilage unleserlich",
            "Wir können diese Beilage nicht lesen. Legen Sie eine bessere Kopie bei.",
        ),
    ),
)


def usual_correction_reasons() -> Reasons:
    """The list of a new desk, to be edited by the office."""
    reasons = Reasons()
    for texts in USUAL_REASONS:
        reasons.put(Reason(texts))
    return reasons
