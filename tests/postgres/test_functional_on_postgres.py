"""Tests of the desk once more, with every desk on a PostgreSQL database of its own."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
CHOSEN = (
    "functional/test_journey_company.py",
    "functional/test_journey_insured.py",
    # The walls between the desks.
    "contracts/test_isolation.py::TestTwoDesks",
    # Blobs.
    "functional/test_attachments.py::test_chosen_file_is_attached_whichever_button_is_pressed",
    "functional/test_attachments.py::test_good_files_beside_a_bad_one_are_taken",
    "functional/test_attachments.py::test_a_document_is_removed_and_a_second_click_changes_nothing",
    "functional/test_attachments.py::test_twenty_files_are_enough",
    "functional/test_attachments.py::test_a_download_is_stored_by_the_browser_and_runs_nothing",
    # What is sent twice.
    "functional/test_account_devices.py::TestMesAppareils::test_a_double_click_ends_it_once",
    "functional/test_account_email.py::TestConfirming::test_two_clicks_change_it_once",
    "functional/test_company_bank_accounts.py::TestKeeping::test_a_double_click_adds_once_and_removes_once",
    "functional/test_company_people.py::TestAdding::test_a_double_click_invites_once",
    "functional/test_company_people_leaving.py::TestRemoving::test_a_double_click_removes_once",
    "functional/test_invoice_problems.py::test_a_double_click_sends_one_invoice_and_one_mail",
    "functional/test_invoice_problems.py::test_a_second_click_on_a_correction_makes_one_new_revision",
    "functional/test_sign_in_problems.py::TestActivation::test_two_clicks_activate_once",
)
"""What depends on the storage. Named one by one: to choose among all functional tests takes as long as to run these."""


def test_the_functional_tests_pass_on_postgresql(cluster):
    for tenant_id in ("be", "ne"):
        cluster.create_database(f"functional_{tenant_id}")
    # A run of its own: the desks of this one lie in memory. It must not take itself for a worker of this run.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", *(f"tests/{name}" for name in CHOSEN), "--storage-uri"]
    done = subprocess.run(
        [*command, cluster.uri("functional_{tenant}")], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
