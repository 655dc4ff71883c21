"""``guichet plugin check``: the rules for plugins on the command line."""


def test_installed_plugin_is_reported_with_its_level_in_the_last_line(guichet):
    output = guichet("plugin", "check", "clamav_scanner").output
    assert output.splitlines()[-1] == "clamav_scanner: platinum (guichet plugin check, API 1.1)"
    assert "Kept: starts, sdk-only, quiet-import" in output


def test_unknown_plugin_is_below_the_first_level_and_ends_with_an_error(guichet):
    output = guichet("plugin", "check", "canton_xy", "--level", "bronze", exit_code=1).output
    assert "starts (bronze): The desk starts with the plugin" in output
    assert "no installed plugin is called canton_xy; there are: canton_be, canton_ne" in output
    assert (
        'Name it in its pyproject.toml, entry-points.guichet.canton_xy = "canton_xy.plugin", and install it' in output
    )
    assert "See: guichet docs hooks, #rules-for-all-hooks" in output
    assert output.splitlines()[-1].startswith("canton_xy: below bronze")


def test_list_prints_every_rule_without_a_plugin(guichet):
    assert "| `contrast` | `guichet_tenant` | Texts and edges" in guichet("plugin", "check", "--list").output


def test_without_a_plugin_the_command_says_where_their_names_are(guichet):
    assert "guichet plugin list" in guichet("plugin", "check", exit_code=2).output
