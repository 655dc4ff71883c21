"""« Importer une liste »: a file of beneficiaries is checked, shown, confirmed, and added as a whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from stdnum import ean
from ZODB.POSException import ConflictError

from guichet.app import daily_tasks
from guichet.audit import entries
from guichet.issuers import list_size
from guichet.issuers.beneficiary_import import import_actions
from guichet.issuers.beneficiary_import.list_preview import PREVIEW_LIFE
from guichet.issuers.beneficiary_import.list_reading import ListReader
from guichet.issuers.issuer_actions import remove_beneficiary
from guichet.testing.people import ANNA, CHIARA, ZOE, beneficiary_of, issuer_of

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"
HEAD = "Nom;Prénom;Date de naissance;N° AVS;Rue;NPA;Localité;Décision"
CARLA = f"Neuf;Carla;1.2.1990;{CHIARA};Gasse 1;3400;Burgdorf;30220250099999"
URS = f"Đurić;Uršula;14. Oktober 2019;{ZOE};Weg 2;3011;Berne;"
ANNA_OTHERWISE = f"Autrement;Anna;1.1.1960;{ANNA};Ailleurs 9;1000;Lausanne;"
DORA = {
    "Prénom": "Dora",
    "Nom": "Quatre",
    "Date de naissance": "1.2.1990",
    "N° assuré": ZOE,
    "Rue et numéro": "Gasse 1",
    "NPA": "3400",
    "Localité": "Burgdorf",
}
MINUTE = timedelta(minutes=1)
FILE = "\r\n".join((HEAD, CARLA, URS, ANNA_OTHERWISE))


@pytest.fixture
def page(be, sign_in):
    """Lea Rochat on the page that takes the file."""
    return sign_in(be, MANAGER).follow("Bénéficiaires").follow("Importer une liste")


def choose(page, text, encoding="utf-8-sig", status=200):
    return page.upload("Fichier CSV", ("liste.csv", text.encode(encoding))).press("Vérifier le fichier", status=status)


def counts(page):
    return {name: value for name, value in page.page.summary().items() if name != "Colonnes laissées de côté"}


def names(desks):
    with desks.looking("be") as ctx:
        return [row.name for _id, row in issuer_of(ctx, MANAGER).beneficiaries.directory.page("all").rows]


def stored_preview(desks):
    with desks.looking("be") as ctx:
        return list((issuer_of(ctx, MANAGER).beneficiaries.previews or {}).values())


def test_list_is_shown_confirmed_and_added(page, desks):
    choose(page, FILE)
    assert page.page.heading == "Vérifier l’import"
    assert counts(page) == {"À ajouter": "2", "Déjà dans votre liste": "1", "À corriger": "0"}
    assert ["4", "Anna Autrement autre nom", "Anna Muster"] in page.page.rows()
    assert names(desks) == ["Beat Beispiel", "Anna Muster"], "nothing is added yet"
    page.press("Ajouter 2 bénéficiaires")
    assert page.page.heading == "Bénéficiaires"
    assert "L’import est terminé" in page.page
    assert names(desks) == ["Beat Beispiel", "Uršula Đurić", "Anna Muster", "Carla Neuf"]
    with desks.looking("be") as ctx:
        company = issuer_of(ctx, MANAGER)
        carla, anna = beneficiary_of(company, CHIARA), beneficiary_of(company, ANNA)
        assert (carla.birth_date, carla.decisions) == (date(1990, 2, 1), (("30220250099999", ""),))
        assert (anna.last_name, anna.town) == ("Muster", "Burgdorf"), "an entry that exists is never changed"
        last = list(entries(ctx.portal))[-1]
        assert (last.action, last.target, last.details) == ("beneficiaries.imported", company.id, ("2",))


def test_wrong_cells_are_named_and_nothing_is_added(page, desks):
    choose(page, "\r\n".join((HEAD, CARLA, URS.replace(ZOE, "756.1111.1111.14"), "Rossi;;x;;;;;", ANNA_OTHERWISE)))
    assert counts(page) == {"À ajouter": "1", "Déjà dans votre liste": "1", "À corriger": "2"}
    rows = [row[:2] for row in page.page.rows() if row[0].startswith("Ligne")][:7]
    assert rows[0] == ["Ligne 3", "N° assuré"]
    assert ["Ligne 4", "Prénom"] in rows
    assert "Le dernier chiffre ne correspond pas" in page.page
    assert "Ajouter 1 bénéficiaire" not in page.page
    page.follow("Choisir le fichier corrigé")
    choose(page, "\r\n".join((HEAD, CARLA)), "cp1252").press("Ajouter 1 bénéficiaire")
    assert names(desks) == ["Beat Beispiel", "Anna Muster", "Carla Neuf"]


def test_confirmation_of_a_list_with_wrong_cells_adds_nothing(page, desks):
    choose(page, "\r\n".join((HEAD, CARLA, URS.replace(ZOE, "756.1111.1111.14"))))
    with desks.acting("be", MANAGER) as ctx:
        company = issuer_of(ctx, MANAGER)
        preview = import_actions.preview_of(ctx, company)
        seen = import_actions.compared(preview, company).fingerprint(preview.id)
        with pytest.raises(import_actions.ListChanged):
            import_actions.import_people(ctx, company, preview, seen)
    assert names(desks) == ["Beat Beispiel", "Anna Muster"]


def test_file_that_is_no_list_is_refused_at_its_field(page):
    choose(page, "%PDF-1.7\0", status=422)
    assert "CSV UTF-8" in page.page.problem_at("Fichier CSV")
    page.press("Vérifier le fichier", status=422)
    assert "Choisissez le fichier CSV" in page.page.problem_at("Fichier CSV")


def test_wrong_cells_are_named_in_german_after_a_switch_of_language(page):
    choose(page, f"{HEAD}\r\nRossi;Anna;x;{CHIARA};Gasse 1;3400;Burgdorf;")
    page.press("Deutsch")
    assert "Geburtsdatum" in page.page
    assert "Date de naissance" not in page.page


def test_list_that_changed_meanwhile_is_shown_again_before_it_is_added(page, desks, sign_in):
    choose(page, FILE)
    marc = sign_in(desks.browser("be"), COLLABORATOR).follow("Bénéficiaires").follow("Importer une liste")
    choose(marc, f"{HEAD}\r\n{CARLA}").press("Ajouter 1 bénéficiaire")
    page.press("Ajouter 2 bénéficiaires")
    assert "Votre liste a changé" in page.page
    assert counts(page) == {"À ajouter": "1", "Déjà dans votre liste": "2", "À corriger": "0"}
    assert "Uršula Đurić" not in names(desks)
    page.press("Ajouter 1 bénéficiaire")
    assert "Uršula Đurić" in names(desks)


def test_second_press_of_the_button_adds_nothing_twice(page, desks):
    choose(page, FILE)
    page.send("Ajouter 2 bénéficiaires")
    page.press("Ajouter 2 bénéficiaires")
    assert "L’import est terminé" in page.page
    assert names(desks).count("Carla Neuf") == 1


def test_person_who_was_removed_is_offered_back_and_not_restored_silently(page, desks):
    with desks.acting("be", MANAGER) as ctx:
        remove_beneficiary(ctx, beneficiary_of(issuer_of(ctx, MANAGER), ANNA))
    choose(page, FILE)
    page.press("Ajouter 2 bénéficiaires")
    assert "Anna Muster" not in names(desks)
    page.follow("Importer une liste")
    choose(page, FILE)
    assert "Il n’y a rien à ajouter" in page.page
    page.press("Remettre sur la liste Anna Muster")
    assert page.page.heading == "Anna Muster"


def test_preview_given_up_leaves_no_data(page, desks):
    choose(page, FILE).press("Abandonner l’import")
    assert "Votre liste n’a pas changé" in page.page
    assert stored_preview(desks) == []
    page.open(page.page.url.partition("?")[0] + "import-preview")
    assert page.page.heading == "Importer des bénéficiaires"


def test_another_file_replaces_the_preview(page, desks):
    choose(page, FILE).follow("‹ Choisir un autre fichier")
    choose(page, f"{HEAD}\r\n{CARLA}")
    assert counts(page)["À ajouter"] == "1"
    assert len(stored_preview(desks)) == 1


def test_preview_is_the_one_of_its_reader_alone(page, desks, sign_in):
    choose(page, FILE)
    marc = sign_in(desks.browser("be"), COLLABORATOR)
    marc.open(page.page.url)
    assert marc.page.heading == "Importer des bénéficiaires"


@pytest.mark.parametrize("confirmed", [False, True])
def test_preview_goes_with_its_data_after_its_time(page, desks, confirmed):
    choose(page, FILE)
    if confirmed:
        page.press("Ajouter 2 bénéficiaires")
    with desks.acting("be") as ctx:
        (task,) = (one for one in daily_tasks(ctx.desk) if one.name == "old_previews")
        task.change(issuer_of(ctx, MANAGER), ctx.now + PREVIEW_LIFE - MINUTE)
    assert len(stored_preview(desks)) == 1
    with desks.acting("be") as ctx:
        task.change(issuer_of(ctx, MANAGER), ctx.now + PREVIEW_LIFE + MINUTE)
    assert stored_preview(desks) == []


def test_long_list_is_shown_in_pages(page):
    first_digits = [(number, f"7560{number:08d}") for number in range(130)]
    people = [
        f"Muster;Personne {number};1.2.1990;{digits}{ean.calc_check_digit(digits)};Gasse 1;3400;Burgdorf;"
        for number, digits in first_digits
    ]
    choose(page, "\r\n".join((HEAD, *people)))
    assert "Personne 99" in page.page
    assert "Personne 100" not in page.page
    page.follow("Page suivante")
    assert "Personne 129" in page.page
    page.press("Ajouter 130 bénéficiaires")
    assert "(132)" in page.page


def test_template_is_a_file_to_fill_in(page):
    answer = page.get(page.page.link("Télécharger le modèle (CSV)"))
    assert answer.content_type == "text/csv"
    assert answer.body.decode("utf-8-sig").startswith("Prénom;Nom;Date de naissance;N° assuré;")
    assert "modele-beneficiaires.csv" in answer.headers["Content-Disposition"]


def test_a_full_list_takes_no_further_people_by_any_way(page, desks, monkeypatch):
    """Three would be on a list of two: refused with the file, with the button, and on the form for one person."""
    sentence = "Une société peut avoir 3 bénéficiaires au plus"
    choose(page, FILE)
    monkeypatch.setattr(list_size, "MAX_BENEFICIARIES", 3)
    monkeypatch.setattr(list_size.LIST_FULL, "mapping", {"most": Decimal(3)})
    page.press("Ajouter 2 bénéficiaires")
    assert sentence in page.page
    page.follow("‹ Choisir un autre fichier")
    choose(page, FILE, status=422)
    assert sentence in page.page
    assert len(names(desks)) == 2
    choose(page, "\r\n".join((HEAD, CARLA)))
    page.press("Ajouter 1 bénéficiaire")
    assert len(names(desks)) == 3
    page.follow("Ajouter un bénéficiaire").fill_all(DORA).press("Enregistrer", status=422)
    assert sentence in page.page


def test_one_list_is_read_at_a_time_and_once_in_all_attempts(page, desks, monkeypatch):
    turn = desks.dispatcher._by_host["be.localhost"].registry.list_reading
    with turn:
        choose(page, FILE, status=429)
    assert "Le guichet lit en ce moment une autre liste" in page.page
    read, stored = [], []
    reader, keep = ListReader.read, import_actions.keep_preview

    def conflicting(*given):
        stored.append(given)
        if len(stored) == 1:
            raise ConflictError
        return keep(*given)

    monkeypatch.setattr(ListReader, "read", lambda *given: read.append(given) or reader(*given))
    monkeypatch.setattr(import_actions, "keep_preview", conflicting)
    choose(page, FILE)
    assert (len(read), len(stored)) == (1, 2)
    assert not turn.locked()
