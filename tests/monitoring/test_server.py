"""The port of the monitoring, as a process opens it."""

import json
import socket
import threading
import urllib.error
import urllib.request

import pytest

from guichet.monitoring.server import serve_monitoring
from guichet.settings import MonitoringSettings, SettingsError


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def fetched(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


def test_without_the_setting_nothing_listens():
    before = threading.active_count()
    serve_monitoring(MonitoringSettings(), {})
    assert threading.active_count() == before


def test_port_gives_metrics_and_state_to_one_process_alone():
    settings = MonitoringSettings(listen=("127.0.0.1", free_port()))
    port = settings.listen[1]
    # It ends with the process: its thread is a daemon.
    serve_monitoring(settings, {}, closed=["zh"])
    status, text = fetched(port, "/metrics")
    assert status == 200
    assert 'guichet_desk_up{desk="zh"} 0.0' in text
    assert "process_resident_memory_bytes" in text
    status, text = fetched(port, "/_health/ready")
    assert (status, json.loads(text)["state"]) == (503, "failed")
    with pytest.raises(SettingsError, match=f"127.0.0.1:{port} cannot be used .* a port of its own"):
        serve_monitoring(settings, {})
