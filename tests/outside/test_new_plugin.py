"""What ``guichet plugin new`` writes: it is built, installed and tested as its author does it first."""

import http.client
import os
import re
import shutil
import subprocess
import time

import pytest
from distributions import run

from guichet.testing.ports import reserved_port

KINDS = {
    "canton_vd": ("--languages", "de it"),
    "taxi_rides": ("--kind", "invoice-type"),
    "acme_sms": ("--kind", "gateway"),
}
LINES = {"canton_vd": 40, "taxi_rides": 90, "acme_sms": 90}
MISTAKES = {
    "test_browsers_get_the_colour_of_the_office": ("canton_vd/theme/theme.css", "--brand: #1f4e79", "--brand: #000000"),
    "test_quantity_times_price_is_claimed": ("taxi_rides/plugin.py", "product(line.quantity,", "product("),
    "test_refusal_says_whose_fault_it_is[429-TemporaryFailure]": ("acme_sms/plugin.py", "== 429", "== 428"),
}
"""The test that has to fail → a file, what stands there, what an author breaks."""


START_LIMIT, STOP_LIMIT = 60, 60
"""Seconds."""


@pytest.fixture(scope="module")
def written(author, wheel, tmp_path_factory):
    """The folder with a distribution of each kind, written by the command of the wheel."""
    folder = tmp_path_factory.mktemp("new")
    for name, options in KINDS.items():
        author.run("guichet", "plugin", "new", name, "--yes", *options, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def home(new_home, written):
    return new_home("scaffold", *written.iterdir())


@pytest.mark.parametrize(("name", "most"), LINES.items())
def test_plugin_is_one_short_module(written, name, most):
    (module,) = [file for file in written.glob(f"*/{name}/*.py") if file.name != "__init__.py"]
    assert len(module.read_text().splitlines()) < most


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("rule", [("check",), ("format", "--check")], ids=" ".join)
def test_what_is_written_passes_ruff_as_its_settings_say(written, name, rule):
    (folder,) = [file.parent.parent for file in written.glob(f"*/{name}/plugin.py")]
    run("ruff", *rule, "--no-cache", ".", cwd=folder)


def test_what_is_written_passes_its_own_tests(home, written):
    output = home.run("python", "-m", "pytest", "-q", *(str(folder / "tests") for folder in written.iterdir()))
    assert re.search(r"\d{2} passed", output)


def test_its_tests_find_what_an_author_breaks(home, written, tmp_path):
    shutil.copytree(written, tmp_path / "broken")
    for path, right, wrong in MISTAKES.values():
        (file,) = (tmp_path / "broken").glob(f"*/{path}")
        text = file.read_text()
        assert right in text
        file.write_text(text.replace(right, wrong))
    folders = list((tmp_path / "broken").iterdir())
    # Before the installed ones, as an installation for editing would be.
    environment = os.environ | {"PYTHONPATH": ":".join(map(str, folders))}
    wanted = " or ".join(test.partition("[")[0] for test in MISTAKES)
    command = [home.program("python"), "-m", "pytest", "-q", "-k", wanted, *(folder / "tests" for folder in folders)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    failed = re.findall(r"^FAILED \S+::(\S+)", done.stdout, re.MULTILINE)
    assert MISTAKES.keys() <= set(failed), done.stdout + done.stderr


def test_texts_are_translated(author, written):
    packages = [folder for name in KINDS for folder in written.glob(f"*/{name}")]
    author.run("guichet", "messages", "check", *(word for folder in packages for word in ("--plugin", str(folder))))


def test_what_is_written_has_the_style_of_ruff(written):
    for folder in written.iterdir():
        run("ruff", "check", "--isolated", "--line-length", "120", "--select", "E,F,UP,B", ".", cwd=folder)
        run("ruff", "format", "--isolated", "--line-length", "120", "--check", ".", cwd=folder)


@pytest.fixture(scope="module")
def served(home, tmp_path_factory):
    """``guichet serve`` in an empty folder: the folder, the port and what it prints."""
    folder = tmp_path_factory.mktemp("empty")
    with reserved_port() as port, (folder / "output").open("w") as output:
        command = [home.program("python"), "-c", "from guichet.cli import main; main()", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
        try:
            wait(process, port, folder / "output")
            yield folder, port, (folder / "output").read_text()
        finally:
            # Not SIGINT: a shell that starts the tests in the background lets them ignore it, and with them the server.
            process.terminate()
            process.wait(timeout=STOP_LIMIT)


def wait(process, port, output):
    deadline = time.monotonic() + START_LIMIT
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return answer(port, "localhost")
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{output.read_text()}")


def answer(port, host):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/", headers={"Host": f"{host}:{port}"})
        found = connection.getresponse()
        return found.status, found.read().decode()
    finally:
        connection.close()


def test_a_new_canton_has_a_desk_as_soon_as_it_is_installed(served):
    _folder, port, _output = served
    status, page = answer(port, "vd.localhost")
    assert status == 200
    assert "IV-Stelle VD" in page
    assert f"http://vd.localhost:{port}" in answer(port, "localhost")[1]


def test_logins_of_fictitious_people_are_printed(served):
    _folder, port, output = served
    assert f"http://localhost:{port}" in output
    assert "office@vd.example" in output
    assert "/_dev/outbox" in output


def test_data_and_keys_are_in_a_folder_for_the_own_user_alone(served):
    folder, _port, output = served
    assert str(folder / "var") in output
    for path in ("secret", "vd/Data.fs"):
        assert (folder / "var" / path).stat().st_mode & 0o077 == 0
