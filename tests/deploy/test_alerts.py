"""Alerts and dashboard of `deploy/`: each alert is tried, and every metric that they name is one of the code."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from guichet.metrics import REGISTRY
from guichet.monitoring.desk_metrics import METRICS, STORAGE_CACHE

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
ALERTS = (ROOT / "deploy" / "alerts.yml").read_text()
DASHBOARD = json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text())
TRIED = sorted(HERE.glob("*.test.yml"))
SERIES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
"""What is behind the name of a metric of each type."""


@pytest.fixture(scope="session")
def promtool():
    """Prometheus's own program for rules. Without it the tests are skipped, and fail where CI is set."""
    if not shutil.which("promtool"):
        reason = "promtool is missing: make unit installs it with the package prometheus"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)

    def run(*arguments):
        done = subprocess.run(
            ["promtool", *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def expressions():
    """The queries of the dashboard, with its variable filled in."""
    targets = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    return [target.replace("$desk", "be") for target in targets]


def known():
    """The names of all series that a process gives."""
    counted = {f"{family.name}{end}" for family in REGISTRY.collect() for end in SERIES[family.type]}
    return counted | set(METRICS) | set(STORAGE_CACHE)


def named(text):
    return set(re.findall(r"\bguichet_[a-z_]+", text))


def test_each_alert_fires_at_its_fault_and_at_no_other(promtool):
    promtool("check", "config", ROOT / "deploy" / "prometheus.yml")
    promtool("test", "rules", *TRIED)


def test_each_alert_is_tried_and_is_seen_to_be_silent():
    tried = "\n".join(file.read_text() for file in TRIED)
    for alert in re.findall(r"- alert: (\w+)", ALERTS):
        assert re.search(rf"alertname: {alert}\n *exp_alerts:", tried), f"{alert} is not seen to fire"


def test_each_alert_says_what_to_do():
    rules = ALERTS.split("- alert: ")[1:]
    assert all(
        rule.count("summary: ") == rule.count("description: ") == rule.count("severity: ") == 1 for rule in rules
    )


def test_every_metric_that_an_alert_or_a_panel_names_is_one_of_the_code():
    assert named(ALERTS) <= known()
    assert named("\n".join(expressions())) <= known()


def test_every_metric_of_the_code_is_on_the_dashboard():
    shown = named("\n".join(expressions()))
    for family in REGISTRY.collect():
        assert any(f"{family.name}{end}" in shown for end in SERIES[family.type]), family.name
    assert set(METRICS) | set(STORAGE_CACHE) <= shown


def test_each_query_of_the_dashboard_can_be_read_by_prometheus(promtool, tmp_path):
    rules = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(expressions())]
    file = tmp_path / "panels.yml"
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))  # JSON is YAML
    promtool("check", "rules", file)


def test_panels_of_the_dashboard_do_not_overlap():
    places = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + right, at["y"] + down) for right in range(at["w"]) for down in range(at["h"])}
        assert not cells & places, panel["title"]
        assert at["x"] + at["w"] <= 24
        places |= cells


def test_documentation_lists_every_metric():
    manual = (ROOT / "docs" / "operations.md").read_text()
    listed = named(manual.partition("### Metrics and alerts")[2].partition("### ")[0])
    counted = {family.name + {"counter": "_total"}.get(family.type, "") for family in REGISTRY.collect()}
    assert listed == counted | set(METRICS) | set(STORAGE_CACHE)
