"""The catalogues are complete in French and German, and in the words of the house."""

from click.testing import CliRunner

from guichet.cli.messages import messages


def test_guichet_messages_check_finds_nothing():
    answer = CliRunner().invoke(messages, ["check"])
    assert answer.exit_code == 0, answer.output
