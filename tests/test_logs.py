"""What the log says of an error, in development and in production, and the names of its events."""

import ast
import json
import logging
import re
from pathlib import Path

import pytest
import structlog

from guichet import logs
from guichet.messages.worker import EVENTS
from guichet.web.security_log import EVENTS as SECURITY

ROOT = Path(__file__).parents[1]
CARD = "7561234567" + "897"


@pytest.fixture
def logged(monkeypatch, capsys):
    """``logged(error_texts, problem)`` is the line of an error, and its text as it was written."""

    def write(error_texts, problem):
        before = structlog.get_config()
        with monkeypatch.context() as patched:
            patched.setattr(logs._summary, "with_texts", logs._summary.with_texts)
            logs.configure(error_texts)
            structlog.get_logger().error("request_failed", exc_info=problem)
            structlog.configure(**before)
        text = capsys.readouterr().err
        return json.loads(text), text

    return write


def raised():
    """An error with a cause; both quote what a person typed."""
    try:
        try:
            {}[CARD]
        except KeyError as problem:
            raise RuntimeError(f"boom {CARD}") from problem
    except RuntimeError as problem:
        return problem


@pytest.mark.parametrize("error_texts", [False, True])
def test_an_error_is_given_by_class_and_places_with_its_causes(logged, error_texts):
    line, _text = logged(error_texts, raised())
    assert [failed["error"] for failed in line["failed"]] == ["RuntimeError", "KeyError"]
    assert all("test_logs.py" in failed["at"][0] for failed in line["failed"])


def test_the_text_of_an_error_is_in_the_log_for_developers(logged):
    line, _text = logged(True, raised())
    assert [failed["text"] for failed in line["failed"]] == [f"boom {CARD}", f"'{CARD}'"]


def test_the_text_of_an_error_stays_out_of_the_log_in_production(logged):
    line, text = logged(False, raised())
    assert CARD not in text
    assert "boom" not in text
    assert all(set(failed) == {"error", "at"} for failed in line["failed"])


def test_a_line_has_its_moment_in_utc_its_level_and_its_event(logged):
    line, _text = logged(False, raised())
    assert (line["level"], line["event"]) == ("error", "request_failed")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["timestamp"])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x1b[2K", "\x00"])
def test_no_value_begins_a_line_of_its_own(capsys, end):
    before = structlog.get_config()
    logs.configure(False)
    structlog.get_logger().warning("page_missed", reason=f'a{end}{{"event": "forged"}}')
    structlog.configure(**before)
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", written)
    assert json.loads(written)["event"] == "page_missed"


@pytest.mark.parametrize("error_texts", [False, True])
def test_what_a_library_writes_is_a_line_without_its_values(capsys, monkeypatch, error_texts):
    """As the server in front of the desk reports an error that came while an answer was being sent."""
    before = structlog.get_config()
    root, here = logging.getLogger(), f"/{CARD}\n{{}}"
    made_by_waitress = f"Exception while serving {here}"
    monkeypatch.setattr(root, "handlers", [logging.StreamHandler()])
    monkeypatch.setattr(logs._summary, "with_texts", error_texts)
    logs.configure(error_texts)
    for _twice in range(2):
        logs.take_over_libraries()
    try:
        raise ValueError(CARD)
    except ValueError:
        logging.getLogger("waitress").exception(made_by_waitress)
    logging.getLogger("waitress.queue").warning("Task queue depth is %s", here)
    structlog.configure(**before)
    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert [(one["event"], one["level"], one["library"]) for one in lines] == [
        ("library_reported", "error", "waitress"),
        ("library_reported", "warning", "waitress.queue"),
    ]
    assert lines[0]["failed"][0]["error"] == "ValueError"
    assert (CARD in written) is error_texts
    assert error_texts or lines[1]["text"] == "Task queue depth is %s"


def test_the_log_follows_standard_error_when_it_is_replaced(logged):
    assert [logged(True, raised())[0]["event"] for _number in range(2)] == ["request_failed"] * 2


def test_tests_with_desks_have_the_texts_of_errors(desks):
    assert logs._summary.with_texts


def test_every_event_is_explained_to_the_operator():
    table = (ROOT / "docs" / "log-events.md").read_text()
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(events() | set(EVENTS.values()))


def events():
    """The names of events that the core logs by themselves."""
    calls = (
        node
        for file in (ROOT / "core").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and re.fullmatch(r"log\.(info|warning|error)", ast.unparse(node.func))
    )
    return {ast.literal_eval(call.args[0]) for call in calls if isinstance(call.args[0], ast.Constant)} | {*SECURITY}
