"""The pages « in 10 minutes » and « in 20 minutes » do what they say, with the wheels and nothing else."""

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from homes import Home, libraries
from tutorials import put, steps

from guichet.testing.ports import reserved_port

PAGES = ("new-canton", "new-invoice-type")
START_LIMIT = 90
"""Seconds."""
SERVE = "guichet serve"
PIP = """#!/bin/sh
# What pip does, without network: what is named lies in this environment, but for the folder of the author.
offline="--quiet --offline --no-build-isolation"
case "$*" in
    *--editable*) exec {uv} pip install --python {python} $offline --no-deps --editable . ;;
    wheel*) exec {uv} build --python {python} $offline --wheel --out-dir dist . ;;
esac
"""

PYTEST = """#!/bin/sh
exec {python} -m pytest "$@"
"""


@pytest.fixture(scope="module")
def home(wheel, tmp_path_factory):
    """An author's environment with the wheels of the core and the official forms."""
    made = Home(tmp_path_factory.mktemp("tutorials"), [libraries(tmp_path_factory.mktemp("libraries"))])
    made.install(wheel("guichet"), wheel("invoice_types"))
    facts = {"python": made.program("python"), "uv": Path(sys.executable).with_name("uv")}
    for name, script in {"pip": PIP, "pytest": PYTEST}.items():
        made.program(name).write_text(script.format(**facts))
        made.program(name).chmod(0o755)
    return made


@pytest.fixture(scope="module")
def done(home):
    """What happened to each page: the output of its commands. The pages follow each other in one folder."""
    folder, output = home.folder / "work", {}
    folder.mkdir()
    for page in PAGES:
        output[page] = ""
        for step in steps(home.run("guichet", "docs", page)):
            if step.kind != "sh":
                put(step, folder)
            elif step.text.strip() == SERVE:
                output[page] += served(home, folder)
            else:
                text, folder = shell(home, folder, step.text)
                output[page] += text
    return output


def shell(home, folder, commands):
    """What the commands write, and the folder they lead to; fails when one fails."""
    lines = [line for line in commands.splitlines(keepends=True) if "venv" not in line]
    if "guichet plugin new" in commands:
        # The tests of what was just written are run by test_new_plugin.py.
        lines.remove("pytest\n")
    script = f"set -eu\n{''.join(lines)}pwd >{home.folder}/here\n"
    ran = subprocess.run(["bash", "-c", script], cwd=folder, env=environment(home), capture_output=True, text=True)
    assert ran.returncode == 0, f"{commands}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout, Path((home.folder / "here").read_text().strip())


def served(home, folder):
    """The first page of the desk, after the server has said how to sign in."""
    with reserved_port() as port:
        command = [home.program("guichet"), "serve", "--port", str(port), "--data", str(folder / "var")]
        with subprocess.Popen(
            command, cwd=folder, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as server:
            try:
                return first_page(server, port)
            finally:
                # Not by Ctrl+C: what is started in the background of a shell ignores it.
                server.terminate()


def first_page(server, port):
    deadline = time.monotonic() + START_LIMIT
    while server.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.request("GET", "/", headers={"Host": f"vd.localhost:{port}", "Accept-Language": "fr"})
            return connection.getresponse().read().decode()
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the server did not start:\n{server.stdout.read() if server.stdout else ''}")


def environment(home):
    return os.environ | {"PATH": f"{home.program('python').parent}:/usr/bin:/bin"}


def test_a_canton_in_10_minutes_is_a_desk(done):
    page = done["new-canton"]
    assert "Office AI Vaud" in page
    assert "passed" in page


def test_an_invoice_type_in_20_minutes_is_offered(done):
    assert "Office AI Vaud" in done["new-invoice-type"]
    assert "passed" in done["new-invoice-type"]
