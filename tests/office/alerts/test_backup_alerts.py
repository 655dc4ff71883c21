"""« À traiter » shows the age of the last proved restore, and says when backups or proofs are missing."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.backup.encryption import new_private_key
from guichet.backup.points import MANIFEST, folder_name
from guichet.backup.times import record_proof
from guichet.store.job_reports import job_reports

ADMINISTRATOR, CLERK = "administrator@be.example", "clerk@be.example"
LATE, UNPROVED = "Pas de sauvegarde depuis plus d’un jour", "La restauration n’a pas été prouvée depuis plus d’un mois"


@pytest.fixture
def backed_up(make_desks, tmp_path):
    """A desk whose settings name a folder of backups."""
    key = str(new_private_key().to_public())
    return make_desks(["be"], settings={"backup.folder": str(tmp_path), "backup.public_keys": key})


@pytest.fixture
def back_up(tmp_path):
    """Leaves a backup of a moment, as `guichet backup` does."""

    def made(moment):
        point = tmp_path / "be" / folder_name(moment, "full")
        point.mkdir(parents=True)
        (point / MANIFEST).touch()

    return made


def page(desks, sign_in, who):
    return sign_in(desks.browser("be"), who).open("/alerts").page


def test_desk_without_backup_and_proof_says_so(backed_up, sign_in):
    shown = page(backed_up, sign_in, CLERK)
    assert LATE in shown
    assert UNPROVED in shown
    assert "Dernière restauration prouvée" not in shown


def test_administrators_see_the_age_of_the_last_proved_restore(backed_up, back_up, sign_in, tmp_path):
    now = clock.now()
    back_up(now - timedelta(hours=25))
    record_proof(tmp_path / "be", now - timedelta(days=12, hours=1), now - timedelta(days=13))
    shown = page(backed_up, sign_in, ADMINISTRATOR)
    assert "Dernière restauration prouvée" in shown
    assert "il y a 12 jours" in shown
    assert LATE not in shown
    assert UNPROVED not in shown


def test_late_backup_and_old_proof_are_alerts(backed_up, back_up, sign_in, tmp_path):
    now = clock.now()
    back_up(now - timedelta(hours=27))
    record_proof(tmp_path / "be", now - timedelta(days=36), now - timedelta(days=36))
    shown = page(backed_up, sign_in, ADMINISTRATOR)
    assert LATE in shown
    assert UNPROVED in shown
    assert "il y a 36 jours" in shown


def test_damaged_document_is_an_alert_for_a_week_after_it_was_asked_for(desks, sign_in):
    with desks.acting("be") as ctx:
        reports = job_reports(ctx.portal)
        reports.note_damaged("00ab", ctx.now - timedelta(days=8))
        reports.note_damaged("00cd", ctx.now - timedelta(days=6))
    assert "Documents abîmés sur le disque : 1" in page(desks, sign_in, CLERK)
