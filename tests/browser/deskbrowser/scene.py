"""A page of a desk in one state, who sees it, and the steps that lead there."""

from dataclasses import dataclass

from deskbrowser.people import EMPTY_COMPANY
from deskbrowser.visitor import Visitor

NOBODY, SENDER, BEGINNER, COLLEAGUE, OFFICE = "nobody", "sender", "beginner", "colleague", "office"
SUPERVISOR, ADMINISTRATOR = "supervisor", "administrator"
ADDRESSES = {
    "be": {
        SENDER: "lea.rochat@home-aide.example",
        BEGINNER: EMPTY_COMPANY,
        COLLEAGUE: "marc.favre@home-aide.example",
        OFFICE: "office@be.example",
    },
    "ne": {SENDER: "zoe@exemple.example", OFFICE: "office@ne.example"},
}
for _desk, _people in ADDRESSES.items():
    _people |= {SUPERVISOR: f"responsable@{_desk}.example", ADMINISTRATOR: f"admin@{_desk}.example"}
"""Who signs in as what: Berne's sender is a company, Neuchâtel's an insured person."""
BOTH = ("be", "ne")


@dataclass(frozen=True)
class Fill:
    """Types into a field."""

    label: str
    value: str


@dataclass(frozen=True)
class Press:
    """Presses a button."""

    button: str


@dataclass(frozen=True)
class Tick:
    """Ticks a box."""

    label: str


@dataclass(frozen=True)
class Open:
    """Goes to an address."""

    path: str


@dataclass(frozen=True)
class Choose:
    """Chooses a file of this name with this content."""

    label: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class ForgetCookies:
    """Loses the cookies, as after a long lunch."""


Step = Fill | Press | Tick | Open | Choose | ForgetCookies


@dataclass(frozen=True)
class Scene:
    """A page in one state."""

    name: str
    path: str
    who: str = NOBODY
    steps: tuple[Step, ...] = ()
    status: int = 200
    desks: tuple[str, ...] = BOTH
    on_the_way: tuple[int, ...] = ()
    """Statuses of 400 or more of the pages before the last."""


def play(scene: Scene, visitor: Visitor) -> None:
    """Leads a visitor, signed in already, to the scene."""
    visitor.open(scene.path)
    for step in scene.steps:
        match step:
            case Fill(label, value):
                visitor.fill({label: value})
            case Press(button):
                visitor.press(button)
            case Tick(label):
                visitor.page.get_by_label(label).check()
            case Open(path):
                visitor.open(path)
            case Choose(label, filename, content):
                file = {"name": filename, "mimeType": "application/octet-stream", "buffer": content}
                visitor.page.get_by_label(label).set_input_files(file)
            case ForgetCookies():
                visitor.page.context.clear_cookies()
