"""A sender writes to the office about an invoice; the office finds it, answers, and the sender reads it."""

from guichet.invoices.conversation_actions import MAX_A_DAY
from guichet.testing.people import ANNA, issuer_of

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
QUESTION, ANSWER = "Le taxi du 14 est-il compris ?", "Oui, il est compris."


def written(desks):
    with desks.looking("be") as ctx:
        (invoice,) = issuer_of(ctx, MANAGER).invoices.values()
        return [one.text for one in invoice.conversation]


def test_a_question_is_asked_found_and_answered(be, desks, sign_in, sent_invoice, outbox):
    path = sent_invoice("be", MANAGER, ANNA)
    sign_in(be, MANAGER).open(path).follow("Écrire à l’office")
    be.press("Envoyer le message", status=422)
    assert be.page.problems == ["Saisissez votre message"]
    be.fill("Votre message", QUESTION).press("Envoyer le message")
    assert be.page.notice == "Votre message est chez l’office."
    assert QUESTION in be.page
    clerk = sign_in(desks.browser("be"), CLERK)
    clerk.open("/alerts").follow("Ouvrir les messages")
    ((case, *_cells),) = clerk.page.rows()
    assert "Message" in case
    clerk.follow(case.split()[1])
    assert QUESTION in clerk.page and "Lea Rochat" in clerk.page
    clerk.follow("Écrire à l’expéditeur")
    open_page = clerk.page
    clerk.fill("Message", ANSWER).press("Envoyer le message")
    assert clerk.page.notice == "Le message est envoyé."
    assert "Messages" not in clerk.open("/work-list").page.words
    mail = outbox.to(MANAGER)[-1]
    assert ANSWER in mail.text
    assert ANSWER in be.open(path).page and "Martin" not in be.page
    assert "Message de l’office" in be.open("/").page.rows()[0][4]
    # A colleague whose page is older reads what was written since, and loses no word.
    clerk._page = open_page
    clerk.fill("Message", "Non.").press("Envoyer le message", status=409)
    assert "Un message est arrivé entre-temps" in clerk.page and ANSWER in clerk.page
    clerk.press("Envoyer le message")
    assert clerk.page.notice == "Le message est envoyé."
    be.open(f"{path}message").fill("Votre message", "Merci.").press("Envoyer le message")
    assert "Message de l’office" not in be.open("/").page


def test_a_second_press_writes_no_second_message(be, desks, sign_in, sent_invoice, outbox):
    """A person presses again on a slow line; the page with the button is older than the first press."""

    def twice(browser, page, label, text):
        browser.open(f"{path}{page}").fill(label, text)
        button = browser.page.button("Envoyer le message")
        controls = browser.page.controls(button.xpath("ancestor::form[1]")[0], button)
        answers = [browser.post_controls(f"{path}{page}", controls) for _time in range(2)]
        assert answers[0].location == answers[1].location

    path = sent_invoice("be", MANAGER, ANNA)
    twice(sign_in(be, MANAGER), "message", "Votre message", QUESTION)
    mails = len(outbox.to(MANAGER))
    twice(sign_in(desks.browser("be"), CLERK), "answer", "Message", ANSWER)
    assert len(outbox.to(MANAGER)) == mails + 1
    assert written(desks) == [QUESTION, ANSWER]
    # A day later it is another question.
    desks.clock.forward(days=1)
    sign_in(be.open("/"), MANAGER).open(f"{path}message").fill("Votre message", QUESTION).press("Envoyer le message")
    assert written(desks) == [QUESTION, ANSWER, QUESTION]


def test_the_sixth_message_of_a_day_is_asked_to_wait(be, desks, sign_in, sent_invoice):
    path = sent_invoice("be", MANAGER, ANNA)
    sign_in(be, MANAGER)
    for number in range(MAX_A_DAY):
        be.open(f"{path}message").fill("Votre message", f"Question {number}").press("Envoyer le message")
    be.open(f"{path}message")
    assert "Écrivez à nouveau demain" in be.page and "Votre message" not in be.page.words
    clerk = sign_in(desks.browser("be"), CLERK).open(f"{path}review")
    clerk.press("Classer sans réponse")
    assert clerk.page.notice == "Les messages sont classés."
    assert "Classer sans réponse" not in clerk.page


def test_a_withdrawal_says_which_date_counts_and_who_is_told(be, desks, sign_in, sent_invoice, outbox):
    path = sent_invoice("be", MANAGER, ANNA)
    clerk = sign_in(desks.browser("be"), CLERK).open(f"{path}review")
    clerk.press("Prendre ce dossier").follow("Refuser")
    sign_in(be, MANAGER).open(path).follow("Retirer la demande")
    assert "la date du nouvel envoi qui compte" in be.page
    be.press("Retirer la demande")
    assert "retirée" in outbox.to(MANAGER)[-1].subject
    told = outbox.to(CLERK)[-1]
    assert "retirée par l’expéditeur" in told.subject
    # What the officer had open was overtaken: nothing is decided, and the page says what has happened.
    clerk.fill("Raison du refus", "Déjà payé").fill("Base légale", "art. 90 RAI")
    clerk.press("Voir l’e-mail avant de décider", status=409)
    assert "a retiré cette demande" in clerk.page and clerk.page.value("Votre texte") == "Déjà payé"
