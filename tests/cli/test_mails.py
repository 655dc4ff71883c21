"""``guichet mails``: what a desk writes to people, for those who look after its texts."""


def test_mails_lists_name_subject_occasion_and_placeholders(guichet):
    assert (
        "\ninvitation\n"
        "  subject       Votre accès au guichet en ligne\n"
        "  when          Une société ou l’office donne accès au guichet à une personne.\n"
        "  placeholders  inviter, secret\n"
    ) in guichet("mails").output


def test_mails_speaks_the_language_that_is_asked_for(guichet):
    assert (
        "  subject       Ihr Passwort wurde geändert" in guichet("mails", "--tenant", "ne", "--language", "de").output
    )


def test_mails_needs_no_database(guichet, tmp_path):
    guichet("mails")
    assert not list(tmp_path.glob("*/Data.fs"))


def test_mails_of_a_canton_without_a_desk_is_an_error(guichet):
    assert "no desk zz in the settings" in guichet("mails", "--tenant", "zz", exit_code=1).output


def test_a_named_mail_is_printed_in_every_language_of_the_desk(guichet):
    words = guichet("mails", "invitation").output
    french, german = words.split("\nde  ")
    assert french.startswith("fr  Votre accès au guichet en ligne\n\n")
    assert german.startswith("Ihr Zugang zum Online-Schalter\n\n")
    for text in (french, german):
        assert "] http://be.localhost:6543/invitation?" in text
        assert "${" not in text


def test_a_mail_that_is_not_there_is_named_with_the_nearest(guichet):
    assert "no mail invitatoin; did you mean invitation?" in guichet("mails", "invitatoin", exit_code=1).output
