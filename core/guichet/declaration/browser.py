"""The conditions of a form for the browser: one JSON object per page, whatever the number of lines.

::

    {"lines.*.km": ["in", "lines.*.means", ["private_car"]],
     "assistants.*.days.*.category": ["answered", "assistants.*.per_activity"]}

Keys are patterns of paths, with a star for each number of a line: 51 to 826 bytes per form, for 2 lines as for 366. In
a condition the stars stand for the same numbers as in the path of the question, from the left. Operators:
`Condition.to_json`. Values are raw texts, blanks (`guichet.declaration.conditions.BLANKS`) stripped; an irrelevant
answer counts as ``""``.
"""

import json
from typing import Any

from guichet.declaration.fields import Fields, once_per_class
from guichet.declaration.form_tree import places


def browser_conditions(form: type[Fields]) -> dict[str, list[Any]]:
    """When each question, list or section counts, by the pattern of its path; those that always count are left out."""
    return {
        place.pattern: place.field.relevant.to_json(place.address)
        for place in places(form)
        if place.field.relevant is not None
    }


@once_per_class
def browser_json(form: type[Fields]) -> str:
    """`browser_conditions` as JSON, for an attribute of the page. Made once per form, since it does not change."""
    return json.dumps(browser_conditions(form), separators=(",", ":"), ensure_ascii=False)
