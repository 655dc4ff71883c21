"""Making desks, changing their data, adding people of the office."""

import os
import re
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest

from guichet import app
from guichet.action_context import system
from guichet.cli.desks import duration
from guichet.cli.settings_file import settings_file
from guichet.demo import PASSWORD
from guichet.hookspecs import hookimpl
from guichet.plugins import installed
from guichet.store.database import write_transaction
from guichet.store.evolution import EvolutionStep
from guichet.store.models import Folder
from guichet.users import passwords
from guichet.users.invitations import take_up
from guichet.users.links import LinkError

GOOD = "tilleul-pont-neige-7"

EMAILS = {
    "be": (
        "lea.rochat@home-aide.example",
        "marc.favre@home-aide.example",
        "office@be.example",
        "responsable@be.example",
    ),
    "ne": ("zoe@exemple.example", "office@ne.example", "responsable@ne.example"),
}


def lines(result):
    return result.output.splitlines()


@pytest.fixture
def open_umask():
    """What a shell has before any of this: files that everyone can read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder):
    return {path.stat().st_mode & 0o077 for path in folder.rglob("*")}


def test_data_are_private_in_a_folder_that_others_may_enter(guichet, tmp_path, open_umask):
    for tenant_id in ("be", "ne"):
        (tmp_path / tenant_id).mkdir(mode=0o755)
    guichet("init")
    for tenant_id in ("be", "ne"):
        assert (tmp_path / tenant_id / "Data.fs").exists()
        assert modes(tmp_path / tenant_id) == {0}


# init


def test_init_makes_the_desks_that_do_not_exist_yet(guichet, look):
    assert lines(guichet("init")) == ["be: made", "ne: made"]
    assert lines(guichet("init")) == ["be: exists already", "ne: exists already"]
    assert look(lambda portal: list(portal["users"])) == {"be": [], "ne": []}


def test_init_makes_the_folders_and_a_secret_that_only_its_owner_reads(guichet, tmp_path):
    guichet("init")
    assert (tmp_path / "be" / "Data.fs").is_file()
    assert (tmp_path / "ne" / "blobs").is_dir()
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_init_keeps_what_is_there(guichet, look):
    guichet("demo")
    before = look(lambda portal: sorted(portal["users"]))
    guichet("init")
    assert look(lambda portal: sorted(portal["users"])) == before


# demo


def test_demo_is_done_once_and_tells_the_logins_each_time(guichet, look):
    first = guichet("demo").output
    before = look(lambda portal: (sorted(portal["users"]), sorted(portal["issuers"]), sorted(portal["outbox"])))
    assert guichet("demo").output == first
    assert look(lambda portal: (sorted(portal["users"]), sorted(portal["issuers"]), sorted(portal["outbox"]))) == before
    for email in (email for emails in EMAILS.values() for email in emails):
        assert email in first
    assert PASSWORD in first
    assert "/_dev/outbox" in first


def test_every_demo_login_is_an_active_account_with_that_password(guichet, look):
    guichet("demo")
    active = look(lambda portal: {one.email: one.state for one in portal["users"].values()})
    for canton, emails in EMAILS.items():
        assert {email: active[canton][email] for email in emails} == dict.fromkeys(emails, "active")


def test_the_demo_shows_an_invoice_in_every_state_one_meets(guichet, look):
    guichet("demo")

    def states(portal):
        return Counter(invoice.state for issuer in portal["issuers"].values() for invoice in issuer.invoices.values())

    found = {desk: set(each) for desk, each in look(states).items()}
    assert found["be"] == {"accepted", "refused", "correction_requested", "submitted"}
    assert found["ne"] == {"accepted", "correction_requested", "submitted"}


def test_port_and_folder_are_those_given(guichet):
    output = guichet("-D", "http_port=7001", "init").output
    assert output.startswith("be: made")
    output = guichet("-D", "http_port=7001", "demo").output
    assert "http://be.localhost:7001" in output
    assert "6543" not in output
    assert "http://ne.localhost:6543" in guichet("demo").output


def test_demo_people_do_not_come_to_an_office(guichet, production_ini, tmp_path):
    result = guichet("demo", ini=production_ini, exit_code=1)
    assert "demo people belong on a development machine" in result.output
    assert not (tmp_path / "be").exists()


# evolve


class Steps:
    """A plugin that changes stored data; the second step fails as long as it is told to."""

    fails = False

    @hookimpl
    def guichet_evolution_steps(self):
        return [
            EvolutionStep("test.second", self.second, after=("test.first",)),
            EvolutionStep("test.first", lambda portal: setattr(portal, "done", ("first",))),
        ]

    def second(self, portal):
        if self.fails:
            raise ZeroDivisionError
        portal.done += ("second",)


@pytest.fixture
def install(monkeypatch):
    """Installs a plugin beside the others."""

    def beside(plugin):
        plugins = dict(installed()) | {"steps": plugin}
        monkeypatch.setattr(app, "installed", lambda: plugins)
        return plugin

    return beside


def done(portal):
    return getattr(portal, "done", ())


def test_a_new_desk_has_nothing_to_evolve(guichet, install):
    install(Steps())
    guichet("init")
    assert lines(guichet("evolve")) == ["be: nothing to do", "ne: nothing to do"]


def test_demo_desk_of_an_earlier_version_is_ready_to_serve(guichet, install, look):
    guichet("demo")
    install(Steps())
    guichet("demo")
    assert look(done) == {"be": ("first", "second"), "ne": ("first", "second")}
    assert lines(guichet("evolve")) == ["be: nothing to do", "ne: nothing to do"]


def test_an_older_desk_gets_the_changes_it_lacks_once_and_in_order(guichet, install, look):
    guichet("init")
    install(Steps())
    assert lines(guichet("evolve")) == ["be: test.first, test.second", "ne: test.first, test.second"]
    assert look(done) == {"be": ("first", "second"), "ne": ("first", "second")}
    assert lines(guichet("evolve")) == ["be: nothing to do", "ne: nothing to do"]


def test_a_change_that_fails_is_taken_up_where_it_stopped(guichet, install, look):
    guichet("init")
    steps = install(Steps())
    steps.fails = True
    with pytest.raises(ZeroDivisionError):
        guichet("evolve")
    assert look(done) == {"be": ("first",), "ne": ()}
    steps.fails = False
    assert lines(guichet("evolve")) == ["be: test.second", "ne: test.first, test.second"]


class ManyObjects:
    """A plugin that fills a folder, and changes what is in it."""

    @hookimpl
    def guichet_evolution_steps(self):
        return [
            EvolutionStep("test.fill", self.fill),
            EvolutionStep("test.mark", lambda one: setattr(one, "marked", True), over="many/*", after=("test.fill",)),
        ]

    def fill(self, portal):
        portal.add("many", Folder())
        for _number in range(1050):
            portal["many"].put(Folder())


def test_a_long_change_says_every_thousand_objects_how_far_it_has_come(guichet, install, look):
    guichet("init")
    install(ManyObjects())
    progress = [
        r"test\.mark: 1000 of 1050 objects, about \d+ s left",
        r"test\.mark: 1050 of 1050 objects",
        r"test\.fill, test\.mark",
    ]
    expected = "".join(f"{tenant}: {line}\n" for tenant in ("be", "ne") for line in progress)
    assert re.fullmatch(expected, guichet("evolve").output)
    assert look(lambda portal: all(one.marked for one in portal["many"].values())) == {"be": True, "ne": True}


def test_dry_run_says_what_would_be_changed_and_stores_nothing(guichet, install, look):
    guichet("init")
    install(ManyObjects())
    steps = [f"{tenant}: {step}" for tenant in ("be", "ne") for step in ("test.fill", "test.mark")]
    assert lines(guichet("evolve", "--dry-run")) == [f"{step}: cannot be counted, time unknown" for step in steps]
    assert look(lambda portal: "many" in portal) == {"be": False, "ne": False}
    guichet("evolve")
    assert lines(guichet("evolve", "--dry-run")) == ["be: nothing to do", "ne: nothing to do"]


class MarkAgain:
    """A plugin that changes the people of the demo; the change fails where it is told to."""

    def __init__(self, fails=False):
        self.fails = fails

    @hookimpl
    def guichet_evolution_steps(self):
        return [EvolutionStep("test.again", self.mark, over="users/*")]

    def mark(self, one):
        if self.fails:
            raise ZeroDivisionError
        one.marked = True


@pytest.mark.parametrize(("fails", "time"), [(False, "about 1 s"), (True, "time unknown")])
def test_dry_run_estimates_the_time_from_a_first_batch_that_is_dropped(guichet, install, look, fails, time):
    guichet("demo")
    users = look(lambda portal: len(list(portal["users"])))
    install(MarkAgain(fails))
    assert lines(guichet("evolve", "--dry-run"))[0] == f"be: test.again: {users['be']} objects, {time}"
    assert not any(look(lambda portal: any(hasattr(one, "marked") for one in portal["users"].values())).values())


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.2, "1 s"), (59, "59 s"), (61, "1 min 1 s"), (7_380, "2 h 3 min"), (90_000, "25 h 0 min")]
)
def test_time_is_shown_in_two_units(seconds, shown):
    assert duration(seconds) == shown


# staff add


def staff(email="perrin@be.example", phone="079 123 00 02", tenant="be", roles=()):
    """The arguments that add Claire Perrin."""
    given = ("--email", email, "--phone", phone, *(part for role in roles for part in ("--role", role)))
    return ("staff", "add", "--tenant", tenant, "--first-name", "Claire", "--last-name", "Perrin", *given)


def people(portal):
    return [(one.email, one.phone, one.roles, one.state, one.language) for one in portal["users"].values()]


def printed_link(result):
    (link,) = [line.strip() for line in lines(result) if "invitation?link=" in line]
    return link


def test_new_desk_has_no_users_until_the_command_line_adds_one(guichet, look):
    guichet("init")
    assert look(people) == {"be": [], "ne": []}
    guichet(*staff())
    assert look(people)["ne"] == []
    assert look(people)["be"] == [("perrin@be.example", "+41791230002", ("administrator",), "invited", "fr")]


def test_the_first_account_is_an_administrator_and_all_others_are_clerks(guichet, look):
    guichet("init")
    assert "perrin@be.example is invited as administrator." in guichet(*staff()).output
    assert "weber@be.example is invited as clerk." in guichet(*staff("weber@be.example")).output
    assert "roth@ne.example is invited as administrator." in guichet(*staff("roth@ne.example", tenant="ne")).output
    assert sorted(roles for _email, _phone, roles, *_rest in look(people)["be"]) == [("administrator",), ("clerk",)]


def test_the_role_may_be_said_and_repeated(guichet, look):
    guichet("init")
    guichet(*staff(roles=("supervisor", "administrator", "supervisor")))
    assert look(people)["be"][0][2] == ("supervisor", "administrator")
    assert "'guest' is not one of" in guichet(*staff("weber@be.example", roles=("guest",)), exit_code=2).output


def test_a_link_is_printed_that_lets_the_person_choose_the_password_once(guichet, tmp_path, development_ini):
    guichet("init")
    link = printed_link(guichet(*staff()))
    assert link.startswith("http://be.localhost:6543/invitation?link=")
    with opened("be", tmp_path, development_ini) as (portal, desk):
        user = take_up(system(portal, desk), link.partition("=")[2], GOOD)
        assert (user.email, user.state) == ("perrin@be.example", "active")
        assert passwords.matches(GOOD, user.password_hash, desk.keys("passwords"))
        with pytest.raises(LinkError) as problem:
            take_up(system(portal, desk), link.partition("=")[2], GOOD)
    assert problem.value.reason == "used"


def test_nothing_is_preset_and_nothing_is_mailed(guichet, look):
    guichet("init")
    guichet(*staff())
    assert look(lambda portal: [one.password_hash for one in portal["users"].values()])["be"] == [""]
    assert look(lambda portal: len(list(portal["outbox"]))) == {"be": 0, "ne": 0}


def test_the_printed_link_lives_seven_days(guichet, look):
    guichet("init")
    assert "within seven days" in guichet(*staff()).output
    lives = look(lambda portal: [link.expires - link.created for link in portal["links"].values()])["be"]
    assert lives == [timedelta(days=7)]


def test_once_more_prints_a_new_link_and_the_first_one_stops(guichet, look, tmp_path, development_ini):
    guichet("init")
    first, second = printed_link(guichet(*staff())), printed_link(guichet(*staff("PERRIN@be.example", "079 123 00 09")))
    assert first != second
    assert [one[1:3] for one in look(people)["be"]] == [("+41791230009", ("administrator",))]
    with opened("be", tmp_path, development_ini) as (portal, desk):
        with pytest.raises(LinkError) as problem:
            take_up(system(portal, desk), first.partition("=")[2], GOOD)
        assert problem.value.reason == "replaced"
        take_up(system(portal, desk), second.partition("=")[2], GOOD)


@contextmanager
def opened(canton, tmp_path, ini):
    """A desk as the web server has it, with its changes kept."""
    desks = app.open_desks(settings_file(ini, (f"data={tmp_path}",))())
    try:
        desk = next(desk for desk in desks if desk.tenant.id == canton)
        with write_transaction(desk.db) as portal:
            yield portal, desk
    finally:
        for desk in desks:
            app.close(desk.db)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "perrin"}, "e-mail address or phone: not-an-address"),
        ({"phone": "031 311 22 33"}, "e-mail address or phone: not-swiss-mobile"),
        ({"tenant": "zz"}, "no desk zz in the settings"),
    ],
)
def test_what_is_wrong_is_said_and_no_user_is_added(guichet, look, given, words):
    guichet("init")
    assert words in guichet(*staff(**given), exit_code=1).output
    assert look(lambda portal: list(portal["users"])) == {"be": [], "ne": []}


def test_no_user_is_added_twice(guichet, look):
    guichet("demo")
    before = look(lambda portal: len(list(portal["users"])))
    for email in ("office@be.example", "OFFICE@be.example", "lea.rochat@home-aide.example"):
        assert "has an account already" in guichet(*staff(email), exit_code=1).output
    assert look(lambda portal: len(list(portal["users"]))) == before


def test_no_password_can_be_given_on_the_command_line(guichet):
    guichet("init")
    assert "No such option" in guichet(*staff(), "--password", GOOD, exit_code=2).output


# worker


def test_the_worker_takes_the_jobs_of_every_desk(guichet, monkeypatch):
    taken = []
    monkeypatch.setattr("guichet.cli.desks.run_forever", lambda jobs, stop, interval: taken.append((jobs, interval)))
    guichet("init")
    guichet("worker", "--interval", "5")
    ((jobs, interval),) = taken
    assert interval == 5.0
    assert {job.db.database_name for job in jobs} == {"be", "ne"}
    # Messages, PDFs, scans, batches, groups, tasks, daily tasks and times of backups of two desks.
    assert len(jobs) == 2 * 8


def test_worker_exits_with_1_if_a_desk_cannot_be_configured(guichet, install, monkeypatch):
    class Pages:
        @hookimpl
        def guichet_configure(self, tenant):
            if tenant.id == "ne":
                raise ZeroDivisionError

    taken = []
    monkeypatch.setattr("guichet.cli.desks.run_forever", lambda jobs, stop, interval: taken.extend(jobs))
    guichet("init")
    install(Pages())
    output = guichet("worker", exit_code=1).output
    assert "ne: plugin steps: guichet_configure raised ZeroDivisionError()" in output
    assert {job.db.database_name for job in taken} == {"be"}


# Settings and what stands in the way


def test_a_definition_without_value_is_refused(guichet):
    assert "--define http_port: write NAME=VALUE" in guichet("-D", "http_port", "init", exit_code=1).output


def test_a_file_that_is_not_there_is_named(guichet, tmp_path):
    assert "nowhere.ini" in guichet("init", ini=tmp_path / "nowhere.ini", exit_code=1).output


def test_a_misspelt_setting_is_named_with_the_nearest_one(guichet, tmp_path, development_ini):
    ini = tmp_path / "misspelt.ini"
    ini.write_text(development_ini.read_text().replace("guichet.tenants", "guichet.tenant"))
    result = guichet("init", ini=ini, exit_code=1)
    assert "guichet.tenants" in result.output
    assert "Traceback" not in result.output


def test_a_running_server_has_the_databases_to_itself(guichet, tmp_path, development_ini):
    guichet("init")
    desks = app.open_desks(settings_file(development_ini, (f"data={tmp_path}",))())
    try:
        result = guichet("init", exit_code=1)
    finally:
        for desk in desks:
            app.close(desk.db)
    assert result.output == "Error: the databases are open in the server, which has them to itself: stop it\n"
    guichet("init")


def test_a_canton_without_its_plugin_is_named(guichet, named_ini, monkeypatch):
    monkeypatch.setattr(app, "installed", dict)
    assert "no installed plugin is the canton 'be'" in guichet("init", ini=named_ini, exit_code=1).output


def test_a_broken_canton_is_named_while_the_other_desks_are_worked_on(guichet, named_ini, monkeypatch):
    without = {name: plugin for name, plugin in installed().items() if name != "canton_ne"}
    monkeypatch.setattr(app, "installed", lambda: without)
    output = guichet("init", ini=named_ini, exit_code=1).output
    assert "ne: no installed plugin is the canton 'ne'" in output
    assert "be: made" in output


def test_help_explains_every_command(guichet):
    output = guichet("--help").output
    for name in ("init", "demo", "worker", "evolve", "staff", "messages"):
        assert name in output
