"""Two server processes serve the same desk at once: no state lies in a process that the other would need."""

import threading
from collections.abc import Iterator

import pytest
from load import draft, send
from servers import Servers, serving

from guichet.demo import PASSWORD
from guichet.store.database import read_transaction
from guichet.testing.page import Page

COMPANY = "lea.rochat@home-aide.example"


@pytest.fixture(scope="module")
def servers(cluster, tmp_path_factory) -> Iterator[Servers]:
    cluster.create_database("two_servers_be")
    with serving(tmp_path_factory.mktemp("servers"), cluster.uri("two_servers_be"), count=2) as running:
        yield running


def test_a_person_signs_in_at_one_server_and_works_at_the_other(servers, sign_in):
    one, other = servers.browsers()
    sign_in(one, COMPANY, PASSWORD)
    other.open(one.page.url)
    assert other.page.heading == "Guichet"
    other.press("Se déconnecter")
    assert one.open("/").page.heading == "Se connecter"


def test_a_code_asked_for_at_one_server_is_right_at_the_other(servers):
    one, other = servers.browsers()
    one.open("/").fill("Adresse e-mail", COMPANY).fill("Mot de passe", PASSWORD).press("Se connecter")
    other.open("/code").fill("Code", one.outbox.texts[-1].code).press("Continuer")
    assert one.open("/").page.heading == "Guichet"


def test_an_invoice_sent_at_both_servers_at_once_arrives_once(servers, sign_in):
    one, other = servers.browsers()
    sign_in(one, COMPANY, PASSWORD)
    other.open("/")
    for number in range(5):
        before, mails = references(servers), len(one.outbox.mails)
        draft(one, number)
        other.open(one.page.url)
        assert other.page.heading == one.page.heading == "Vérifiez votre demande avant de l’envoyer"
        answers = at_once(lambda: send(one), lambda: send(other))
        assert [outcome(answer) for answer in answers] == ["303 sent", "303 sent"]
        assert len(references(servers)) == len(before) + 1
        assert len(one.outbox.mails) == mails + 1


def test_invoices_written_at_both_servers_at_once_all_arrive(servers, sign_in):
    one, other = servers.browsers()
    sign_in(one, COMPANY, PASSWORD)
    other.open("/")
    before = references(servers)
    draft(one, 10)
    draft(other, 11)
    answers = at_once(lambda: send(one), lambda: send(other))
    assert [outcome(answer) for answer in answers] == ["303 sent", "303 sent"]
    assert len(references(servers)) == len(before) + 2


def at_once(*actions):
    """Does all of it in the same moment and returns what each gave."""
    answers, start = [None] * len(actions), threading.Barrier(len(actions))

    def do(number):
        start.wait()
        answers[number] = actions[number]()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def outcome(answer):
    """Status and where it leads to; of any other answer the words, to see what went wrong."""
    led_to = answer.location.rpartition("/")[2] if answer.location else Page(answer).words
    return f"{answer.status_int} {led_to}"


def references(servers):
    """Every reference that the desk has given out."""
    with read_transaction(servers.tasks.desk.db) as portal:
        return list(portal["references"]._invoices)
