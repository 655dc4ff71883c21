"""Mail templates: what is declared fits together, and every template of a desk can be drawn in every language."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest
from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from guichet.i18n import Localizer, _
from guichet.messages.mail_templates import MailLink, MailTemplate

HELLO = MailTemplate(
    name="hello",
    when="Toujours.",
    subject="Bonjour ${name}",
    body=("Votre code est ${code}.", "Il reste ${days} jours."),
    link=MailLink("open?link=${secret}", "Ouvrir"),
    samples={"name": "Anna", "code": "12", "days": 3, "secret": "exemple"},
    optional=frozenset({"days"}),
)
VALUES: dict[str, object] = {"name": "Mia", "code": "34", "days": 2, "secret": "s3cret"}


# What is declared fits together


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "Hello World"}, "small letters and hyphens"),
        ({"subject": "Bonjour ${nom}"}, r"add a sample for \['nom'\]"),
        ({"link": MailLink("open?link=${other}", "Ouvrir")}, r"add a sample for \['other'\]"),
        ({"body": ("Votre code est ${code}.",), "optional": frozenset()}, r"no text uses \['days'\]"),
        ({"optional": frozenset({"name"})}, r"\['name'\] cannot be optional"),
        ({"optional": frozenset({"secret"})}, r"\['secret'\] cannot be optional"),
        ({"optional": frozenset({"others"})}, r"\['others'\] cannot be optional"),
        ({"samples": {**HELLO.samples, "days": None}}, "not None"),
        ({"link": MailLink("/open?link=${secret}", "Ouvrir")}, "without a leading slash"),
        ({"link": MailLink("https://other.example/${secret}", "Ouvrir")}, "path below the desk"),
    ],
)
def test_a_template_that_contradicts_itself_is_an_error_with_its_name(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=f"mail template '{change.get('name', 'hello')}': .*{problem}"):
        replace(HELLO, **change)


def test_a_desk_collects_the_templates_of_each_module_once() -> None:
    config = Configurator()
    config.include("guichet.messages")
    for _round in range(2):
        config.add_mail_templates(module_with(HELLO))
    assert config.registry.mail_templates == {"hello": HELLO}


def test_two_templates_of_one_name_are_an_error_that_says_where() -> None:
    config = Configurator()
    config.include("guichet.messages")
    config.add_mail_templates(module_with(HELLO))
    with pytest.raises(ConfigurationError, match="plugin.mails: another mail template is named 'hello'"):
        config.add_mail_templates(module_with(replace(HELLO, subject="Salut ${name}")))


def module_with(template: MailTemplate) -> ModuleType:
    module = ModuleType("plugin.mails")
    module.TEMPLATE = template  # type: ignore[attr-defined]
    return module


# Drawing


def test_values_stand_in_subject_body_and_link() -> None:
    text = HELLO.draw(Localizer("fr"), VALUES)
    assert (text.subject, text.paragraphs) == ("Bonjour Mia", ("Votre code est 34.", "Il reste 2 jours."))
    assert (text.path, text.link_label) == ("open?link=s3cret", "Ouvrir")


@pytest.mark.parametrize("values", [{**VALUES, "days": None}, {k: v for k, v in VALUES.items() if k != "days"}])
def test_a_paragraph_without_its_optional_value_is_left_out(values: dict[str, object]) -> None:
    assert HELLO.draw(Localizer("fr"), values).paragraphs == ("Votre code est 34.",)


@pytest.mark.parametrize("values", [{}, {"name": "Mia"}, {**VALUES, "age": 8}])
def test_values_other_than_those_declared_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="'hello' takes"):
        HELLO.draw(Localizer("fr"), values)


def shown(template: MailTemplate, language: str, values: dict[str, object]) -> str:
    (paragraph,) = template.draw(Localizer(language), values).paragraphs
    return paragraph.replace("\N{NO-BREAK SPACE}", " ")


def test_moments_days_and_translated_words_follow_the_language() -> None:
    samples = {"a": 1, "b": 1, "c": 1}
    template = MailTemplate(name="all", when="…", subject="…", body=("${a} / ${b} / ${c}",), samples=samples)
    values = {"a": datetime(2026, 11, 14, 20, 47, tzinfo=UTC), "b": date(2026, 11, 1), "c": _("Gérant")}
    assert shown(template, "fr", values) == "14 novembre 2026 à 21 h 47 / 1er novembre 2026 / Gérant"
    assert shown(template, "de", values) == "14. November 2026 um 21.47 Uhr / 1. November 2026 / Verantwortliche Person"


def test_a_value_is_never_read_as_a_placeholder_or_as_part_of_the_address() -> None:
    text = HELLO.draw(Localizer("fr"), {**VALUES, "name": "${secret}", "secret": "a/../b?c&d#é"})
    assert text.subject == "Bonjour ${secret}"
    assert text.path == "open?link=a%2F..%2Fb%3Fc%26d%23%C3%A9"
