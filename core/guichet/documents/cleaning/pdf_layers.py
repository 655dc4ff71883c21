"""Layers of a PDF (optional content, ISO 32000-2, 8.11): one state of each, which every reader takes.

A document may have several configurations of its layers, of which readers choose different ones, and intents, under
which some disregard a state. An officer would decide on another page than the one that is handed over.
"""

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object

from guichet.documents.cleaning.pdf_objects import HOLDERS

PROPERTIES = "/OCProperties"
VIEWED = ("/View", "/All")
"""Intents of a layer that can be hidden."""


def settle_layers(catalog: Object) -> bool:
    """Leaves the default state of the document. True where there were others."""
    if PROPERTIES not in catalog:
        return False
    properties = catalog[PROPERTIES]
    if not isinstance(properties, HOLDERS):
        del catalog[PROPERTIES]
        return False
    layers = [one for one in _items(properties, "/OCGs") if isinstance(one, HOLDERS) and one.is_indirect]
    default = properties.get("/D")
    hidden = _hidden(layers, default) if isinstance(default, HOLDERS) else []
    several = len(_items(properties, "/Configs")) > 0
    for layer in layers:
        if "/Intent" in layer:
            del layer["/Intent"]
    catalog[PROPERTIES] = layer_properties(layers, hidden)
    return several


def layer_properties(layers: Sequence[Object], hidden: Sequence[Object]) -> Dictionary:
    """The entry of a catalog for ``layers``, of which some are ``hidden``. No reader lists them to be switched."""
    return Dictionary(OCGs=Array(layers), D=Dictionary(BaseState=Name.ON, OFF=Array(hidden), Order=Array([])))


def layers_of(catalog: Object) -> tuple[list[Object], list[Object]]:
    """All layers and the hidden ones of a document whose layers were settled."""
    properties = catalog.get(PROPERTIES)
    if not isinstance(properties, HOLDERS):
        return [], []
    default = properties.get("/D")
    return _items(properties, "/OCGs"), _items(default, "/OFF") if isinstance(default, HOLDERS) else []


def _hidden(layers: Sequence[Object], default: Object) -> list[Object]:
    """The layers that the default configuration hides; of those that it names on and off, the latter counts."""
    names = {"on": _ids(_items(default, "/ON")), "off": _ids(_items(default, "/OFF"))}
    base_off = str(default.get("/BaseState")) == "/OFF"
    return [
        one
        for one in layers
        if _is_viewed(one) and (one.objgen in names["off"] or (base_off and one.objgen not in names["on"]))
    ]


def _is_viewed(layer: Object) -> bool:
    intent = layer.get("/Intent")
    intents = list(intent) if isinstance(intent, Array) else [intent]
    return intent is None or any(str(one) in VIEWED for one in intents)


def _items(holder: Object, key: str) -> list[Object]:
    found = holder.get(key)
    return list(found) if isinstance(found, Array) else []


def _ids(objects: list[Object]) -> set[tuple[int, int]]:
    return {one.objgen for one in objects if isinstance(one, HOLDERS)}
