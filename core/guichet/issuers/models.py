"""Companies and insured persons, whose invoices they are, and the beneficiaries they act for."""

from datetime import date, datetime
from typing import Any, Literal

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.issuers.index_rows import BeneficiaryRow
from guichet.store.models import Folder, Resource, new_id
from guichet.store.sorted_index import LAST, PAGE_SIZE, Page, SortedIndex, normalize_for_search
from guichet.values import iban as iban_value

Role = Literal["manager", "collaborator", "owner", "representative"]
"""A company's « Gérant » or « Collaborateur »; the owner of an insured person's own file, or who represents them."""
Representation = Literal["", "parent", "guardian", "other"]
"""By what right somebody represents an insured person; empty for persons who act for themselves."""

MIN_DIGITS = 3
"""A search by AVS number needs that many."""
MAX_SEARCHED = 2000
"""Beneficiaries one search looks through (about 10 ms)."""


class Issuer(Resource):
    """The company or insured person whose invoices they are."""

    member_permissions: tuple[str, ...] = ("view", "file")
    former_members: tuple[str, ...] = ()
    """Account ids of those who have left; their invoices still name them."""

    def __init__(self, now: datetime) -> None:
        self.created = now
        self.members = OOBTree()
        """Account id → role."""
        self.beneficiaries = Beneficiaries()
        self.beneficiaries.__parent__, self.beneficiaries.__name__ = self, "beneficiaries"
        self.invoices = Folder()
        self.invoices.__parent__, self.invoices.__name__ = self, "invoices"

    def __getitem__(self, name: str) -> Any:
        if name in ("beneficiaries", "invoices"):
            return getattr(self, name)
        raise KeyError(name)

    def __acl__(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Members work on their own holder's invoices and beneficiaries, and see nothing of another's."""
        return [("Allow", f"user:{one}", self.permissions_of(role)) for one, role in self.members.items()]

    def permissions_of(self, role: Role) -> tuple[str, ...]:
        """What somebody in that role may do here."""
        return self.member_permissions

    @property
    def display_name(self) -> str:
        """As pages, mails and the office call it."""
        raise NotImplementedError


class Company(Issuer):
    """A company or organisation that invoices for beneficiaries."""

    kind = "company"
    member_permissions = ("view", "file", "beneficiaries")
    bank_accounts: "tuple[BankAccount, ...]" = ()
    """In the order in which invoices offer them."""
    people_changed: datetime | None = None
    """When a role was last taken from somebody. Written each time, so that two managers who do it to each other at
    the same moment meet: the second transaction starts again and finds that nobody else would be left."""

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
        """A « Gérant » also looks after people and bank accounts (``members``)."""
        return (*self.member_permissions, "members") if role == "manager" else self.member_permissions

    def managers(self) -> list[str]:
        """Account ids of those with the role « Gérant », whether they can sign in yet or not."""
        return [user_id for user_id, role in self.members.items() if role == "manager"]

    def bank_account(self, account_id: str) -> "BankAccount | None":
        """The company's bank account of that id."""
        return next((account for account in self.bank_accounts if account.id == account_id), None)


class BankAccount(Persistent):
    """An account of a company, to which the money of an invoice may go."""

    def __init__(self, *, label: str, iban: str, account_holder: str) -> None:
        self.id = new_id()
        self.label = label
        """By which the company's people tell it from the others."""
        self.iban = iban
        self.account_holder = account_holder
        """Name on the account where it is not the company's own."""

    @property
    def is_qr(self) -> bool:
        """Whether it is a QR-IBAN, which is only paid together with the beneficiary's payment reference."""
        return iban_value.is_qr(self.iban)


class InsuredPerson(Issuer):
    """An insured person; its first beneficiary is the person itself."""

    kind = "insured"
    self_id = ""
    """Id of the beneficiary that is the person itself."""
    representation: Representation = ""
    """Set where the account is a legal representative's."""

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
    """Decision numbers with their description, kept to be chosen from."""
    iban = ""
    account_holder = ""
    """Name on the account where it is not the beneficiary's own."""
    payment_reference = ""
    removed = False
    """Whether its holder has taken it off the list."""

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
        """Taken off the list, a beneficiary has no pages any more."""
        return [("Deny", "system.Everyone", ("view", "file", "beneficiaries"))] if self.removed else []

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class BeneficiaryDirectory(SortedIndex[BeneficiaryRow]):
    """Beneficiaries by last and first name, normalized for search. Facets: ``all``, ``avs:NUMBER``."""

    row_type = BeneficiaryRow


class Beneficiaries(Folder):
    """The beneficiaries of one holder, with a list ordered by name."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = BeneficiaryDirectory()

    def index(self, beneficiary: Beneficiary) -> None:
        """Brings the list up to date with what was changed."""
        order = normalize_for_search(f"{beneficiary.last_name} {beneficiary.first_name}")
        row = BeneficiaryRow(
            name=beneficiary.name,
            avs=beneficiary.avs,
            birth_date=beneficiary.birth_date,
            decisions=len(beneficiary.decisions),
        )
        self.directory.put(beneficiary.id, ("all", f"avs:{beneficiary.avs}"), order, row)

    def drop(self, beneficiary: Beneficiary) -> None:
        """Takes a beneficiary off the list; the object stays, since invoices under way still need it."""
        beneficiary.removed = True
        self.directory.remove(beneficiary.id)

    def search(self, text: str, after: str | None = None, size: int = PAGE_SIZE) -> Page[BeneficiaryRow]:
        """Those whose name contains the text or whose AVS number contains its digits, in the order of the list.

        One call looks through :data:`MAX_SEARCHED` of them. Those behind them are still found at once by the
        beginning of the last name or by the whole AVS number.
        """
        wanted, digits = normalize_for_search(text), "".join(character for character in text if character.isdigit())

        def fits(_beneficiary_id: str, row: BeneficiaryRow) -> bool:
            return wanted in normalize_for_search(row.name) or (len(digits) >= MIN_DIGITS and digits in row.avs)

        page = self.directory.filtered(("all",), fits, after, size, limit=MAX_SEARCHED)
        if after or not page.unfinished:
            return page
        direct = (
            *self.directory.page(f"avs:{digits}").rows,
            *self.directory.between("all", wanted, wanted + LAST, size),
        )
        rows = dict((*page.rows, *direct)).items()
        return Page(tuple(rows)[:size], page.next, page.unfinished)
