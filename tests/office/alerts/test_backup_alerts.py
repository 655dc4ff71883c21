"""« À traiter » shows the age of the last proved restore, and says when backups or proofs are missing."""

import shutil
from datetime import timedelta

import pytest

from guichet import clock
from guichet.backup.encryption import new_private_key
from guichet.backup.signatures import public_text, signing_key
from guichet.backup.times import BackupTimes, record_proof
from guichet.backup.times_job import EVERY, BackupTimesJob, stored_backup_times
from guichet.monitoring.desk_state import desk_state
from guichet.store.database import read_transaction
from guichet.store.job_reports import job_reports

ADMINISTRATOR, CLERK = "administrator@be.example", "clerk@be.example"
LATE, UNPROVED = "Pas de sauvegarde depuis plus d’un jour", "La restauration n’a pas été vérifiée depuis plus d’un mois"


@pytest.fixture
def backed_up(make_desks, tmp_path):
    """A desk whose settings name a folder of backups."""
    key = str(new_private_key().to_public())
    return make_desks(["be"], settings={"backup.folder": str(tmp_path), "backup.public_keys": key})


@pytest.fixture
def worker(backed_up):
    """The worker's look at the folder of the backups."""
    desk = backed_up["be"]
    return BackupTimesJob(desk.db, desk.settings.backup, "be", public_text(signing_key(desk.keys)))


@pytest.fixture
def back_up(backed_up, leave_backup, tmp_path):
    """Leaves a backup of a moment, as `guichet backup` does."""
    key = signing_key(backed_up["be"].keys)
    return lambda moment: leave_backup(tmp_path / "be", moment, key)


def page(desks, sign_in, who):
    return sign_in(desks.browser("be"), who).open("/alerts").page


def test_desk_without_backup_and_proof_says_so(backed_up, worker, sign_in):
    worker.run_due(clock.now())
    shown = page(backed_up, sign_in, CLERK)
    assert LATE in shown
    assert UNPROVED in shown
    assert "Dernière restauration vérifiée" not in shown


def test_administrators_see_the_age_of_the_last_proved_restore(backed_up, worker, back_up, sign_in, tmp_path):
    now = clock.now()
    back_up(now - timedelta(hours=25))
    record_proof(tmp_path / "be", now - timedelta(days=12, hours=1), now - timedelta(days=13))
    worker.run_due(now)
    shown = page(backed_up, sign_in, ADMINISTRATOR)
    assert "Dernière restauration vérifiée" in shown
    assert "il y a 12 jours" in shown
    assert LATE not in shown
    assert UNPROVED not in shown


def test_late_backup_and_old_proof_are_alerts(backed_up, worker, back_up, sign_in, tmp_path):
    now = clock.now()
    back_up(now - timedelta(hours=27))
    record_proof(tmp_path / "be", now - timedelta(days=36), now - timedelta(days=36))
    worker.run_due(now)
    shown = page(backed_up, sign_in, ADMINISTRATOR)
    assert LATE in shown
    assert UNPROVED in shown
    assert "il y a 36 jours" in shown


def test_worker_looks_once_a_minute_and_writes_what_has_changed(backed_up, worker, back_up):
    db, now = backed_up["be"].db, clock.now()
    worker.run_due(now)
    first = db.lastTransaction()
    back_up(now)
    worker.run_due(now + EVERY / 2)
    assert db.lastTransaction() == first
    worker.run_due(now + EVERY)
    with read_transaction(db) as portal:
        assert stored_backup_times(portal) == BackupTimes(backup=now)
    second = db.lastTransaction()
    worker.run_due(now + 2 * EVERY)
    assert db.lastTransaction() == second


def test_pages_and_monitoring_need_no_folder_once_the_worker_has_looked(backed_up, worker, back_up, sign_in, tmp_path):
    now = clock.now()
    back_up(now - timedelta(hours=1))
    worker.run_due(now)
    shutil.rmtree(tmp_path / "be")  # as a disk that hangs, which no test can bring about
    assert LATE not in page(backed_up, sign_in, CLERK)
    assert desk_state(backed_up["be"]).backup.backup == now - timedelta(hours=1)


def test_nothing_is_said_about_backups_before_the_worker_has_looked(backed_up, sign_in):
    shown = page(backed_up, sign_in, CLERK)
    assert LATE not in shown
    assert "Lecture du dossier des sauvegardes : à l’arrêt" in shown


def test_damaged_document_is_an_alert_for_a_week_after_it_was_asked_for(desks, sign_in):
    with desks.acting("be") as ctx:
        reports = job_reports(ctx.portal)
        reports.note_damaged("00ab", ctx.now - timedelta(days=8))
        reports.note_damaged("00cd", ctx.now - timedelta(days=6))
    assert "Documents abîmés sur le disque : 1" in page(desks, sign_in, CLERK)
