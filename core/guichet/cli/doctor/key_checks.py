"""Checks of keys and credentials in files, each read as the process that needs it does; nothing is on the network."""

from collections.abc import Iterator, Mapping

from guichet.app import DEFAULTS
from guichet.audit.signed_heads import private_key
from guichet.cli.doctor.check_results import CheckResult
from guichet.messages.smtp import Smtp
from guichet.plugins import PluginError, Plugins
from guichet.settings import MailSettings, Settings, SettingsError, TenantSettings, read_secret

MAKE_KEY = "make one with: openssl genpkey -algorithm ed25519, mode 400"


def mail_key_check(settings: MailSettings) -> CheckResult:
    """Whether the password of the mail relay can be read."""
    try:
        Smtp(settings)
    except SettingsError as problem:
        return CheckResult("mail password", "wrong", "no mail can be sent", str(problem))
    return CheckResult("mail password")


def desk_key_checks(
    settings: Settings, tenant_settings: TenantSettings, available: Mapping[str, object]
) -> Iterator[CheckResult]:
    """Whether a desk has a gateway for text messages with its credentials, and a key for its audit log."""
    try:
        plugins = Plugins(tenant_settings.tenant_id, available, defaults=DEFAULTS)
    except PluginError:
        return  # reported with the plugins
    what = f"{tenant_settings.tenant_id}: text messages"
    try:
        plugins.sms_gateway(settings)
    except (PluginError, SettingsError) as problem:
        yield CheckResult(what, "wrong", "no sign-in code can be sent", str(problem))
    else:
        yield CheckResult(what)
    if tenant_settings.audit_key_file:
        yield _audit_key(tenant_settings)


def _audit_key(tenant_settings: TenantSettings) -> CheckResult:
    what, key = f"{tenant_settings.tenant_id}: audit key", f"guichet.tenant.{tenant_settings.tenant_id}.audit_key_file"
    try:
        private_key(read_secret(key, tenant_settings.audit_key_file, MAKE_KEY))
    except SettingsError as problem:
        return CheckResult(what, "wrong", "the head of the audit log is not signed", str(problem))
    except ValueError as problem:
        return CheckResult(what, "wrong", f"cannot be read: {problem}", MAKE_KEY)
    return CheckResult(what)
