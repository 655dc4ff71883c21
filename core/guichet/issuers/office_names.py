"""Names that belong to offices of the insurance, of this canton or another."""

from collections.abc import Iterable

from guichet.values.name_folding import normalize_for_search

OF_OFFICES = (
    "office ai",
    "oai",
    "office de lassurance invalidite",
    "office de l assurance invalidite",
    "iv stelle",
    "invalidenversicherung",
    "assurance invalidite",
    "assicurazione invalidita",
    "ufficio ai",
    "centrale de compensation",
    "zentrale ausgleichsstelle",
    "office federal des assurances sociales",
    "bundesamt fur sozialversicherungen",
    "guichet en ligne",
    "online schalter",
)
"""Words of the names of the cantons' offices, of the Centrale, of the federal office and of desks, as
`normalize_for_search` writes them."""


def is_office_name(name: str, own: Iterable[str]) -> bool:
    """Whether a name holds that of an office; ``own`` are the names of the desk's office."""
    folded = f" {normalize_for_search(name)} "
    return any(f" {normalize_for_search(known)} " in folded for known in (*OF_OFFICES, *own))
