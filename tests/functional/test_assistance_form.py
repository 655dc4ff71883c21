"""Form 318.536 at the desk of Neuchâtel, from an empty form to the copy for the next month, without script."""

from datetime import date

from guichet.issuers.beneficiary_details import Grant
from guichet.testing.people import issuer_of

PERSON = "Personne 1"
INSURED = "insured@ne.example"


def test_month_is_filled_in_sent_read_again_and_copied(ne, sign_in, desks, pdf):
    with desks.acting("ne", INSURED) as ctx:
        issuer = issuer_of(ctx, INSURED)
        person = issuer.beneficiaries[issuer.self_id]
        person.iban, person.decisions = "CH9300762011623852957", (("32420260004711", "Assistance"),)
        person.set_grant("32420260004711", Grant(date(2026, 1, 1), monthly_amount=10000, night_level="3", nights=1))
    sign_in(ne, INSURED)
    ne.follow("Contribution d’assistance")
    assert ne.page.value("Mois") == "10.2026"
    ne.fill_all({"Prénom et nom": "Mara Exemple", "Date de naissance": "2.3.1990"})
    ne.fill("Lien avec la personne assurée", "Aucun lien de parenté")
    ne.fill("1, jeudi 1er octobre 2026, Heures, Personne 1", "3:30")
    ne.fill("31, samedi 31 octobre 2026, Heures, Personne 1", "26")
    ne.press("Ajouter des nuits, Personne 1")
    assert "Plafond du mois 123.55 sur 150.00 Il reste CHF 26.45." in ne.page.words
    ne.fill("Nuits, par le jour du soir", "3, 10")
    ne.fill("Degré de la nuit", "Degré 2").press("Envoyer ma demande", status=422)
    assert ne.page.problems == [
        "Personne 1, Jour 31, Heures : écrivez un nombre de 25 au plus",
        "Personne 1, Nuits 1 : choisissez le degré 3 : c’est celui de la décision",
    ]
    ne.fill("31, samedi 31 octobre 2026, Heures, Personne 1", "").fill("Degré de la nuit", "Degré 3")
    ne.press("Envoyer ma demande")
    rows = ne.page.summary()
    assert rows[PERSON].startswith("Mara Exemple, 2 mars 1990 3.5 h, 2 nuits Aucun lien de parenté")
    assert "Heures, qualification standard : 3.5 h × CHF 35.30 = CHF 123.55" in rows["Montant du mois"]
    assert "Total : CHF 369.15" in rows["Montant du mois"]
    assert "une fois et demie le montant mensuel" in ne.page
    assert "Vérifiez les nuits : 2 pour 1 par mois" in ne.page
    ne.tick("J’ai vérifié").press("Envoyer la demande")
    ne.open(ne.page.url.removesuffix("sent")).follow("Copier cette demande")
    assert ne.page.value("Mois") == "11.2026"
    assert ne.page.value("Prénom et nom") == "Mara Exemple"
    assert ne.page.value("1, dimanche 1er novembre 2026, Heures, Personne 1") == ""
