"""Actions ask for the permission themselves, whoever calls them: a page, the command line, a plugin (ASVS 8.3.1)."""

import ast

import pytest

OWN_ACCOUNT = "what a person does to the account of their session"
REGISTRATION = "by a visitor, who has no permission yet"
PART = "part of an action, which has asked"
QUESTION = "changes nothing"
WORKER = "by the worker, for no user"
EXCUSED = {
    **dict.fromkeys(("mfa_actions", "profile_actions"), OWN_ACCOUNT),
    "issuer_actions.register_company": REGISTRATION,
    "issuer_actions.register_insured": REGISTRATION,
    "issuer_actions.register_representative": REGISTRATION,
    "admission.activate_accepted": "by the link of a mail",
    "admission.send_welcome": PART,
    "company_actions.leave": PART,
    "invoice_actions.drop_document": PART,
    "invoice_actions.index_draft": PART,
    "invoice_actions.store_document": PART,
    "erasure_actions.write_minute": PART,
    "conversation_actions.may_write": QUESTION,
    "correction_actions.require_marked_documents": QUESTION,
    "import_actions.preview_of": QUESTION,
    "erasure_actions.is_left": QUESTION,
    "beneficiary_actions.delete_infected": WORKER,
    "invoice_actions.delete_infected": WORKER,
}
"""Modules, and functions, that ask for no permission, with the reason."""
ELSEWHERE = ("account_erasure", "admission", "erasure", "lifecycle", "overriding", "person_erasure", "staff_users")
"""Modules of actions whose names do not say so."""
DRAFT = "a draft, whose sending is recorded"
PREVIEW = "a list to be confirmed, whose confirmation is recorded"
ELSEWHERE_RECORDED = "what it calls in another room is recorded"
NOT_RECORDED = {
    "bill_actions": DRAFT,
    "correction_actions.remove_marked_line": DRAFT,
    "correction_actions.save_replies": DRAFT,
    "invoice_actions.save_answers": DRAFT,
    "group_actions.check_group": PREVIEW,
    "import_actions.discard_preview": PREVIEW,
    "import_actions.keep_preview": PREVIEW,
    "company_actions.change_member": ELSEWHERE_RECORDED,
    "company_actions.resend_invitation": ELSEWHERE_RECORDED,
    "registration_actions.accept_registration": ELSEWHERE_RECORDED,
    "registration_actions.refuse_registration": ELSEWHERE_RECORDED,
    "staff_users.deactivate": ELSEWHERE_RECORDED,
    "staff_users.sign_out_staff_user": ELSEWHERE_RECORDED,
    "staff_users.sign_out_user": ELSEWHERE_RECORDED,
    "staff_users.may_manage": QUESTION,
}
"""Actions that ask for a permission and write no entry of the audit log, with the reason."""


@pytest.fixture(scope="module")
def actions(sources):
    """Every action by its name, ``module.function``, the private ones with them."""
    return {
        f"{path.stem}.{name}": function
        for path in sources
        if path.stem.endswith("_actions") or path.stem in ELSEWHERE
        for name, function in functions_of(ast.parse(path.read_text())).items()
        if is_action(function)
    }


def functions_of(tree):
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def is_action(function):
    first = function.args.args[:1]
    return bool(first) and first[0].annotation is not None and ast.unparse(first[0].annotation) == "ActionContext"


def called(function):
    """The names of the functions that it calls: its own module's, imported ones, those of modules of actions."""
    for call in (node.func for node in ast.walk(function) if isinstance(node, ast.Call)):
        if isinstance(call, ast.Name):
            yield call.id
        elif (
            isinstance(call, ast.Attribute)
            and isinstance(call.value, ast.Name)
            and (call.value.id == "ctx" or call.value.id.endswith("_actions"))
        ):
            yield call.attr


def silent(actions, method):
    """The names of the public actions that neither call that method of ``ctx`` nor another action that does."""
    asking, found = {method}, dict(actions)
    while more := {name for name, function in found.items() if asking & set(called(function))}:
        asking |= {name.rpartition(".")[2] for name in more}
        found = {name: function for name, function in found.items() if name not in more}
    return {name for name in found if not name.partition(".")[2].startswith("_")}


def without(names, excused):
    """The names that are not excused, and the excuses that none of them needs."""
    modules = {name: name.partition(".")[0] for name in names}
    missing = sorted(name for name, module in modules.items() if not {name, module} & excused.keys())
    return missing, sorted(set(excused) - names - set(modules.values()))


def test_every_action_asks_for_its_permission(actions):
    assert without(silent(actions, "require"), EXCUSED) == ([], [])


def test_every_action_with_a_permission_leaves_an_entry_in_the_audit_log(actions):
    unasked = silent(actions, "require")
    assert without(silent(actions, "record") - unasked, NOT_RECORDED) == ([], [])
