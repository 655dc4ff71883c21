"""``guichet docs``: the documentation, which is part of the package so that authors of plugins have that version."""

from importlib.resources import files
from pathlib import Path

import click


@click.command()
@click.argument("page", required=False)
def docs(page: str | None) -> None:
    """Prints where the pages of the documentation are, or one PAGE, e.g. hooks or decisions/0004-outbox."""
    folder = Path(str(files("guichet.docs")))
    pages = {file.relative_to(folder).with_suffix("").as_posix(): file for file in sorted(folder.rglob("*.md"))}
    if page is None:
        for name, file in pages.items():
            click.echo(f"{name:<34} {file}")
    elif page in pages:
        click.echo_via_pager(pages[page].read_text("utf-8"))
    else:
        raise click.ClickException(f"no page {page}; there are: {', '.join(pages)}")
