"""Permissions of the office's roles at their desk; a test compares them with the table of ``docs/permissions.md``."""

from typing import Final

PERMISSIONS: Final = {
    "clerk": ("office", "alerts", "view", "review"),
    "supervisor": (
        *("office", "alerts", "view", "review", "override", "hand_over", "statistics"),
        *("staff", "reasons", "announcement", "retention", "erase"),
    ),
    # Looks after people and accounts, and sees no file of an insured person: least data (LPD art. 6).
    "administrator": ("alerts", "statistics", "staff", "administrators", "reasons", "announcement", "retention"),
}
"""Role → permissions on the whole desk. ``office``: registrations and lists; ``alerts``:
the page « À traiter »; ``view``, ``review``: invoices; ``override``: accept against a blocking check, complete amounts;
``hand_over``: accepted invoices to the Central Compensation Office; ``statistics``: numbers by month and form;
``staff``: invite and end accounts of the office; ``administrators``: give the roles above clerk; ``reasons``: edit the
lists of reasons; ``announcement``: what people read when they arrive; ``retention``: how long what is
stored, and what was erased; ``erase``: keep an invoice beyond its term, or erase what a person asks for."""


def permissions_of(roles: tuple[str, ...]) -> frozenset[str]:
    """The permissions of all these roles together; a role that this version does not define has none."""
    return frozenset(permission for role in roles for permission in PERMISSIONS.get(role, ()))
