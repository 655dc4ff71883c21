"""``guichet mails``: what a desk writes to people, for those who look after its texts."""


def test_mails_lists_name_subject_occasion_and_placeholders(guichet):
    assert (
        "\ninvitation\n"
        "  subject       Votre accès au guichet en ligne\n"
        "  when          Une société ou l’office donne accès au guichet à une personne.\n"
        "  placeholders  inviter, secret\n"
    ) in guichet("mails").output


def test_mails_speaks_the_language_that_is_asked_for(guichet):
    assert "  subject       Ihr Passwort ist geändert" in guichet("mails", "--tenant", "ne", "--language", "de").output


def test_mails_needs_no_database(guichet, tmp_path):
    guichet("mails")
    assert not list(tmp_path.glob("*/Data.fs"))


def test_mails_of_a_canton_without_a_desk_is_an_error(guichet):
    assert "no desk zz in the settings" in guichet("mails", "--tenant", "zz", exit_code=1).output
