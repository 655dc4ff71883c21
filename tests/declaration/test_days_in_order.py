"""A last day before the first, and a day after today where only the past makes sense: errors of every form."""

from datetime import date

import pytest

from guichet.declaration import CheckContext, Day, Fields, InvoiceType, Lines, Month, Section, YesNo, answer, evaluate
from guichet.declaration.form_checks import check_form
from guichet.i18n import _

TODAY = date(2026, 11, 28)


class Stay(Fields):
    limited = YesNo(_("Limité"), initial=True)
    first = Day(_("Du"), name="from")
    last = Day(_("Au"), not_before="first", relevant=answer("limited"))


class Bill(Fields):
    issued = Day(_("Date"), past=True)


class Months(InvoiceType):
    id, version, title, purpose = "350.2", 1, _("Mois"), _("Mois et séjours")
    allows_zero_total = True

    class form(Fields):
        begin = Month(_("Du mois"), service_day=True)
        end = Month(_("Au mois"), service_day=True, not_before="begin")
        stays = Lines(_("Séjours"), Stay, min_items=0)
        bill = Section(_("Facture"), Bill)


def found(**answers):
    issues = evaluate(Months(), {"stays": [], "bill": {}, **answers}, CheckContext(TODAY, TODAY)).issues
    return [(issue.level, issue.path, issue.code) for issue in issues]


def stay(last, limited="true"):
    return {"stays": [{"limited": limited, "from": "14.10.2026", "last": last}]}


@pytest.mark.parametrize(
    ("answers", "issues"),
    [
        (stay("14.10.2026"), []),
        (stay("13.10.2026"), [("error", "stays.0.last", "period")]),
        (stay(""), []),
        (stay("13.10.2026", limited=""), []),
        ({"begin": "10.2026", "end": "10.2026"}, []),
        ({"begin": "10.2026", "end": "9.2026"}, [("error", "end", "period")]),
        ({"bill": {"issued": "28.11.2026"}}, []),
        ({"bill": {"issued": "29.11.2026"}}, [("error", "bill.issued", "future")]),
    ],
)
def test_days_out_of_order_and_days_to_come_are_errors(answers, issues):
    assert found(**answers) == issues


@pytest.mark.parametrize("name", ["last", "text", "month", "missing"])
def test_the_first_day_is_another_day_of_the_same_class(name):
    last = Day(_("Au"), not_before=name)
    form = type("form", (Fields,), {"text": YesNo(_("Texte")), "month": Month(_("Mois")), "last": last})
    [message] = check_form(form)
    assert f"form.last: not_before={name!r} must name another Day of form" in message
