"""Berne, a company: from the first visit to the payment, in the words of the guide for companies.

Each chapter begins where the one before it ended; they are one test, since they are one journey.
"""

PASSWORD = "tilleul-pont-neige-7"
EMAIL = "jeanne.favre@aide-aare.example"


def test_company_registers_sends_corrects_and_sees_invoice_accepted(
    be, desks, outbox, clock, sign_in, fill_journey, pdf, photo
):
    office = desks.browser("be")
    register(be, outbox)
    be_admitted(office, outbox, sign_in)
    sign_in_with_a_second_code(be, outbox, clock)
    add_a_beneficiary(be)
    fill_in_an_invoice(be, fill_journey, pdf)
    look_once_more_before_sending(be)
    reference = send(be, outbox)
    ask_for_a_correction(office, outbox, reference)
    clock.forward(days=1)
    correct_it(be, outbox, sign_in, photo, reference)
    accept_it(office, outbox, sign_in, reference)
    find_it_in_the_history(be, outbox, sign_in, reference)


def register(be, outbox):
    be.open("/")
    assert be.page.heading == "Se connecter"
    be.follow("S’inscrire")
    assert "Je veux utiliser la plateforme en tant que" in be.page
    be.tick("Organisme / entreprise").press("Continuer")
    be.fill_all(
        {
            "Nom de la société": "Aide Aare Sàrl",
            "GLN": "7601001000001",
            "Rue et numéro": "Aareweg 4",
            "NPA": "3005",
            "Localité": "Berne",
            "Prénom": "Jeanne",
            "Nom": "Favre",
            "Adresse e-mail": EMAIL,
            "Mot de passe": PASSWORD,
            "Téléphone portable suisse": "079 555 12 34",
        }
    )
    be.tick("J’accepte les conditions d’utilisation").press("S’inscrire")
    assert f"Nous avons envoyé un e-mail à {EMAIL}." in be.page
    assert "l’office reçoit alors votre inscription" in be.page
    be.open(outbox.to(EMAIL)[-1].link)
    assert "Aide Aare Sàrl" in be.page
    be.press("Confirmer mon inscription")
    assert be.page.url == "/registered"
    assert "L’office la contrôle et vous avertit par e-mail si elle est acceptée ou refusée" in be.page
    expected = ["Confirmez l’inscription de votre société", "Votre inscription est arrivée"]
    assert [(sent.recipient, sent.subject) for sent in outbox] == [(EMAIL, subject) for subject in expected]


def be_admitted(office, outbox, sign_in):
    sign_in(office, "clerk@be.example")
    assert office.page.heading == "Liste de travail"
    office.follow("Inscriptions (1)").follow("Aide Aare Sàrl")
    assert office.page.summary()["GLN"] == "7601 0010 0000 1"
    assert office.page.summary()["Inscrite par"] == "Jeanne Favre Langue de correspondance : français"
    office.press("Accepter")
    assert office.page.notice == "L’inscription est acceptée. La société est avertie par e-mail."
    assert outbox[-1].recipient == EMAIL
    assert outbox[-1].subject == "Votre inscription est acceptée"
    assert outbox[-1].link_label == "Accéder au guichet"


def sign_in_with_a_second_code(be, outbox, clock):
    be.open(outbox.to(EMAIL)[-1].link)
    assert be.page.heading == "Se connecter"
    assert "L’office a accepté l’inscription de votre société." in be.page
    be.fill("Adresse e-mail", EMAIL).fill("Mot de passe", PASSWORD).press("Se connecter")
    assert be.page.heading == "Consultez votre téléphone"
    assert "au numéro qui se termine par 34" in be.page

    be.press("J’ai besoin d’un nouveau code d’accès")
    assert "Attendez encore 60 secondes avant de demander un nouveau code." in be.page
    clock.forward(minutes=1)
    be.press("J’ai besoin d’un nouveau code d’accès")
    assert be.page.notice == "Nous avons envoyé un nouveau code."
    assert outbox[-1].recipient == "+41795551234"
    assert len(outbox[-1].code) == 6

    be.fill("Code", outbox[-1].code).press("Continuer")
    assert be.page.heading == "Guichet"
    assert "Aide Aare Sàrl" in be.page


def add_a_beneficiary(be):
    be.follow("Bénéficiaires").follow("Ajouter un bénéficiaire")
    be.fill_all(
        {
            "Prénom": "Anna",
            "Nom": "Muster",
            "Date de naissance": "12.3.1984",
            "N° assuré": "756.1234.5678.97",
            "Rue et numéro": "Dorfstrasse 7",
            "NPA": "3400",
            "Localité": "Burgdorf",
            "Numéro de décision": "302 2025 0012345",
            "Description de la décision": "Physiothérapie",
            "IBAN": "CH93 0076 2011 6238 5295 7",
        }
    )
    be.press("Enregistrer")
    assert be.page.notice == "C’est enregistré."
    assert be.page.heading == "Anna Muster"
    be.follow("‹ Bénéficiaires")
    assert be.page.rows()[0][:3] == ["Anna Muster", "756.••••.••••.97", "12.03.1984"]


def fill_in_an_invoice(be, fill_journey, pdf):
    be.follow("Nouvelle facture")
    assert "Frais de voyage et nourriture" in be.page
    be.tick("Frais de voyage et nourriture").fill("Bénéficiaire", "Anna Muster").press("Continuer")
    assert "Formulaire 318.632.1" in be.page
    be.fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
    fill_journey(be).press("Ajouter un trajet")
    assert be.page.value("De", "Trajet 1") == "3400 Burgdorf"
    assert be.page.ticked("Voiture privée", "Trajet 1")
    be.fill_all(
        {
            "Date": "16.10.2026",
            "De": "3400 Burgdorf",
            "À": "3010 Bern",
            "Lieu ou établissement": "Inselspital",
            "Motif du trajet": "Mesure médicale",
            "Prix du billet, 2e classe": "23.40",
            "Départ du domicile": "8:15",
            "Retour au domicile": "16:30",
        },
        "Trajet 2",
    )
    be.tick("Transports publics", "Trajet 2")
    be.fill("Type de document", "Billet ou quittance").upload("Fichier", ("billet.pdf", pdf)).press(
        "Ajouter le fichier"
    )
    assert "billet.pdf" in be.page
    be.fill("Remarque", "Merci de traiter rapidement.\nLea").press("Envoyer ma demande")


def look_once_more_before_sending(be):
    assert be.page.heading == "Vérifiez votre demande avant de l’envoyer"
    assert "C’est le dernier moment pour vérifier votre facture ou ajouter un document." in be.page
    assert "CHF 82.90" in be.page  # 45 km × 2 × 0.45, the ticket, 8 h 15 away
    before = be.page.summary()

    be.follow("Annuler l’envoi")
    assert be.page.value("Numéro de facture") == "R-17"
    assert be.page.value("Kilomètres, trajet simple", "Trajet 1") == "45"
    assert be.page.value("Prix du billet, 2e classe", "Trajet 2") == "23.40"
    assert be.page.value("Remarque") == "Merci de traiter rapidement.\nLea"
    assert "billet.pdf" in be.page

    be.press("Envoyer ma demande")
    assert be.page.summary() == before


def send(be, outbox):
    be.press("Envoyer la demande")
    assert be.page.heading == "Demande envoyée"
    reference = be.page.document.xpath("string(//main//b[@class='num'])")
    assert reference.startswith("BE-2026-")
    assert f"Nous avons envoyé une confirmation à {EMAIL}." in be.page
    assert outbox[-1].subject.replace("\u00a0", " ") == f"Demande {reference} : bien reçue"

    copy = be.get(be.page.link("Télécharger la copie de votre demande en PDF"))
    assert copy.content_type == "application/pdf"
    assert copy.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{reference}.pdf"
    assert copy.body.startswith(b"%PDF-")
    return reference


def ask_for_a_correction(office, outbox, reference):
    office.open("/work-list").follow(reference)
    shown = office.page.summary()
    assert shown["Envoyée par"] == "Aide Aare Sàrl, Jeanne Favre Langue de correspondance : français"
    assert "756.1234.5678.97" in shown["Bénéficiaire"]
    assert "45 km × 2 × CHF 0.45 = CHF 40.50" in office.page.words.replace("\u00a0", " ")
    assert "Le numéro de décision est de cet office (302)" in office.page
    # What the sender wrote stands above the answers, where a case may be accepted at once.
    before_answers = office.page.words.partition("Envoyée par")[0]
    assert "Remarque de l’expéditeur Merci de traiter rapidement." in before_answers
    # The office sees pictures of the pages, never the file itself.
    office.follow("billet.pdf")
    picture = office.get(office.page.document.xpath("string(//img[contains(@src, '/page')]/@src)"))
    assert picture.content_type.startswith("image/")

    office.tick("Signaler Trajet 2").tick("Signaler Document manquant").press("Demander une correction")
    words = "Il manque l’attestation de présence du second trajet. Merci de l’ajouter."
    office.fill("Vos propres mots, Trajet 2", "Indiquez les heures de départ et de retour.")
    office.fill("Motif, Document manquant", "Document manquant").fill("Message à l’expéditeur", words)
    office.press("Voir l’e-mail avant de décider")
    assert "– Trajet 2 : Indiquez les heures de départ et de retour." in office.page
    assert f"Demande {reference} : une correction est nécessaire" in office.page
    office.press("Demander la correction")
    assert (
        office.page.notice == "La correction est demandée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."
    )
    assert outbox[-1].recipient == EMAIL
    assert words in outbox[-1].text
    assert outbox[-1].link_label == "Corriger ma demande"


def correct_it(be, outbox, sign_in, photo, reference):
    be.open(outbox[-1].link)
    assert be.page.heading == "Se connecter"
    sign_in(be, EMAIL, PASSWORD)
    assert be.page.url.endswith("/edit")
    assert "L’office demande 2 corrections" in be.page
    assert "Il manque l’attestation de présence du second trajet." in be.page
    be.page.link("Trajet 2")
    form = be.page.url

    be.open("/")
    assert "À faire par vous" in be.page
    assert "Demandes à corriger" in be.page
    be.follow(f"Corriger {reference}")
    assert be.page.url == form

    be.fill("Départ du domicile", "8:00", "Trajet 2").fill("Retour au domicile", "16:00", "Trajet 2")
    be.fill("Type de document", "Attestation de présence").upload("Fichier", ("attestation.jpg", photo))
    be.press("Modifier ma demande").press("Envoyer la demande")
    assert be.page.heading == "Demande envoyée"
    assert reference in be.page


def accept_it(office, outbox, sign_in, reference):
    sign_in(office.open("/work-list"), "clerk@be.example")
    office.fill("Nom, N° assuré, référence, décision ou facture", reference.lower()).press("Chercher")
    assert "version 2" in office.page
    assert "Renvoyée corrigée" in office.page
    assert "Avant : Repas, absence 8 h 15 : CHF 19.00 → Maintenant : Repas, absence 8 h : CHF 11.50" in office.page
    assert "Avant : 82.90" in office.page
    assert "CHF 75.40" in office.page
    office.follow("Accepter").press("Accepter la demande")
    assert office.page.notice == "La demande est acceptée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."
    assert outbox[-1].recipient == EMAIL
    assert "acceptée et transmise pour paiement à la Centrale de compensation à Genève" in outbox[-1].text
    assert "environ 10 jours" in outbox[-1].text


def find_it_in_the_history(be, outbox, sign_in, reference):
    be.open(outbox[-1].link)
    assert "Acceptée" in be.page
    be.open("/")
    (row,) = be.page.rows()
    assert row[0].startswith(reference)
    # One invoice needs no filter; a list that is filtered has one.
    assert "Filtrer" not in be.page
    filtered = f"{be.page.url}?status=accepted"
    assert (row[3], row[4], row[5]) == ("Jeanne Favre", "Acceptée", "CHF 75.40")
    for label, value, hits in (
        ("Responsable", "Jeanne Favre", 1),
        ("Bénéficiaire", "muster", 1),
        ("Bénéficiaire", "756.1234.5678.97", 1),
        ("Bénéficiaire", "Beispiel", 0),
        ("Statut", "Acceptée", 1),
        ("Statut", "Refusée", 0),
    ):
        be.open(filtered).fill(label, value).press("Filtrer")
        assert len(be.page.rows()) == hits, (label, value)
        assert "Muster" not in be.page.url
        # Ids are hexadecimal, and one in some hundred holds « 756 » by chance.
        assert not any(part in be.page.url for part in ("756.1234", "7561234567897", "1234.5678"))
    be.open("/")
    assert be.get(be.page.link(f"PDF {reference}")).body.startswith(b"%PDF-")
