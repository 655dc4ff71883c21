"""The rules, in the order in which they are looked at."""

from collections.abc import Iterator
from typing import Any

from guichet.testing.plugin_under_test import PluginUnderTest
from guichet.testing.quality import (
    axe_rules,
    desk_rules,
    document_rules,
    form_rules,
    page_rules,
    source_rules,
    text_rules,
    theme_rules,
)
from guichet.testing.quality.rule import Rule

CANTONS = frozenset({"guichet_tenant"})
TYPES = frozenset({"guichet_invoice_types"})
PAGES = frozenset({"guichet_configure"})
DRAFTS = CANTONS | TYPES
CHECKS = frozenset({"guichet_check_invoice", "guichet_declared_checks", "guichet_required_attachments"})

RULES = (
    Rule(
        "starts",
        "bronze",
        "The desk starts with the plugin, and its first page names the office.",
        "A plugin that is wrong keeps the desks closed that use it.",
        "hooks.md#rules-for-all-hooks",
        desk_rules.starts,
    ),
    Rule(
        "sdk-only",
        "bronze",
        "The plugin imports from `guichet.sdk` alone, its demo people from `guichet.demo` too.",
        "Nothing else of the core is promised, and may be gone in the next version.",
        "hooks.md#what-a-plugin-imports",
        source_rules.sdk_only,
    ),
    Rule(
        "quiet-import",
        "bronze",
        "Importing the plugin opens no connection, starts no program and writes no file.",
        "It is imported by every command, on machines without network, and before settings are read.",
        "hooks.md#how-a-plugin-is-found",
        source_rules.quiet_import,
    ),
    Rule(
        "pages-guarded",
        "bronze",
        "Each page of the plugin is closed to people without its permission.",
        "A page that is open by mistake shows the data of insured persons.",
        "hooks.md#guichet_configureconfig-tenant",
        page_rules.pages_guarded,
        PAGES,
    ),
    Rule(
        "owners-closed",
        "bronze",
        "A draft answers 404 to another person of the desk and to another desk.",
        "Even that an invoice exists is confidential.",
        "permissions.md",
        page_rules.other_owners_closed,
        DRAFTS,
    ),
    Rule(
        "desks-closed",
        "bronze",
        "Pages of a canton’s plugin answer 404 at the desk of another canton.",
        "A desk shows what its own office has chosen, and nothing else.",
        "hooks.md#guichet_configureconfig-tenant",
        page_rules.other_desks_closed,
        CANTONS,
    ),
    Rule(
        "answers-survive",
        "silver",
        "Answers are the same once they were shown and read again, also those that make no sense.",
        "A person who opens a draft again finds what was typed.",
        "hooks.md#guichet_invoice_types",
        form_rules.answers_survive,
        TYPES,
    ),
    Rule(
        "drafts-drawn",
        "silver",
        "An empty and a full draft of each form are shown in each language, and saved as they are shown.",
        "A form that is not shown cannot be filled in, and a question without a control loses its answer.",
        "hooks.md#guichet_invoice_types",
        form_rules.drafts_drawn,
        TYPES,
    ),
    Rule(
        "summary-complete",
        "silver",
        "Each answer is in the summary, but those of questions with `in_summary=False`.",
        "Sender and office decide by the summary: what is not in it has not been claimed.",
        "questions.md#attributes-of-a-form",
        form_rules.summary_complete,
        TYPES,
    ),
    Rule(
        "versions-kept",
        "silver",
        "Each form is as stored for its version, in `fingerprints.json` of the package.",
        "Drafts and sent invoices name the version that they were made with.",
        "hooks.md#guichet_invoice_types",
        form_rules.versions_keep_forms,
        TYPES,
    ),
    Rule(
        "checks-answer",
        "silver",
        "The plugin’s checks answer for every invoice, whatever of it is answered.",
        "An error in a check lets no invoice be sent.",
        "hooks.md#guichet_check_invoiceinvoice-context",
        desk_rules.checks_answer,
        CHECKS,
    ),
    Rule(
        "catalogue-complete",
        "gold",
        "Each text is translated into each language of the desk, confirmed, and set as the language asks.",
        "A text without translation is shown in another language than the page.",
        "hooks.md#rules-for-all-hooks",
        text_rules.catalogue_complete,
    ),
    Rule(
        "pdf-drawn",
        "gold",
        "The PDF of each form is drawn in each language, tagged, archivable, with its data attached.",
        "It is what the sender keeps, and what the office files for ten years.",
        "hooks.md#guichet_invoice_types",
        document_rules.pdf_drawn,
        TYPES,
    ),
    Rule(
        "mails-drawn",
        "gold",
        "Each mail of the desk is complete in each language, as text and in HTML.",
        "A mail cannot be corrected once it has left.",
        "hooks.md#guichet_configureconfig-tenant",
        document_rules.mails_drawn,
        CANTONS | PAGES,
    ),
    Rule(
        "states-api",
        "gold",
        "The plugin states the version of the public interface that it was written for.",
        "Without it, a core that has changed runs the plugin and fails later.",
        "hooks.md#what-a-plugin-imports",
        source_rules.states_api,
    ),
    Rule(
        "tokens-known",
        "platinum",
        "The style sheet sets tokens of the base theme, and nothing else.",
        "A misspelt token changes nothing, and a rule of its own breaks with the next page.",
        "hooks.md#guichet_branding",
        theme_rules.tokens_known,
        CANTONS,
    ),
    Rule(
        "contrast",
        "platinum",
        "Texts and edges in the colours of the theme can be told from what is behind, in light and dark.",
        "WCAG 2.2 asks for 4.5:1 for texts (1.4.3) and 3:1 for edges (1.4.11).",
        "hooks.md#guichet_branding",
        theme_rules.contrast,
        CANTONS,
    ),
    Rule(
        "pages-sound",
        "platinum",
        "Each page of the plugin keeps to the rules for pages, in each language.",
        "Labels, headings, names and languages are what a screen reader reads.",
        "hooks.md#guichet_configureconfig-tenant",
        page_rules.pages_sound,
        PAGES,
    ),
    Rule(
        "axe",
        "platinum",
        "axe-core finds nothing on the plugin’s pages, the first pages of a canton and full drafts, in light and dark.",
        "What axe finds, people meet who cannot see well, use no mouse, or hear the page.",
        "plugin-testing.md#with-a-browser",
        axe_rules.axe_clean,
        PAGES | DRAFTS,
        axe_rules.cannot_look,
    ),
)


def rules_for(plugin: Any) -> Iterator[Rule]:
    """The rules for a plugin that can be looked at here; it is given as a module, or an object with its hooks."""
    return (rule for rule in RULES if rule.applies_to(plugin) and not rule.cannot_look())


def broken_rules(subject: PluginUnderTest) -> Iterator[tuple[Rule, list[str]]]:
    """Each rule for a plugin with what breaks it; after a plugin that does not start, no further rule is looked at."""
    first, *others = RULES
    found = first.broken_by(subject)
    yield first, found
    for rule in others if not found else ():
        if rule.applies_to(subject.plugin) and not rule.cannot_look():
            yield rule, rule.broken_by(subject)
