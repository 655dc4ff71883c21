"""Titles and sources of the checks of each form, for the list of those that found nothing; see `docs/forms.md`."""

from guichet.sdk import Check
from invoice_types import _

ANNEX = _("annexe de l’OMAI")
ONE_SOURCE = _("une seule source")
TWO_OFFICES = _("pages de deux offices")
IN_HOSPITAL = _("art. 42bis al. 4 LAI")
OF_MINORS = _("art. 42bis LAI")
HEARING_AIDS = _("annexe de l’OMAI, chiffre 5.07")
HEARING_AIDS_OF_MINORS = _("annexe de l’OMAI, chiffre 5.07.3")
RENEWAL = _("Délai de renouvellement respecté")

BILL = (
    Check("V2", _("Chiffre OMAI en bonne forme"), ANNEX),
    Check("V3", _("Chiffre OMAI de ce formulaire"), ANNEX),
    Check("share", _("Part à charge dans les limites du montant")),
    Check("maximum", _("Maximum de la décision respecté")),
    Check("bill-date", _("Facture du fournisseur proche de la prestation")),
    Check("payee", _("Compte du fournisseur, ou facture déjà payée"), _("art. 78 al. 5 et 6 RAI")),
)
"""Of every form for a supplier's bill."""
COMPANY_BILL = (
    Check("decision-date", _("Date de la décision sur la facture d’une société"), _("art. 79ter RAI")),
    Check("copy", _("Copie de la facture d’une société à la personne assurée"), _("art. 27ter LAI")),
)
"""Of the form whose bills companies send."""
TRAVEL = (
    Check("T1", _("Trajets sans recoupement d’heures")),
    Check("T2", _("Kilomètres sans écart avec les trajets précédents")),
    Check("T4", _("Aucun trajet pour un appareil auditif"), _("page ancienne de la SVA ZH")),
    Check("T6", _("Visites assez espacées"), TWO_OFFICES),
    Check("T7", _("Un seul proche par visite"), TWO_OFFICES),
    Check("car", _("Voiture avec kilomètres ou prix du billet"), _("mémento 4.05, 2015, une seule source")),
    Check("same-place", _("Lieux de départ et d’arrivée différents")),
    Check("km", _("Aucun trajet très long")),
    Check("times", _("Retour après le départ")),
    Check("extra-cost", _("Montant pour chaque frais supplémentaire")),
    Check("nights", _("Aucune nuit pour une visite ou un congé"), _("art. 90 al. 3 et 4 RAI")),
)
MINORS = (
    Check("A1", _("Jours qui remplissent le mois")),
    Check("A2", _("Mois entier à l’hôpital attesté ou non demandé"), IN_HOSPITAL),
    Check("A3", _("Mois avant la majorité"), OF_MINORS),
    Check("A5", _("Chaque jour sur une seule ligne")),
    Check("A6", _("Degré et supplément sans écart avec les demandes précédentes")),
    Check("A7", _("Nombre de jours sans grand écart")),
    Check("A8", _("Attestations de l’hôpital sans lacune"), IN_HOSPITAL),
    Check(
        "A9",
        _("Facture du home pour les jours payés par la famille"),
        _("art. 42ter al. 2 LAI ; facture exigée : non confirmé"),
    ),
    Check("A10", _("Aucun séjour à l’étranger"), OF_MINORS),
    Check("A11", _("Compte autre que celui d’une société"), _("art. 20 LPGA")),
    Check("A12", _("Pas plus de jours que le mois n’en a")),
    Check("right", _("Début et fin du droit dans le mois")),
)
AIDS = (
    Check("supplier", _("Fournisseur, numéro et date de la facture")),
    Check("V4", _("Maximum de l’OMAI respecté dans les demandes du même expéditeur"), ANNEX),
    Check("V7", _("Aucun tiers responsable"), _("art. 7 al. 2 OMAI")),
    Check("V11", _("Devis approuvé respecté")),
)
"""Of the five forms for aids."""
WORKPLACE = (Check("V5", _("Aucun appareil à la charge de la personne assurée"), _("annexe de l’OMAI, chiffre 13.01")),)
CONVERSIONS = (
    Check("V1", _("Aucun entretien de véhicule à moteur"), _("art. 7 al. 3 OMAI")),
    Check("V6", RENEWAL, ONE_SOURCE),
    Check("V13", _("Genre de prestation et objet assortis")),
    Check("job", _("Amortissement avec une activité lucrative"), ANNEX),
)
HEAD = (Check("V6", RENEWAL, ONE_SOURCE),)
VISION = (Check("V12", _("Mois d’un chien-guide demandés une seule fois")),)
AUTONOMY = (
    Check("V6", RENEWAL, ANNEX),
    Check("V8", _("Aucune plate-forme ni rampe dans un home"), _("annexe de l’OMAI, chiffre 14.05")),
    Check("V9", _("Âge pour un chien"), ANNEX),
    Check("V10", _("Un seul chien pour autistes"), ANNEX),
)
HEARING = (
    Check("H1", RENEWAL, HEARING_AIDS),
    Check("H2", _("Piles demandées une seule fois par le même expéditeur"), HEARING_AIDS),
    Check("H3", _("AVS : ni piles ni réparations")),
    Check("H4", _("Une réparation par appareil et par année")),
    Check("H5", _("Facture du vendeur pour une réparation"), ONE_SOURCE),
    Check("H6", _("Âge pour ce forfait")),
    Check("H8", _("Réparations à une date où elles sont payées"), HEARING_AIDS),
    Check("H9", _("Années de piles dans l’ordre")),
    Check("H10", _("Appareil et piles d’un enfant dans deux demandes"), HEARING_AIDS_OF_MINORS),
    Check("H11", _("Compte pour ce forfait"), HEARING_AIDS_OF_MINORS),
    Check("H12", _("Chiffre de contrôle du GLN")),
    Check("bill-date", _("Facture du vendeur proche de la prestation")),
)
ASSISTANCE = (
    Check("C2", _("Mois absent sous une autre décision")),
    Check("C3", _("Montant mensuel enregistré respecté"), _("art. 39i al. 3 et 4 RAI")),
    Check("C4", _("Montant annuel enregistré respecté"), _("année civile : non confirmé")),
    Check("C5", _("Qualifications et nuits comme enregistrées")),
    Check("C6", _("Durée du salaire continué"), _("art. 39h RAI, art. 324a CO")),
    Check("C7", _("Heures partagées facturées une seule fois"), _("CCA, une seule source")),
    Check("C8", _("Jours dans le délai pour les demander"), _("art. 42septies al. 2 LAI")),
    Check("C9", _("Aucun travail pendant un séjour à l’hôpital ou dans un home"), _("art. 42sexies al. 2 LAI")),
    Check("C10", _("Domaines des qualifications particulières"), _("art. 39f al. 2 RAI")),
    Check("C11", _("Aucun proche exclu comme assistant"), _("art. 42quinquies LAI")),
    Check("C12", _("Jours du mois")),
    Check("C13", _("Pas plus d’heures que le jour n’en a")),
    Check("C14", _("Activités sans recoupement d’heures")),
    Check("C15", _("Chaque nuit facturée une seule fois"), _("art. 39i al. 2 RAI")),
    Check("C16", _("Chaque assistant saisi une seule fois")),
    Check("C17", _("Empêchements dans le mois et sans travail"), _("art. 39h RAI")),
    Check("C18", _("Nuits converties en heures de jour"), _("art. 39i al. 2ter RAI")),
    Check("C19", _("Durée et conditions d’une phase aiguë"), _("art. 39i al. 4 RAI")),
    Check("C20", _("Aucun assistant sans saisie")),
    Check("G14", _("Compte de l’employeur"), _("art. 42quinquies LAI")),
)
