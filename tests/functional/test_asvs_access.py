"""Who may change what, and in one piece: OWASP ASVS 5.0, chapters 2, 8 and 15."""

import threading

import pytest

from guichet.action_context import ActionContext
from guichet.audit.audit_log import entries
from guichet.testing.people import ANNA, beneficiary_of, issuer_of

MANAGER = "manager@be.example"
COMPANY = {
    "Nom de la société": "Aide Aare Sàrl",
    "GLN": "7601001000001",
    "Rue et numéro": "Aareweg 4",
    "NPA": "3005",
    "Localité": "Berne",
    "Prénom": "Jeanne",
    "Nom": "Favre",
    "Adresse e-mail": "jeanne.favre@aide-aare.example",
    "Mot de passe": "tilleul-pont-neige-7",
    "Téléphone portable suisse": "079 555 12 34",
}


def state_of(item):
    """What is stored of an object itself; a look does not change it."""
    item._p_activate()
    return {name: value for name, value in vars(item).items() if isinstance(value, (str, int, tuple, type(None)))}


def smuggled(item):
    """A form's controls for everything an object keeps, beside those that its page shows."""
    item._p_activate()
    names = {*vars(item), *vars(type(item)), "state", "roles", "role", "status", "tenant", "decided_by", "total"}
    return [(name, "forged") for name in sorted(names) if not name.startswith("__")]


class TestMassAssignment:
    """Controls that no page of ours has are not read."""

    def test_a_registration_gives_itself_no_role_and_no_admission(self, be, desks):
        be.open("/register-company").fill_all(COMPANY).tick("J’accepte les conditions d’utilisation")
        with desks.looking("be") as ctx:
            user, issuer = ctx.portal["users"].with_email(MANAGER), issuer_of(ctx, MANAGER)
            shown = {name for name, _value in be.page.controls(be.page.document.get_element_by_id("form"))}
            more = [pair for pair in smuggled(user) + smuggled(issuer) if pair[0] not in shown]
        send(be, "S’inscrire", more)
        with desks.looking("be") as ctx:
            made = [one for one in ctx.portal["users"].values() if one.email == COMPANY["Adresse e-mail"]]
            (user,) = made
            assert (user.state, user.roles, user.phone_proven) == ("unconfirmed-company", (), False)
            assert "forged" not in str(state_of(user))
            company = ctx.portal["issuers"][user.issuer_id]
            assert "forged" not in str(state_of(company))

    def test_a_beneficiary_stays_whose_it_was(self, be, desks, sign_in):
        sign_in(be, MANAGER).follow("Bénéficiaires").follow("Modifier Anna Muster")
        be.follow("Modifier les informations personnelles")
        path = be.page.url
        with desks.looking("be") as ctx:
            before = state_of(beneficiary_of(issuer_of(ctx, MANAGER), ANNA))
            shown = {name for name, _value in be.page.controls(be.page.document.get_element_by_id("form"))}
            more = [pair for pair in smuggled(beneficiary_of(issuer_of(ctx, MANAGER), ANNA)) if pair[0] not in shown]
        assert len(more) > 5
        assert send(be, "Enregistrer", more).status_int == 303, path
        with desks.looking("be") as ctx:
            assert state_of(beneficiary_of(issuer_of(ctx, MANAGER), ANNA)) == before

    def test_a_sender_decides_nothing(self, be, desks, sign_in, start_invoice, fill_journey):
        sign_in(be, MANAGER)
        start_invoice(be, "Anna Muster").fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
        fill_journey(be).press("Enregistrer et quitter").follow("Continuer")
        with desks.looking("be") as ctx:
            (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
            # The version of the draft is a control of the page: another one is a conflict, which another test shows.
            more = [pair for pair in smuggled(invoice) if pair[0] != "draft_version"]
        assert send(be, "Envoyer ma demande", more).status_int == 303
        with desks.looking("be") as ctx:
            (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
            assert (invoice.state, invoice.reference, invoice.revisions) == ("draft", "", ())
            # The answers are kept as typed; what is not a question of the form is not among them.
            assert "forged" not in str(state_of(invoice))


def send(browser, words, more):
    """Presses a button of the present page with some controls more than it has."""
    button = browser.page.button(words)
    form = button.xpath("ancestor::form[1]")[0]
    controls = [*browser.page.controls(form, button), *more]
    return browser.post_controls(form.get("action") or browser.page.url, controls)


@pytest.fixture
def checked(be, sign_in, start_invoice, fill_journey):
    """An invoice on its check page: one press more and it is sent."""
    sign_in(be, MANAGER)
    start_invoice(be, "Anna Muster").fill_all({"Numéro de facture": "R-17", "Date de la facture": "14.11.2026"})
    return fill_journey(be).press("Envoyer ma demande")


def everything(desks):
    """How much there is of whatever a sending makes."""
    with desks.looking("be") as ctx:
        (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
        trail = len(list(entries(ctx.portal)))
        return invoice.state, len(invoice.revisions), invoice.reference, len(list(ctx.portal["outbox"])), trail


@pytest.mark.parametrize("broken", ["mail_later", "record"])
def test_what_breaks_while_sending_leaves_nothing_behind(checked, desks, monkeypatch, broken):
    before = everything(desks)

    def fail(*given):
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(ActionContext, broken, fail)
        with pytest.raises(AssertionError, match="500"):
            checked.send("Envoyer la demande")
    assert everything(desks) == before
    assert before[0] == "draft"
    checked.press("Envoyer la demande")
    after = everything(desks)
    assert after[:2] == ("submitted", 1)
    assert after[3] > before[3]
    assert after[4] > before[4]


def test_two_clerks_who_accept_at_the_same_moment_decide_once(checked, desks, sign_in):
    checked.press("Envoyer la demande")
    colleagues = [sign_in(desks.browser("be"), "clerk@be.example").follow("BE-2026") for _number in range(2)]
    for colleague in colleagues:
        colleague.follow("Accepter")
    written = len(desks.outbox("be"))
    at_once, answers = threading.Barrier(2), []

    def accept(colleague):
        at_once.wait(10)
        answers.append(colleague.send("Accepter la demande").status_int)

    threads = [threading.Thread(target=accept, args=(colleague,)) for colleague in colleagues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409]
    assert len(desks.outbox("be")) == written + 1
    with desks.looking("be") as ctx:
        (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
        assert invoice.state == "accepted"


def test_a_sending_without_the_check_page_is_checked_all_the_same(be, desks, sign_in, start_invoice):
    start_invoice(sign_in(be, MANAGER), "Anna Muster")
    address = be.page.url.removesuffix("edit") + "check"
    token = ("csrf_token", be.cookies["csrf"])
    be.post_controls(address, [token, ("version", "1"), ("send", "yes")])
    with desks.looking("be") as ctx:
        (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
        assert (invoice.state, len(invoice.revisions)) == ("draft", 0)
