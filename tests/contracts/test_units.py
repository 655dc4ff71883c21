"""The unit that a page prints behind a field may be typed with the number, in each of the languages."""

from test_optional_questions import leaves

from guichet import clock
from guichet.declaration import Amount
from invoice_types.plugin import guichet_invoice_types


def test_every_unit_of_a_form_may_be_typed_as_its_page_shows_it(desks):
    desk, found = desks["be"], set()
    for invoice_type in guichet_invoice_types():
        for leaf in leaves(invoice_type.form):
            for language in desk.tenant.languages if getattr(leaf, "unit", None) else ():
                shown = desk.localizer(language)(leaf.unit)
                found.add(shown)
                expected = 200 if isinstance(leaf, Amount) else 2
                assert leaf.parse(f"2 {shown}", clock.today()) == expected, (invoice_type.id, leaf.name, shown)
    assert {"CHF", "km", "h", "jours", "Tage"} <= found
