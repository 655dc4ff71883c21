"""Making desks, changing their data, adding people of the office."""

from collections import Counter

import pytest

from guichet import app, cli
from guichet.demo import PASSWORD
from guichet.hookspecs import hookimpl
from guichet.identity import passwords
from guichet.keys import Keys
from guichet.plugins import installed
from guichet.store.evolution import EvolutionStep

GOOD = "tilleul-pont-neige-7"

EMAILS = {
    "be": ("lea.rochat@home-aide.example", "office@be.example"),
    "ne": ("zoe@exemple.example", "office@ne.example"),
}


def lines(result):
    return result.output.splitlines()


# init


def test_init_makes_the_desks_that_do_not_exist_yet(guichet, look):
    assert lines(guichet("init")) == ["be: made", "ne: made"]
    assert lines(guichet("init")) == ["be: exists already", "ne: exists already"]
    assert look(lambda portal: list(portal["accounts"])) == {"be": [], "ne": []}


def test_init_makes_the_folders_and_a_secret_that_only_its_owner_reads(guichet, tmp_path):
    guichet("init")
    assert (tmp_path / "be" / "Data.fs").is_file()
    assert (tmp_path / "ne" / "blobs").is_dir()
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_init_keeps_what_is_there(guichet, look):
    guichet("demo")
    before = look(lambda portal: sorted(portal["accounts"]))
    guichet("init")
    assert look(lambda portal: sorted(portal["accounts"])) == before


# demo


def test_demo_is_done_once_and_tells_the_logins_each_time(guichet, look):
    first = guichet("demo").output
    before = look(lambda portal: (sorted(portal["accounts"]), sorted(portal["holders"]), sorted(portal["outbox"])))
    assert guichet("demo").output == first
    assert (
        look(lambda portal: (sorted(portal["accounts"]), sorted(portal["holders"]), sorted(portal["outbox"]))) == before
    )
    for email in (email for emails in EMAILS.values() for email in emails):
        assert email in first
    assert PASSWORD in first
    assert "/_dev/outbox" in first


def test_every_demo_login_is_an_active_account_with_that_password(guichet, look):
    guichet("demo")
    active = look(lambda portal: {one.email: one.state for one in portal["accounts"].values()})
    for canton, emails in EMAILS.items():
        assert {email: active[canton][email] for email in emails} == dict.fromkeys(emails, "active")


def test_the_demo_shows_an_invoice_in_every_state_one_meets(guichet, look):
    guichet("demo")

    def states(portal):
        return Counter(invoice.state for holder in portal["holders"].values() for invoice in holder.invoices.values())

    assert look(states)["be"] == {"accepted": 1, "refused": 1, "correction_requested": 1, "submitted": 1}
    assert look(states)["ne"] == {"accepted": 1, "correction_requested": 1}


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


# staff add


def staff(email="perrin@be.example", phone="079 123 00 02", password=GOOD, tenant="be"):
    """The arguments that add Claire Perrin."""
    given = ("--email", email, "--phone", phone, "--password", password)
    return ("staff", "add", "--tenant", tenant, "--first-name", "Claire", "--last-name", "Perrin", *given)


def test_a_clerk_is_added_to_one_desk_and_may_sign_in(guichet, look, tmp_path):
    guichet("init")
    assert guichet(*staff()).output == "perrin@be.example can sign in at http://be.localhost:6543/\n"

    def people(portal):
        return [(one.email, one.phone, one.roles, one.state, one.language) for one in portal["accounts"].values()]

    assert look(people) == {"be": [("perrin@be.example", "+41791230002", ("clerk",), "active", "fr")], "ne": []}
    kept = look(lambda portal: [one.password_hash for one in portal["accounts"].values()])["be"][0]
    assert passwords.matches(GOOD, kept, Keys(bytes.fromhex((tmp_path / "secret").read_text()), "be")("passwords"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"password": "short"}, "the password is refused (short)"),
        ({"password": "passwordpassword"}, "the password is refused (guessable)"),
        ({"password": "ClairePerrin"}, "the password is refused (guessable)"),
        ({"email": "perrin"}, "e-mail address or phone: not-an-address"),
        ({"phone": "031 311 22 33"}, "e-mail address or phone: not-swiss-mobile"),
        ({"tenant": "zz"}, "no desk zz in the settings"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(guichet, look, given, words):
    guichet("init")
    assert words in guichet(*staff(**given), exit_code=1).output
    assert look(lambda portal: list(portal["accounts"])) == {"be": [], "ne": []}


def test_nobody_is_added_twice(guichet, look):
    guichet("init")
    guichet(*staff())
    assert "has an account already" in guichet(*staff("PERRIN@be.example"), exit_code=1).output
    assert look(lambda portal: len(list(portal["accounts"])))["be"] == 1


def test_a_password_is_asked_for_twice_where_none_was_given(guichet):
    guichet("init")
    asked = [part for part in staff() if part not in ("--password", GOOD)]
    result = guichet(*asked, input=f"{GOOD}\n{GOOD}\n")
    assert "can sign in" in result.output
    assert GOOD not in result.output


# worker


def test_the_worker_takes_the_jobs_of_every_desk(guichet, monkeypatch):
    taken = []
    monkeypatch.setattr("guichet.cli.desks.run_forever", lambda jobs, stop, interval: taken.append((jobs, interval)))
    guichet("init")
    guichet("worker", "--interval", "5")
    ((jobs, interval),) = taken
    assert interval == 5.0
    assert {job.db.database_name for job in jobs} == {"be", "ne"}
    assert len(jobs) == 6


# Settings and what stands in the way


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
    desks = app.open_desks(cli._read(development_ini, (f"data={tmp_path}",)))
    try:
        result = guichet("init", exit_code=1)
    finally:
        for desk in desks:
            app.close(desk.db)
    assert result.output == "Error: the databases are open in the server, which has them to itself: stop it\n"
    guichet("init")


def test_a_canton_without_its_plugin_is_named(guichet, monkeypatch):
    monkeypatch.setattr(app, "installed", dict)
    assert "no installed plugin is the canton 'be'" in guichet("init", exit_code=1).output


def test_help_explains_every_command(guichet):
    output = guichet("--help").output
    for name in ("init", "demo", "worker", "evolve", "staff", "messages"):
        assert name in output
