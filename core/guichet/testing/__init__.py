"""Test kit for desks, for the core and for the repositories of plugins.

The pytest plugin is registered as an entry point (``pytest11``), so its fixtures need no import:

============== ======================================================================================================
``clock``      the time, standing still on Saturday, 14 November 2026, 13:00 in Switzerland, until a test moves it
``make_desks`` runs desks on databases of their own: ``make_desks(["ju"], plugins={…}, settings={…})``
``desks``      all installed cantons; a plugin's ``conftest.py`` overrides it with its own ``make_desks(…)``
``outbox``     every mail and text message of this test's desks, in the order they were written
``sign_in``    :func:`~guichet.testing.browser.sign_in`, by password and code
``press``      :func:`~guichet.testing.browser.press`, for forms of plain webtest
============== ======================================================================================================

Every desk has the people of :mod:`guichet.testing.people`, and each test finds it as they left it.
``desks.browser("ju")`` is a :class:`~guichet.testing.browser.DeskBrowser` of the desk ``ju``, with no cookies; a
plugin's ``conftest.py`` makes it a fixture. A test reads like what a person does::

    @pytest.fixture
    def ju(desks):
        return desks.browser("ju")


    def test_a_wrong_check_digit_is_named(ju, sign_in):
        sign_in(ju, "manager@ju.example")
        ju.open("/").follow("Bénéficiaires").follow("Ajouter un bénéficiaire")
        ju.fill("N° assuré", "756.1234.5678.98").press("Enregistrer", status=422)
        assert "carte d’assurance-maladie" in ju.page.problem_at("N° assuré")

Every page that a browser receives is checked with :mod:`guichet.testing.page_rules`.
"""

from guichet.testing.contract import PluginContract

__all__ = ["PluginContract"]
