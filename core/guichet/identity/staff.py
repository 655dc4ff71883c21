"""The office's people."""

from guichet.act import Act
from guichet.identity import passwords
from guichet.identity.actions import Person, new_account

HOME = ("work-list",)


def add_staff(act: Act, person: Person, role: str = "clerk") -> str | None:
    """Adds a person of the office who may sign in at once; says in English what is wrong, for the command line."""
    weakness = passwords.weakness(person.password, (person.first_name, person.last_name, *person.email.split("@")))
    if weakness:
        return f"the password is refused ({weakness}): use at least 12 characters that nobody would guess"
    if act.portal["accounts"].with_email(person.email) is not None:
        return f"{person.email} has an account already"
    account = new_account(act, person)
    account.roles, account.home = (role,), HOME
    act.portal["accounts"].admit(account)
    act.record("account.staff_added", account.__name__ or "", role)
    return None
