"""``guichet plugin check``: the rules that a plugin keeps to, as a report with an exit code for a build."""

import contextlib
import io

import click

EXTRA = "the rules need the extra testing: pip install 'guichet[testing]'"


@click.command()
@click.argument("name", required=False)
@click.option(
    "--level", default="platinum", show_default=True, help="Fail below this level: bronze, silver, gold, platinum."
)
@click.option(
    "--setting", "settings", multiple=True, metavar="KEY=VALUE", help="A key of the ini file, e.g. plugin.x.y=1."
)
@click.option("--list", "listed", is_flag=True, help="Print every rule, and look at no plugin.")
def check(name: str | None, level: str, settings: tuple[str, ...], listed: bool) -> None:
    """Looks at every rule for the plugin NAME, at a desk in memory, and prints what it breaks and its level.

    The last line may stand in a README. The same rules are the tests of guichet.testing.PluginContract.
    """
    try:
        from guichet.testing.quality.report import report_on, rule_list
        from guichet.testing.quality.rule import LEVELS
    except ImportError as missing:
        raise click.ClickException(f"{missing}; {EXTRA}") from None
    if listed:
        click.echo(rule_list())
        return
    if name is None:
        raise click.UsageError("name a plugin: guichet plugin list shows those that are installed")
    if level not in LEVELS:
        raise click.UsageError(f"--level {level}: write one of {', '.join(LEVELS)}")
    # What the desk logs meanwhile is about the visits of the rules, and would stand between the lines of the report.
    with contextlib.redirect_stderr(io.StringIO()):
        report = report_on(name, dict(pair.partition("=")[::2] for pair in settings))
    for line in report.lines():
        click.echo(line)
    if report.level not in LEVELS[LEVELS.index(level) :]:
        raise SystemExit(1)
