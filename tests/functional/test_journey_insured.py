"""Neuchâtel, an insured person: from the registration to a refusal, in the words of the guide for insured persons."""

EMAIL = "claude.robert@exemple.example"
PHONE = "+41785551234"
PASSWORD = "fontaine-merle-gris-4"
REASON = "Ces trajets ne figurent pas dans la communication du 3 mars 2026."


def test_insured_person_registers_sends_and_reads_reason_of_refusal(ne, desks, outbox, clock, sign_in, fill_journey):
    office = desks.browser("ne")
    register(ne)
    prove_the_phone(ne, outbox, clock)
    activate_the_user(ne, outbox)
    send_an_invoice(ne, sign_in, fill_journey)
    reference = ne.page.document.xpath("string(//main//b[@class='num'])")
    refuse(office, outbox, sign_in, reference)
    read_why(ne, outbox, reference)


def register(ne):
    ne.open("/").follow("S’inscrire")
    assert ne.page.url == "/register-insured"
    ne.fill_all(
        {
            "Adresse e-mail": EMAIL,
            "Mot de passe": PASSWORD,
            "Téléphone portable suisse": "078 555 12 34",
            "N° assuré": "756.9217.0769.85",
            "Prénom": "Claude",
            "Nom": "Robert",
            "Date de naissance": "1.2.1970",
            "Rue et numéro": "Rue du Lac 3",
            "NPA": "2000",
            "Localité": "Neuchâtel",
            "Pays": "Suisse",
        }
    )
    assert "Commence par 756." in ne.page
    assert "nous vous envoyons un SMS avec un code d’accès" in ne.page
    ne.tick("Homme").tick("J’accepte les conditions d’utilisation").press("S’inscrire")


def prove_the_phone(ne, outbox, clock):
    assert ne.page.heading == "Consultez votre téléphone"
    assert [sent.recipient for sent in outbox] == [PHONE]
    clock.forward(seconds=29)
    ne.press("J’ai besoin d’un nouveau code d’accès")
    assert "Attendez encore une seconde" in ne.page
    clock.forward(seconds=1)
    ne.press("J’ai besoin d’un nouveau code d’accès")
    assert [sent.recipient for sent in outbox] == [PHONE, PHONE]
    assert not outbox.mails
    ne.fill("Code", outbox[-1].code).press("Continuer")


def activate_the_user(ne, outbox):
    assert ne.page.heading == "Confirmez votre adresse e-mail"
    assert f"Nous avons envoyé un e-mail à {EMAIL}." in ne.page
    ne.press("Renvoyez-moi un nouvel e-mail")
    assert ne.page.notice == "Nous avons renvoyé l’e-mail."
    assert [mail.recipient for mail in outbox.mails] == [EMAIL, EMAIL]
    ne.open(outbox[-1].link).press("Activer mon compte")
    assert ne.page.notice == "Votre compte est activé. Connectez-vous."


def send_an_invoice(ne, sign_in, fill_journey):
    sign_in(ne, EMAIL, PASSWORD)
    assert ne.page.heading == "Guichet"
    assert "Claude Robert" in ne.page
    ne.follow("Nouvelle facture")
    assert "Bénéficiaire" not in ne.page
    ne.tick("Frais de voyage et nourriture").press("Continuer")
    assert "Claude Robert" in ne.page.summary()["Bénéficiaire"]
    assert "756.9217.0769.85" in ne.page.summary()["Bénéficiaire"]
    fill_journey(ne)
    ne.fill("IBAN", "CH93 0076 2011 6238 5295 7").fill("Numéro de décision", "324 2025 0012345")
    ne.press("Envoyer ma demande")
    assert "Rue du Lac 3, 2000 Neuchâtel" in ne.page.summary()["Bénéficiaire"]
    assert "CHF 40.50" in ne.page
    ne.press("Envoyer la demande")
    assert ne.page.heading == "Demande envoyée"


def refuse(office, outbox, sign_in, reference):
    sign_in(office, "clerk@ne.example").follow(reference)
    assert office.page.summary()["Envoyée par"] == "Claude Robert Langue de correspondance : français"
    office.follow("Refuser").fill("Raison du refus", REASON).fill("Base légale", "art. 90 RAI")
    office.press("Voir l’e-mail avant de décider").press("Refuser la demande")
    assert office.page.notice == "La demande est refusée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."
    assert outbox[-1].recipient == EMAIL
    assert f"{REASON}\n\nBase légale : art. 90 RAI" in outbox[-1].text.replace("\u00a0", " ")
    assert "vous pouvez demander à l’office une décision écrite" in outbox[-1].text


def read_why(ne, outbox, reference):
    ne.open(outbox[-1].link)
    assert "Refusée" in ne.page
    assert "Raison du refus" in ne.page
    assert REASON in ne.page
    assert "vous pouvez demander à l’office une décision écrite" in ne.page
    assert ne.get(ne.page.link(f"PDF {reference}")).body.startswith(b"%PDF-")
    ne.open("/")
    assert "Responsable" not in ne.page
    # On a phone what was sent is not below the list of all forms.
    assert [one.text_content() for one in ne.page.document.xpath("//main//h2")] == ["Historique", "Nouvelle facture"]
    assert ne.page.rows()[0][2] == "Refusée"
    assert ne.get(ne.page.link(f"PDF {reference}")).content_type == "application/pdf"


def test_no_page_of_neuchatel_offers_a_choice_for_companies(ne):
    for address in ("/", "/register", "/register-company", "/register-insured", "/conditions"):
        ne.open(address)
        for word in ("entreprise", "Organisme", "GLN", "Je veux utiliser la plateforme en tant que"):
            assert word not in ne.page
