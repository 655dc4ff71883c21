"""Writes a settings file for a server from the declared settings: every key, explained, with its default."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from guichet.settings.desk_lines import EVERY
from guichet.settings.setting import Setting
from guichet.settings.table import EXAMPLES, PER_TENANT, SETTINGS, TENANTS

WIDTH = 100
HEADER = """\
# Settings of a server. Lines that begin with # are explanations, and settings at their defaults.
# Names in *italics* are sections of the manual: guichet docs operations

[app:main]
use = egg:guichet
"""
SERVER = """\
[server:main]
# waitress, behind a reverse proxy that does TLS.
paste.server_runner = guichet.web.http_server:serve
listen = 127.0.0.1:6543
# Requests at a time; sign-ins hold at most half of them.
threads = 16
# The proxy, which is believed about the reader's address and https.
trusted_proxy = 127.0.0.1
trusted_proxy_headers = x-forwarded-for x-forwarded-proto
"""


def ini_text(tenant_ids: Sequence[str], of_plugins: Mapping[str, Sequence[Setting]]) -> str:
    """The text of a settings file for these desks; ``of_plugins`` are the settings that plugins declare, by plugin."""
    parts = [HEADER, *_section(SETTINGS, "guichet.", EXAMPLES | {TENANTS.name: " ".join(tenant_ids)})]
    for number, tenant_id in enumerate(tenant_ids):
        examples = {name: example.replace(EVERY, tenant_id) for name, example in EXAMPLES.items()}
        parts += [f"# The desk {tenant_id}.\n"]
        parts += _section(PER_TENANT, f"guichet.tenant.{tenant_id}.", examples, explained=not number)
    for plugin, declared in of_plugins.items():
        parts += [f"# The plugin {plugin}.\n", *_section(declared, f"guichet.plugin.{plugin}.", {})]
    return "\n".join([*parts, SERVER])


def _section(
    declared: Iterable[Setting], prefix: str, examples: Mapping[str, str], explained: bool = True
) -> Iterator[str]:
    """One paragraph per setting; ``examples`` are values by name, in place of the default."""
    for setting in declared:
        line = f"{prefix}{setting.name} = {_value(setting, examples.get(setting.name, ''))}".rstrip()
        # A line that is required in any case is in force; one that may be left out waits behind a #.
        line = line if setting.required is True else f"# {line}"
        yield "".join(f"{one}\n" for one in [*(_explanation(setting) if explained else ()), line])


def _value(setting: Setting, example: str) -> str:
    return example or setting.written_default


def _explanation(setting: Setting) -> Iterator[str]:
    words = setting.description
    if setting.required_when:
        words = f"{words} {setting.required_when[0].upper()}{setting.required_when[1:]}."
    # The backticks of Markdown are quotes here.
    words = words.replace("`", "'")
    for line in textwrap.wrap(words, WIDTH, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"
