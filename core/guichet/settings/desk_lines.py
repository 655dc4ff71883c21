"""Lines of an ini file that stand for every desk: ``guichet.tenants = *``, and ``guichet.tenant.*.key``."""

from collections.abc import Callable, Iterable, Mapping

from guichet.settings.setting import SettingsError

EVERY = "*"
"""As an id: each installed canton. In the key of a desk's setting: each desk; in its value then the desk's id."""
_OF_TENANTS = "guichet.tenant."


def tenant_ids(named: tuple[str, ...], development: bool, installed: Callable[[], Iterable[str]]) -> tuple[str, ...]:
    """The ids of the desks, with those of all installed cantons in place of ``*``.

    Raises :class:`SettingsError` in production: an installed plugin would open a desk there by itself.
    """
    if EVERY not in named:
        return named
    if not development:
        raise SettingsError("guichet.tenants is '*', which is for development: write the ids, e.g. 'be ne'")
    others = [tenant_id for tenant_id in named if tenant_id != EVERY]
    found = tuple(dict.fromkeys((*others, *installed())))
    if not found:
        raise SettingsError(
            "guichet.tenants is '*', and no canton is installed: install one, or make one with 'guichet plugin new'"
        )
    return found


def expand(raw: Mapping[str, str], tenants: Iterable[str]) -> dict[str, str]:
    """The lines, those of every desk replaced by one for each of ``tenants`` that has none of its own."""
    beginning = f"{_OF_TENANTS}{EVERY}."
    of_every = {key.removeprefix(beginning): value for key, value in raw.items() if key.startswith(beginning)}
    made = {
        f"{_OF_TENANTS}{tenant_id}.{name}": value.replace(EVERY, tenant_id)
        for tenant_id in tenants
        for name, value in of_every.items()
    }
    return made | {key: value for key, value in raw.items() if not key.startswith(beginning)}
