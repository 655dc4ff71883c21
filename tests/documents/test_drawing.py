"""Documents that a process of their own draws while a web process answers requests."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from io import BytesIO

import psutil
import pytest

from guichet.documents import pdf
from guichet.documents.drawing import Drawing, DrawingProcess, received
from guichet.documents.engine import Forbidden

HEAD = '<title>Copie</title><meta name="author" content="Office AI"><meta name="description" content="Copie">'
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def drawing(body, **files):
    html = f'<!DOCTYPE html><html lang="fr-CH"><head>{HEAD}</head><body><h1>Copie</h1>{body}</body></html>'
    return Drawing(html, b"{}", "d.json", "Données", datetime(2026, 11, 14, tzinfo=UTC), files)


@pytest.fixture(scope="module")
def process():
    """A process that has drawn once: it takes a second to start."""
    made = DrawingProcess()
    made.draw(drawing("<p>Anna Muster"))
    return made


def children():
    """Drawing processes of this one, not those of a desk that it serves."""
    return [one for one in psutil.Process().children() if any("drawing_process" in word for word in one.cmdline())]


def rendered(parts):
    """The bytes as callers get them."""
    return pdf.render_pdf(
        parts.html,
        attachment=parts.attachment,
        attachment_name=parts.attachment_name,
        attachment_description=parts.attachment_description,
        moment=parts.moment,
        files=parts.files,
    )


def test_it_draws_the_same_bytes(process, tmp_path):
    (tmp_path / "logo.svg").write_bytes(PICTURE)
    body = '<img src="document:a.svg" alt="a"><img src="document:b.svg" alt="b"><p>Zoë Lütolf'
    parts = drawing(body, **{"a.svg": PICTURE, "b.svg": tmp_path / "logo.svg"})
    assert process.draw(parts) == pdf.draw(parts)


def test_a_process_that_serves_requests_has_its_documents_drawn(process, monkeypatch):
    monkeypatch.setattr(pdf, "_process", process)
    monkeypatch.setattr(pdf, "draw", lambda parts: pytest.fail("drawn here, where pages wait for it"))
    assert rendered(drawing("<p>Anna Muster")).startswith(b"%PDF")


def test_what_cannot_be_drawn_is_the_error_that_it_was(process, monkeypatch):
    monkeypatch.setattr(pdf, "_process", process)
    with pytest.raises(Forbidden):
        rendered(drawing('<img src="http://example.org/x.png" alt="x">'))
    assert process.draw(drawing("<p>Anna Muster")), "the process goes on"


def test_a_process_that_was_ended_is_started_again_and_leaves_nothing_open(process, monkeypatch):
    monkeypatch.setattr(pdf, "_process", process)
    (before,) = children()
    files = psutil.Process().num_fds()
    os.kill(before.pid, signal.SIGKILL)
    with contextlib.suppress(psutil.NoSuchProcess):
        before.wait()
    assert rendered(drawing("<p>Anna Muster")).startswith(b"%PDF")
    assert rendered(drawing("<p>Anna Muster")).startswith(b"%PDF")
    (after,) = children()
    assert after.pid != before.pid
    assert psutil.Process().num_fds() == files


@pytest.mark.parametrize("answer", [b"", b"12\nhalf", b"a warning of a library\n"])
def test_an_answer_that_is_none_is_not_taken_for_a_document(process, monkeypatch, answer):
    before = process.draw(drawing("<p>Anna Muster"))
    with monkeypatch.context() as patch:
        patch.setattr("guichet.documents.drawing.received", lambda _stream: received(BytesIO(answer)))
        assert process.draw(drawing("<p>Beat Beispiel")) is None
    assert process.draw(drawing("<p>Anna Muster")) == before


def test_a_process_that_hangs_is_killed_and_the_next_document_drawn(process, monkeypatch):
    monkeypatch.setattr(pdf, "_process", process)
    monkeypatch.setattr(pdf, "draw", lambda parts: pytest.fail("drawn here, where it may hang as well"))
    (hanging,) = children()
    os.kill(hanging.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(process, "timeout", 0.2)
        with pytest.raises(TimeoutError):
            rendered(drawing("<p>Anna Muster"))
    assert not hanging.is_running()
    assert rendered(drawing("<p>Anna Muster")).startswith(b"%PDF")


def test_several_threads_get_each_its_own_document(process):
    found = {}
    texts = ["Anna Muster", "Beat Beispiel", "Zoë Lütolf"]

    def draw(text):
        found[text] = process.draw(drawing(f"<p>{text}"))

    threads = [threading.Thread(target=draw, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {text: pdf.draw(drawing(f"<p>{text}")) for text in texts}


def test_it_gets_nothing_of_the_environment(process, monkeypatch):
    (own,) = children()
    assert set(own.environ()) <= {"LANG", "MALLOC_ARENA_MAX", "LC_CTYPE"}


SERVING = """
import psutil
from datetime import UTC, datetime
from guichet.documents import pdf
from guichet.documents.drawing import Drawing
pdf.draw_in_own_process()
pdf._process.draw(Drawing("<p>a", b"{}", "d", "d", datetime(2026, 11, 14, tzinfo=UTC), {}))
print(psutil.Process().children()[0].pid, flush=True)
input()
"""


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_process_it_draws_for(end):
    serving = [sys.executable, "-W", "ignore", "-c", SERVING]
    with subprocess.Popen(serving, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        drawn_by = psutil.Process(int(server.stdout.readline()))
        server.send_signal(end)
    drawn_by.wait(30)
