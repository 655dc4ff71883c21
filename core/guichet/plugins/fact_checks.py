"""Checks of a canton's facts, value by value: each yields a value with what is wrong and the remedy.

Types are checked too, since a plugin's author may run no type checker.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from guichet.i18n.languages import LANGUAGES
from guichet.tenants import CORRECTION_DAYS, Branding, Contacts, InvoiceTypeGroup, Tenant, UserKind
from guichet.values import ParseError, email
from guichet.values.decision_number import OFFICES
from guichet.values.working_days import FAST_MONDAY, FROM_EASTER, is_holiday_name

TENANT_ID = re.compile(r"[a-z][a-z0-9]{1,11}")
"""Part of names of settings and databases and of references such as ``BE-2026-7K3M-Q2XW``."""
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PHONE = re.compile(r"\+?[0-9]+([ \u00a0][0-9]+)*")
"""Digits in groups; the groups are joined for the ``tel:`` link."""
CODE_AFTER = range(10, 601)
"""Seconds before a further SMS code: shorter invites double sending, longer locks people out."""
TRUSTED_DAYS = range(1, 366)
ANSWER_DAYS = range(1, 181)
PAYMENT_DAYS = range(1, 181)
SECOND_APPROVAL = range(100_000_000)
OPTIONAL_NUMBERS = {
    "trusted_browser_days": (TRUSTED_DAYS, "days"),
    "answer_days": (ANSWER_DAYS, "working days"),
    "payment_days": (PAYMENT_DAYS, "days"),
    "correction_days": (CORRECTION_DAYS, "days"),
    "second_approval_above": (SECOND_APPROVAL, "Rappen"),
}
"""Facts of a tenant that may be None: what is allowed, and in what."""
MAIL_LOGO_BYTES = 30_000
"""Part of every mail."""


def tenant_problems(tenant: Tenant) -> Iterator[str]:
    """What is wrong with a :class:`Tenant`."""
    if not isinstance(tenant.id, str) or not TENANT_ID.fullmatch(tenant.id):
        yield f"id={tenant.id!r}: write 2 to 12 small letters and digits, e.g. 'be'"
    if tenant.office_code not in OFFICES:
        yield f"office_code={tenant.office_code!r}: write the three digits of the office, one of {', '.join(OFFICES)}"
    yield from _language_problems(tenant.languages)
    problems = list(_text_problems("names", tenant.names, tenant.languages))
    yield from problems or _article_problems(tenant)
    yield from _number_problems("new_code_after", tenant.new_code_after, CODE_AFTER, "seconds")
    for name, (allowed, unit) in OPTIONAL_NUMBERS.items():
        if getattr(tenant, name) is not None:
            yield from _number_problems(name, getattr(tenant, name), allowed, f"{unit}, or None")
    if not isinstance(tenant.messages_in_mails, bool):
        yield f"messages_in_mails={tenant.messages_in_mails!r}: write True or False"
    for name in tenant.holidays:
        if not isinstance(name, str) or not is_holiday_name(name):
            known = ", ".join(repr(one) for one in (*FROM_EASTER, FAST_MONDAY))
            yield f"holidays: {name!r}: write month and day, e.g. '08-01', or one of {known}"


def branding_problems(branding: Branding, languages: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a :class:`Branding`."""
    yield from _asset_problems("theme", branding.theme, ".css")
    yield from _asset_problems("logo", branding.logo, ".svg")
    yield from _served_folder_problems(branding)
    if branding.mail_logo:
        yield from _mail_logo_problems(branding.mail_logo)
    yield from _text_problems("tagline", branding.tagline, languages)
    if not isinstance(branding.brand_colour, str) or not COLOUR.fullmatch(branding.brand_colour):
        yield f"brand_colour={branding.brand_colour!r}: write '#' and six hexadecimal digits, e.g. '#8c1420'"
    if not _is_web_address(branding.website):
        yield f"website={branding.website!r}: write an address that begins with https:// or http://"
    if not _is_text(branding.website_name):
        yield f"website_name={branding.website_name!r}: write how the office's site is called, e.g. 'aibe.ch'"


def contacts_problems(contacts: Contacts, languages: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with :class:`Contacts`."""
    if contacts.email and not _is_email(contacts.email):
        yield f"email={contacts.email!r}: write an e-mail address, or '' if the office offers none"
    for name, texts in (("hours", contacts.hours), ("text_relay", contacts.text_relay)):
        if texts != {}:
            yield from _text_problems(name, texts, languages)
    if not isinstance(contacts.phone, str) or not PHONE.fullmatch(contacts.phone):
        yield f"phone={contacts.phone!r}: write digits in groups, e.g. '058 219 77 20'"
    if not isinstance(contacts.address, Mapping):
        yield f"address={contacts.address!r}: write the lines of each language, e.g. {{'fr': ('Rue 1', '3000 Berne')}}"
        return
    for language, lines in contacts.address.items():
        if isinstance(lines, str) or not isinstance(lines, tuple) or not lines or not all(map(_is_text, lines)):
            yield f"address[{language!r}]={lines!r}: write a tuple of lines, also for one line: ('Rue 1, 3000 Berne',)"
    yield from _missing_languages("address", contacts.address, languages)


def user_kind_problems(kinds: tuple[UserKind, ...]) -> Iterator[str]:
    """What is wrong with the kinds of users that may register."""
    # Read from the annotation, so that a kind is added at one place.
    allowed = get_args(UserKind.__annotations__["kind"])
    for kind in kinds:
        if kind.kind not in allowed:
            yield f"UserKind({kind.kind!r}): write one of {', '.join(map(repr, allowed))}"
    names = [kind.kind for kind in kinds]
    if not names or len(set(names)) < len(names):
        yield f"{len(names)} kinds: write each kind that may register once"


def type_group_problems(groups: tuple[Any, ...], languages: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the groups of the forms an office accepts."""
    for group in groups:
        if not isinstance(group, InvoiceTypeGroup):
            yield f"{group!r} beside groups: put it into an InvoiceTypeGroup, or write ids alone"
            continue
        yield from _text_problems("InvoiceTypeGroup.names", group.names, languages)
        ids = group.type_ids
        if not isinstance(ids, tuple) or not ids or not all(map(_is_text, ids)):
            yield f"InvoiceTypeGroup.type_ids={ids!r}: write a tuple of ids, also for one: ('318.632',)"


def _language_problems(languages: Any) -> Iterator[str]:
    remedy = f"write a tuple of one or more of {', '.join(map(repr, LANGUAGES))}, the desk's own language first"
    if not isinstance(languages, tuple) or not languages or len(set(languages)) < len(languages):
        yield f"languages={languages!r}: {remedy}"
        return
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown:
        yield f"languages={languages!r} with the unknown {unknown[0]!r}: {remedy}"


def _text_problems(name: str, texts: Any, languages: Any) -> Iterator[str]:
    if not isinstance(texts, Mapping) or not all(map(_is_text, texts.values())):
        yield f"{name}={texts!r}: write one text per language, e.g. {{'fr': 'Office AI', 'de': 'IV-Stelle'}}"
    else:
        yield from _missing_languages(name, texts, languages)


def _article_problems(tenant: Tenant) -> Iterator[str]:
    problems = list(_text_problems("names_with_article", tenant.names_with_article, tenant.languages))
    yield from problems
    for language, text in () if problems else tenant.names_with_article.items():
        if text == tenant.names.get(language) or not text[0].islower():
            yield (
                f"names_with_article[{language!r}]={text!r}: write the name as within a sentence, "
                "with its article, e.g. 'l’Office AI Jura', 'die IV-Stelle Jura'"
            )


def _missing_languages(name: str, texts: Mapping[str, Any], languages: Any) -> Iterator[str]:
    missing = [language for language in languages if language not in texts] if isinstance(languages, tuple) else []
    if missing:
        yield f"{name}={texts!r}: add the text in {', '.join(map(repr, missing))}, a language of this desk"


def _number_problems(name: str, number: Any, allowed: range, unit: str) -> Iterator[str]:
    # A bool is an int in Python: True would pass as one second.
    if isinstance(number, bool) or not isinstance(number, int) or number not in allowed:
        yield f"{name}={number!r}: write a whole number from {allowed.start} to {allowed.stop - 1} ({unit})"


def _asset_problems(name: str, asset: Any, ending: str) -> Iterator[str]:
    file = asset_path(asset)
    if file is None or file.suffix != ending:
        yield f"{name}={asset!r}: write the path of a {ending} file in a package, e.g. 'canton_ju:theme/file{ending}'"
    elif not file.is_file():
        yield f"{name}={asset!r}: there is no file {file}; add it, and to the package data of the distribution"


def _mail_logo_problems(asset: Any) -> Iterator[str]:
    problems = list(_asset_problems("mail_logo", asset, ".png"))
    file = asset_path(asset)
    if file is not None and not problems:
        content = file.read_bytes()
        if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) > MAIL_LOGO_BYTES:
            problems = [f"mail_logo={asset!r}: write the logo as a PNG of at most {MAIL_LOGO_BYTES // 1000} kB"]
    yield from problems


def _served_folder_problems(branding: Branding) -> Iterator[str]:
    """The folder of the style sheet is served to browsers as a whole, and the logo from it."""
    theme, logo = asset_path(branding.theme), asset_path(branding.logo)
    if theme is None or logo is None or not theme.is_file():
        return
    if theme.parent not in logo.parents:
        yield f"logo={branding.logo!r}: put the logo into the folder of the style sheet, {theme.parent}"
    if any(theme.parent.rglob("*.py")):
        yield f"theme={branding.theme!r}: put it into a folder without Python files; the whole folder is served"


def asset_path(asset: Any) -> Path | None:
    """The file of an asset path such as ``"canton_be:theme/logo.svg"``; ``None`` when it names no package."""
    package, colon, path = asset.partition(":") if isinstance(asset, str) else ("", "", "")
    try:
        return Path(str(files(package))) / path if package and colon and path else None
    except (ImportError, TypeError, ValueError):
        return None


def _is_web_address(address: Any) -> bool:
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        return False
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_email(address: Any) -> bool:
    try:
        return isinstance(address, str) and email.parse(address) == address
    except ParseError:
        return False


def _is_text(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip())
