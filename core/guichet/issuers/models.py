"""Issuers of invoices (companies and insured persons) with their bank accounts and beneficiaries."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.issuers.beneficiary_details import Grant, PowerOfAttorney, Representative, decision_key
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.store.models import Folder, Resource, new_id, portal_of
from guichet.store.person_index import person_index
from guichet.store.search_texts import SearchText, SearchTexts
from guichet.store.sorted_index import PAGE_SIZE, Page, SortedIndex
from guichet.values import iban as iban_value
from guichet.values.name_folding import normalize_for_search, searched_texts, searched_words
from guichet.values.text_input import normalize

Role = Literal["manager", "collaborator", "owner", "representative"]
"""In a company « Gérant » or « Collaborateur »; of an insured person the person itself or the legal representative."""
Representation = Literal["", "parent", "guardian", "other"]
"""Legal ground on which an insured person is represented; empty for persons who act for themselves."""

POWERS_OF_ATTORNEY = "powers-of-attorney"
"""Part of the address of a document."""
MAX_EARLIER_KEYS = 50
"""Keys of changed decision numbers that are kept: those of pages that may still be open."""
MIN_DIGITS = 3
"""Digits from which on a search compares AVS numbers too."""
_AVS_LETTERS = str.maketrans("0123456789", "ABCDEFGHIJ")
"""AVS numbers among folded names, which have no capitals: the digits of a name are not those of a number."""


class Issuer(Resource):
    """Base class of a company and an insured person: has members, beneficiaries and invoices."""

    member_permissions: tuple[str, ...] = ("view", "file")
    former_members: tuple[str, ...] = ()
    """Ids of the users who have left; their invoices still name them."""

    def __init__(self, now: datetime) -> None:
        self.created = now
        self.members = OOBTree()
        """User id → role. A BTree, since it merges two members added at once, where a dict would be a conflict."""
        # Attributes rather than items of a folder, so parent and name, on which ACLs and addresses rest, are set here.
        self.beneficiaries = Beneficiaries()
        self.beneficiaries.__parent__, self.beneficiaries.__name__ = self, "beneficiaries"
        self.invoices = Folder()
        self.invoices.__parent__, self.invoices.__name__ = self, "invoices"

    def __getitem__(self, name: str) -> Any:
        # Pyramid's traversal: only these two attributes are addresses.
        if name in ("beneficiaries", "invoices"):
            return getattr(self, name)
        raise KeyError(name)

    def __acl__(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Permissions of the members. All others are in no list up to the root: Pyramid denies what no list allows."""
        return [("Allow", f"user:{one}", self.permissions_of(role)) for one, role in self.members.items()]

    def permissions_of(self, role: Role) -> tuple[str, ...]:
        """Permissions of a member with that role."""
        return self.member_permissions

    def delete(self) -> None:
        """Takes the issuer out of the tree, and its people out of the index of the desk.

        The one way to remove an issuer: its folder knows nothing of that index.
        """
        self.beneficiaries.leave_person_index()
        self.__parent__.remove(self.id)

    @property
    def display_name(self) -> str:
        """Name on pages, in mails and at the office."""
        # Not ``abc.abstractmethod``: Persistent allocates without ``object.__new__``, which is where an abstract class
        # would be refused, and ``isinstance`` of an ABC would slow down every walk up the tree (``store.models.find``).
        raise NotImplementedError


class Company(Issuer):
    """A company or organisation that invoices for beneficiaries."""

    kind = "company"
    member_permissions = ("view", "file", "beneficiaries")
    bank_accounts: "tuple[BankAccount, ...]" = ()
    """In the order in which invoices offer them. A tuple: a list changed in place would not be stored by ZODB."""
    received: datetime | None = None
    """When the registration reached the office; None before."""
    people_changed: datetime | None = None
    """When a member last lost the role « Gérant ». Written each time, so that two managers who do it to each other at
    the same moment conflict: the second transaction is repeated and finds that no manager would be left."""

    def __init__(self, *, name: str, gln: str, street: str, postcode: str, town: str, now: datetime) -> None:
        super().__init__(now)
        self.name = name
        self.gln = gln
        self.street = street
        self.postcode = postcode
        self.town = town

    @property
    def display_name(self) -> str:
        """The company's name."""
        return self.name

    def permissions_of(self, role: Role) -> tuple[str, ...]:
        """Those of every member; a « Gérant » also has ``members``, for people and bank accounts."""
        return (*self.member_permissions, "members") if role == "manager" else self.member_permissions

    def managers(self) -> list[str]:
        """Ids of the users with the role « Gérant », including those whose invitation is still open."""
        return [user_id for user_id, role in self.members.items() if role == "manager"]

    def bank_account(self, account_id: str) -> "BankAccount | None":
        """The company's bank account with that id; None when there is none."""
        return next((account for account in self.bank_accounts if account.id == account_id), None)


class BankAccount(Persistent):
    """Bank account of a company, to which an invoice can be paid. Persistent: it is changed in place inside a tuple."""

    def __init__(self, *, label: str, iban: str, account_holder: str) -> None:
        self.id = new_id()
        self.label = label
        """Name by which the company's people recognise it, e.g. « Compte courant »."""
        self.iban = iban
        self.account_holder = account_holder
        """Name on the account where it is not the company's own."""

    @property
    def is_qr(self) -> bool:
        """Whether it is a QR-IBAN, which is only paid with a payment reference (Swiss payment standards)."""
        return iban_value.is_qr(self.iban)


class InsuredPerson(Issuer):
    """An insured person; its first beneficiary is the person itself."""

    kind = "insured"
    self_id = ""
    """Id of the person's own record in ``beneficiaries``."""
    representation: Representation = ""
    """Set where the user is a legal representative."""

    @property
    def display_name(self) -> str:
        """The person's name."""
        name: str = self.beneficiaries[self.self_id].name
        return name


class Beneficiary(Resource):
    """The insured person whom an invoice is for."""

    salutation = ""
    """``f``, ``m`` or ``x``; empty for a company's beneficiaries."""
    decisions: tuple[tuple[str, str], ...] = ()
    """``(decision number, description)``, offered as choices for the next invoice."""
    # Plain tuples, by decision number: a named one would write its class path into every record.
    grants: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """What each decision grants, as far as it is known; see `grant`."""
    earlier_keys: tuple[tuple[str, str], ...] = ()
    """``(key, decision number)`` of changed numbers, see `decision_number`."""
    stored_representative: tuple[str, ...] = ()
    """The fields of `Representative`, which `representative` returns."""
    powers_of_attorney: Folder | None = None
    """The documents of a company's beneficiary; None before the first one."""
    iban = ""
    account_holder = ""
    """Name on the account as it was given; empty where none was, which says nothing about whose account it is."""
    payment_reference = ""
    removed = False
    """Whether the issuer has taken the beneficiary off the list."""

    def __init__(
        self, *, first_name: str, last_name: str, birth_date: date, avs: str, street: str, postcode: str, town: str
    ) -> None:
        self.first_name = first_name
        self.last_name = last_name
        self.birth_date = birth_date
        self.avs = avs
        self.street = street
        self.postcode = postcode
        self.town = town

    def __acl__(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Denies all pages of a beneficiary that was taken off the list; the office still opens the documents."""
        return [("Deny", "system.Everyone", ("file", "beneficiaries"))] if self.removed else []

    def __getitem__(self, name: str) -> Any:
        # Pyramid's traversal: the documents have addresses below the beneficiary's.
        if name == POWERS_OF_ATTORNEY and self.powers_of_attorney is not None:
            return self.powers_of_attorney
        raise KeyError(name)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def representative(self) -> Representative | None:
        """The legal representative; None for a person without one."""
        return Representative(*self.stored_representative) if self.stored_representative else None

    @property
    def documents(self) -> list[PowerOfAttorney]:
        """The powers of attorney that count, the latest first."""
        return [one for one in self.all_documents if one.removed is None]

    @property
    def all_documents(self) -> list[PowerOfAttorney]:
        """The powers of attorney with those that were removed after an invoice was sent with them."""
        folder = self.powers_of_attorney
        return sorted(folder.values(), key=lambda one: one.received, reverse=True) if folder is not None else []

    def grant(self, number: str) -> Grant:
        """What the decision with that number grants; an empty record where nothing is known."""
        return Grant(*dict(self.grants).get(number, ()))

    def set_grant(self, number: str, grant: Grant) -> None:
        """Sets what a decision grants."""
        others = [one for one in self.grants if one[0] != number]
        self.grants = (*others, (number, tuple(grant))) if any(grant) else tuple(others)

    def decision_number(self, key: str) -> str | None:
        """The saved decision number that `decision_key` stands for, also for a page that was opened before the number
        was changed; None when there is none.
        """
        saved = {decision_key(self.id, number): number for number, _label in self.decisions}
        return saved.get(key) or dict(self.earlier_keys).get(key)

    def set_decision(self, number: str, label: str) -> None:
        """Adds a decision number, or replaces the description of a number that is there by one that is not empty."""
        label = label or dict(self.decisions).get(number, "")
        self.decisions = (*(one for one in self.decisions if one[0] != number), (number, label))

    def change_decision(self, before: str, number: str, label: str, grant: Grant) -> None:
        """Changes the decision that had the number ``before``; its place in the list stays."""
        self.decisions = tuple((number, label) if one[0] == before else one for one in self.decisions)
        self.set_grant(before, Grant())
        self.set_grant(number, grant)
        if number != before:
            keys = [(key, number if saved == before else saved) for key, saved in self.earlier_keys]
            self.earlier_keys = (*keys, (decision_key(self.id, before), number))[-MAX_EARLIER_KEYS:]

    def remove_decision(self, number: str) -> None:
        """Removes a decision number; does nothing for a number that is not there."""
        self.decisions = tuple(one for one in self.decisions if one[0] != number)
        self.earlier_keys = tuple(one for one in self.earlier_keys if one[1] != number)
        self.set_grant(number, Grant())


class BeneficiaryDirectory(SortedIndex[BeneficiaryRow]):
    """Beneficiaries by last and first name, normalized for search. Facet: ``all``."""

    row_type = BeneficiaryRow


class Beneficiaries(Folder):
    """The beneficiaries of one issuer, with an index ordered by name."""

    previews: OOBTree | None = None
    """User id → `ListPreview`: the file of beneficiaries that a member has chosen last; None before the first one."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = BeneficiaryDirectory()
        self.search_texts = SearchTexts()
        """Names and AVS numbers, in the order of the directory."""
        self._by_avs = OOBTree()
        """AVS number → id, also of those taken off the list: a person is one entry. Of two requests that add the same
        number at once one conflicts, runs again and finds the entry."""

    def with_avs(self, avs: str) -> Beneficiary | None:
        """The entry with that AVS number, also one that was taken off the list; None when there is none."""
        found = self.id_with_avs(avs)
        return self[found] if found is not None else None

    def id_with_avs(self, avs: str) -> str | None:
        """The id of that entry; does not load it."""
        found: str | None = self._by_avs.get(avs)
        return found

    def index(self, beneficiary: Beneficiary) -> None:
        """Updates the index, and that of the desk, after a change of the beneficiary. The issuer is in the tree."""
        before = self.directory.row(beneficiary.id)
        if before and before.avs != beneficiary.avs:
            self._free_avs(before.avs, beneficiary.id)
        self._by_avs.insert(beneficiary.avs, beneficiary.id)
        person_index(portal_of(self)).add(beneficiary.avs, self.__parent__.id)
        order = normalize_for_search(f"{beneficiary.last_name} {beneficiary.first_name}")
        place, old_place = (order, beneficiary.id), self.directory.place(beneficiary.id)
        if old_place and old_place != place:
            self.search_texts.remove(old_place)
        anywhere, beginnings = searched_texts(beneficiary.name)
        number = beneficiary.avs.translate(_AVS_LETTERS)
        self.search_texts.put(place, SearchText(f"{anywhere} {number}", beginnings))
        row = BeneficiaryRow(
            name=beneficiary.name,
            avs=beneficiary.avs,
            birth_date=beneficiary.birth_date,
            decisions=len(beneficiary.decisions),
        )
        self.directory.put(beneficiary.id, ("all",), order, row)

    def drop(self, beneficiary: Beneficiary) -> None:
        """Takes a beneficiary off the list; the object stays, since drafts still refer to it."""
        beneficiary.removed = True
        place = self.directory.place(beneficiary.id)
        if place:
            self.search_texts.remove(place)
        self.directory.remove(beneficiary.id)

    def erase(self, beneficiary: Beneficiary) -> None:
        """Deletes a beneficiary for good; no invoice may refer to it."""
        self.drop(beneficiary)
        self._free_avs(beneficiary.avs, beneficiary.id)
        self.remove(beneficiary.id)

    def restore(self, beneficiary: Beneficiary) -> None:
        """Puts a beneficiary that was taken off the list back on it."""
        beneficiary.removed = False
        self.index(beneficiary)

    def numbers(self, after: str | None = None) -> Iterator[str]:
        """The AVS numbers of all entries, also of those taken off the list, behind one of them."""
        return iter(self._by_avs.keys(after, excludemin=after is not None))

    def leave_person_index(self) -> None:
        """Takes everyone out of the index of the desk."""
        for avs in self.numbers():
            person_index(portal_of(self)).discard(avs, self.__parent__.id)

    def search(self, text: str, after: str | None = None, size: int = PAGE_SIZE) -> Page[BeneficiaryRow]:
        """Those whose name has each word of the text, or whose AVS number has its digits, in the order of the list.

        ``after`` is the cursor of the page before. Names are compared as by `name_search`; no row of another person is
        read for it.
        """
        digits = "".join(character for character in normalize(text) if character.isdigit())
        number = [[digits.translate(_AVS_LETTERS)]] if len(digits) >= MIN_DIGITS else []
        wanted = [*searched_words(text), *number]
        return self.directory.at(self.search_texts.find(wanted, self.directory.place(after)), size)

    def _free_avs(self, avs: str, beneficiary_id: str) -> None:
        if self._by_avs.get(avs) == beneficiary_id:
            del self._by_avs[avs]
            person_index(portal_of(self)).discard(avs, self.__parent__.id)
