"""Every page of both desks in each of its states, and how to get there."""

from collections.abc import Iterator
from dataclasses import dataclass

from deskbrowser.people import EMPTY_COMPANY
from deskbrowser.visitor import PASSWORD, Visitor

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


def all_scenes() -> list[tuple[str, Scene]]:
    """Desk and scene."""
    return [(desk, scene) for desk in BOTH for scene in SCENES if desk in scene.desks]


def _signing_in(email: str, password: str = PASSWORD) -> tuple[Step, ...]:
    return (Fill("Adresse e-mail", email), Fill("Mot de passe", password), Press("Se connecter"))


_REGISTERED = {
    "Nom de la société": "Attente SA",
    "GLN": "7601000000057",
    "Rue et numéro": "Dorfstrasse 7",
    "NPA": "3400",
    "Localité": "Burgdorf",
    "Prénom": "Rita",
    "Nom": "Essai",
    "Adresse e-mail": "ici@societe.example",
    "Mot de passe": PASSWORD,
    "Téléphone portable suisse": "079 555 03 09",
}
_REGISTERING = (
    *(Fill(label, value) for label, value in _REGISTERED.items()),
    Tick("J’accepte les conditions d’utilisation"),
    Press("S’inscrire"),
    Open("/"),
)
_LIST_TO_IMPORT = (
    "Nom;Prénom;Date de naissance;N° AVS;Rue;NPA;Localité;Remarque\n"
    "Neuf;Carla;1.2.1990;756.2222.2222.24;Gasse 1;3400;Burgdorf;\n"
    "Autrement;Anna;1.1.1960;756.1234.5678.97;Ailleurs 9;1000;Lausanne;\n"
    "Rossi;;10/14/1984;7.56123E+12;Weg 2;3011;Berne;\n"
).encode()
_RESET = Press("Réinitialiser le mot de passe")
_LOCKED = _signing_in("bloquee@exemple.example", "pas le bon mot de passe") * 6


def _code_scenes(desk: str) -> Iterator[Scene]:
    asked = _signing_in(ADDRESSES[desk][ADMINISTRATOR])  # an account gets five codes an hour; others need theirs
    yield Scene("code", "/", steps=asked, desks=(desk,))
    yield Scene("code-wrong", "/", steps=(*asked, Fill("Code", "12"), Press("Continuer")), status=422, desks=(desk,))
    yield Scene("code-too-early", "/", steps=(*asked, Press("J’ai besoin d’un nouveau code d’accès")), desks=(desk,))


SCENES = (
    # Before signing in.
    Scene("sign-in", "/"),
    Scene("sign-in-empty", "/", steps=(Press("Se connecter"),), status=422),
    Scene("sign-in-wrong", "/", steps=_signing_in("personne@exemple.example", "autre chose"), status=422),
    Scene("signed-out", "/?done=signed-out"),
    *_code_scenes("be"),
    *_code_scenes("ne"),
    Scene("locked", "/", steps=_LOCKED, status=429),
    Scene("waiting", "/register-company", steps=(*_REGISTERING, *_signing_in("ici@societe.example")), desks=("be",)),
    Scene(
        "accepted", "{expired-welcome}", steps=_signing_in("acceptee@societe.example"), desks=("be",), on_the_way=(410,)
    ),
    Scene("welcome-unknown", "/welcome?link=incomplet", status=404),
    Scene("register-kind", "/register", desks=("be",)),
    Scene("register-kind-empty", "/register", steps=(Press("Continuer"),), status=422, desks=("be",)),
    Scene("register-company", "/register-company", desks=("be",)),
    Scene("register-company-empty", "/register-company", steps=(Press("S’inscrire"),), status=422, desks=("be",)),
    Scene("confirm-company-email", "{confirm-company-email}", desks=("be",)),
    Scene("confirm-company", "{confirm-company}", desks=("be",)),
    Scene("registered", "/registered", desks=("be",)),
    Scene("register-insured", "/register-insured"),
    Scene("register-insured-empty", "/register-insured", steps=(Press("S’inscrire"),), status=422),
    Scene("confirm-email", "{confirm-email}"),
    Scene("confirm-email-again", "{confirm-email}", steps=(Press("Renvoyez-moi un nouvel e-mail"),)),
    Scene("activate", "{fresh-link}"),
    Scene("activate-used", "{used-link}", status=410),
    Scene("activate-expired", "{expired-link}", status=410),
    Scene("activate-unknown", "/activate?link=incomplet", status=404),
    Scene("register-representative", "/register-representative"),
    Scene("register-representative-empty", "/register-representative", steps=(Press("S’inscrire"),), status=422),
    Scene("forgot-password", "/forgot-password"),
    Scene("forgot-password-empty", "/forgot-password", steps=(_RESET,), status=422),
    Scene("forgot-password-sent", "/forgot-password", steps=(Fill("Adresse e-mail", "a@b.example"), _RESET)),
    Scene("reset-password", "{reset-link}"),
    Scene("reset-password-empty", "{reset-link}", steps=(_RESET,), status=422),
    Scene("reset-password-replaced", "{replaced-reset-link}", status=410),
    Scene("reset-password-unknown", "/reset-password?link=incomplet", status=404),
    Scene("invitation", "{invitation-link}"),
    Scene("invitation-empty", "{invitation-link}", steps=(Press("Choisir mon mot de passe"),), status=422),
    Scene("invitation-expired", "{expired-invitation-link}", status=410),
    Scene("accessibility", "/accessibility"),
    Scene("conditions", "/conditions"),
    Scene("not-found", "/nulle-part", status=404),
    Scene("stale-form", "/", steps=(ForgetCookies(), *_signing_in("a@b.example", "x")), status=400),
    Scene("outbox", "/_dev/outbox"),
    Scene("questions-answered", "/_dev/forms?state=answered", desks=("be",)),
    Scene("questions-wrong", "/_dev/forms?state=wrong", desks=("be",)),
    Scene("hooks", "/_dev/hooks", desks=("be",)),
    # Company and insured person.
    Scene("guichet", "{home}", SENDER),
    Scene("guichet-saved", "{home}?done=draft-saved", SENDER),
    Scene("guichet-filtered", "{home}?status=accepted", SENDER),
    Scene("guichet-nothing-found", "{home}?for=none", SENDER),
    Scene("guichet-beginner", "{empty-home}", BEGINNER, desks=("be",)),
    Scene("account", "/account", SENDER),
    Scene("account-office", "/account", OFFICE),
    # In Neuchâtel an insured person's name stands with their data.
    Scene("account-name", "/account-name", SENDER, desks=("be",)),
    Scene("account-password", "/account-password", SENDER),
    Scene("account-password-empty", "/account-password", SENDER, (Press("Modifier le mot de passe"),), status=422),
    Scene("account-language", "/account-language", SENDER),
    Scene("devices", "/devices", SENDER),
    Scene("journal", "/journal", SENDER),
    Scene("consultations", "/consultations", SENDER),
    Scene("new-email-link-unknown", "/confirm-new-email?link=incomplet", status=404),
    Scene("beneficiaries", "{home}beneficiaries/", SENDER, desks=("be",)),
    Scene(
        "beneficiaries-nothing-found",
        "{home}beneficiaries/",
        SENDER,
        (Fill("Nom, prénom ou N° assuré", "personne"), Press("Filtrer")),
        desks=("be",),
    ),
    Scene("beneficiaries-beginner", "{empty-home}beneficiaries/", BEGINNER, desks=("be",)),
    Scene("beneficiary-new", "{home}beneficiaries/add", SENDER, desks=("be",)),
    Scene(
        "beneficiary-empty",
        "{home}beneficiaries/add",
        SENDER,
        (Press("Enregistrer"),),
        status=422,
        desks=("be",),
    ),
    Scene("beneficiaries-import", "{home}beneficiaries/import", SENDER, desks=("be",)),
    Scene(
        "beneficiaries-import-preview",
        "{home}beneficiaries/import",
        SENDER,
        (Choose("Fichier CSV", "liste.csv", _LIST_TO_IMPORT), Press("Vérifier le fichier")),
        desks=("be",),
    ),
    Scene("beneficiary", "{person}", SENDER),
    Scene("beneficiary-person", "{person}personal-data", SENDER),
    Scene("beneficiary-bank", "{person}bank-details", SENDER),
    Scene("beneficiary-decision", "{person}add-decision", SENDER),
    Scene("beneficiary-power", "{person}add-power-of-attorney", SENDER, desks=("be",)),
    Scene(
        "beneficiary-power-empty",
        "{person}add-power-of-attorney",
        SENDER,
        (Press("Enregistrer"),),
        status=422,
        desks=("be",),
    ),
    Scene("beneficiary-remove", "{remove}", SENDER, desks=("be",)),
    Scene("company", "{home}company", SENDER, desks=("be",)),
    Scene("company-beginner", "{empty-home}company", BEGINNER, desks=("be",)),
    Scene("company-saved", "{home}company?done=bank-account-saved", SENDER, desks=("be",)),
    Scene("member-new", "{home}add-member", SENDER, desks=("be",)),
    Scene("member-empty", "{home}add-member", SENDER, (Press("Enregistrer"),), status=422, desks=("be",)),
    Scene("member-own", "{home}change-member/{own-id}", SENDER, desks=("be",)),
    Scene("member-invited", "{home}change-member/{invited-id}", SENDER, desks=("be",)),
    Scene("member-invite-again", "{home}invite-again/{invited-id}", SENDER, desks=("be",)),
    Scene("member-remove", "{home}remove-member/{invited-id}", SENDER, desks=("be",)),
    Scene("member-remove-last", "{home}remove-member/{own-id}", SENDER, desks=("be",)),
    Scene("bank-account-new", "{home}add-bank-account", SENDER, desks=("be",)),
    Scene("bank-account-empty", "{home}add-bank-account", SENDER, (Press("Enregistrer"),), status=422, desks=("be",)),
    Scene("bank-account", "{home}change-bank-account/{account-id}", SENDER, desks=("be",)),
    Scene("bank-account-remove", "{home}remove-bank-account/{account-id}", SENDER, desks=("be",)),
    Scene("company-colleague", "{home}company", COLLEAGUE, desks=("be",)),
    Scene("new-invoice", "{home}new-invoice", SENDER),
    Scene("new-invoice-empty", "{home}new-invoice", SENDER, (Press("Continuer"),), status=422, desks=("be",)),
    Scene("new-invoice-beginner", "{empty-home}new-invoice", BEGINNER, desks=("be",)),
    Scene("edit", "{empty}edit", SENDER),
    Scene("edit-empty", "{empty}edit", SENDER, (Press("Envoyer ma demande"),), status=422),
    Scene("edit-chosen-file", "{empty}edit", SENDER, (Choose("Fichier", "quittance.pdf", b"%PDF-" + bytes(400)),)),
    Scene("edit-filled", "{ready}edit", SENDER),
    Scene("edit-kept", "{kept}edit", SENDER),
    Scene("edit-conflict", "{conflict}draft-conflict", COLLEAGUE, desks=("be",)),
    Scene("edit-correcting", "{correction_requested}edit", SENDER),
    Scene("check", "{ready}check", SENDER),
    Scene("check-unseen", "{ready}check", SENDER, (Press("Envoyer la demande"),), status=422),
    Scene("sent", "{submitted}sent", SENDER),
    Scene("invoice-submitted", "{submitted}", SENDER),
    Scene("invoice-accepted", "{accepted}", SENDER),
    Scene("invoice-refused", "{refused}", SENDER),
    Scene("invoice-correction", "{correction_requested}", SENDER),
    Scene("invoice-corrected", "{corrected}", SENDER),
    Scene("invoice-withdrawn", "{withdrawn}?done=invoice-withdrawn", SENDER),
    Scene("withdraw", "{submitted}withdraw", SENDER),
    Scene("message", "{submitted}message", SENDER),
    Scene("message-empty", "{submitted}message", SENDER, (Press("Envoyer le message"),), status=422),
    Scene("export", "{home}export-invoices", SENDER),
    Scene("withdraw-draft", "{empty}withdraw", SENDER),
    Scene("not-found-signed-in", "{home}nulle-part", SENDER, status=404),
    # The office.
    Scene("work-list", "/work-list", OFFICE),
    Scene("work-list-done", "/work-list?view=done", OFFICE),
    Scene("work-list-all", "/work-list?view=all", OFFICE),
    Scene(
        "work-list-no-reference",
        "/work-list",
        OFFICE,
        # No reference has a U; digits may stand in an AVS number.
        (Fill("Nom, N° assuré, référence ou décision", "BE-2026-UUUU"), Press("Chercher")),
        status=422,
    ),
    Scene("save-view", "/save-view?view=new&type=318.632.1", OFFICE),
    Scene("review", "{submitted}review", OFFICE),
    Scene("review-in-list", "{submitted}review?list=view%3Dnew", OFFICE),
    Scene("shortcuts", "/shortcuts", OFFICE),
    Scene("statistics", "/statistics", SUPERVISOR),
    Scene("assign", "{submitted}assign", OFFICE),
    Scene("follow-up", "{submitted}follow-up", OFFICE),
    Scene("answer", "{submitted}answer", OFFICE),
    Scene("note-empty", "{submitted}note", OFFICE, (Press("Enregistrer la note"),), status=422),
    Scene("review-corrected", "{corrected}review", OFFICE),
    Scene("correction-deadline", "{correction_requested}correction-deadline", OFFICE, desks=("be",)),
    Scene("review-waiting", "{correction_requested}review", OFFICE, desks=("be",)),
    Scene("review-accepted", "{accepted}review", OFFICE),
    Scene("accept", "{submitted}accept", OFFICE),
    Scene("accept-overtaken", "{accepted}accept", OFFICE, status=409),
    Scene("request-correction", "{submitted}request-correction", OFFICE),
    Scene(
        "request-correction-empty",
        "{submitted}request-correction",
        OFFICE,
        (Press("Voir l’e-mail avant de décider"),),
        status=422,
    ),
    Scene("refuse", "{submitted}refuse", OFFICE),
    Scene("refuse-empty", "{submitted}refuse", OFFICE, (Press("Voir l’e-mail avant de décider"),), status=422),
    Scene("registrations", "/registrations", OFFICE),
    Scene("registration", "{registration}", OFFICE, desks=("be",)),
    Scene("registration-refuse-empty", "{registration}", OFFICE, (Press("Refuser"),), status=422, desks=("be",)),
    Scene("registration-refused", "{refused-registration}", OFFICE, desks=("be",)),
    Scene("registration-accepted", "{accepted-registration}", OFFICE, desks=("be",)),
    Scene("registration-doubtful", "{doubtful-registration}", OFFICE, desks=("be",)),
    Scene("registrations-accepted", "/registrations?state=accepted", OFFICE, desks=("be",)),
    Scene("registrations-refused", "/registrations?state=refused", OFFICE),
    Scene("undelivered", "/undelivered-mails", OFFICE),
    Scene("alerts", "/alerts", OFFICE),
    Scene("batches", "/batches/", SUPERVISOR),
    Scene("batch", "/batches/000001/", SUPERVISOR),
    Scene("batch-new", "/batches/new", SUPERVISOR, desks=("be",)),
    Scene("batch-cancel", "/batches/000001/cancel", SUPERVISOR, desks=("be",)),
    Scene(
        "payments-wrong",
        "/batches/payments",
        SUPERVISOR,
        (Fill("Références payées", "BE-2026"), Press("Vérifier la liste")),
        status=422,
        desks=("be",),
    ),
    Scene("staff", "/staff", SUPERVISOR),
    Scene("staff-administrator", "/staff", ADMINISTRATOR, desks=("be",)),
    Scene("staff-invite", "/invite-colleague", SUPERVISOR, desks=("be",)),
    Scene("staff-invite-roles", "/invite-colleague", ADMINISTRATOR, desks=("be",)),
    Scene(
        "staff-invite-empty",
        "/invite-colleague",
        ADMINISTRATOR,
        (Press("Envoyer l’invitation"),),
        status=422,
        desks=("be",),
    ),
    Scene("staff-person", "{clerk}", ADMINISTRATOR, desks=("be",)),
    Scene("staff-person-invited", "{invited}", SUPERVISOR, desks=("be",)),
    Scene("staff-person-gone", "{gone}", SUPERVISOR, desks=("be",)),
    Scene("staff-person-above", "{admin}", SUPERVISOR, desks=("be",)),
    Scene("staff-person-self", "{admin}", ADMINISTRATOR, desks=("be",)),
    Scene("staff-roles", "{clerk}roles", ADMINISTRATOR, desks=("be",)),
    Scene("staff-resend", "{invited}resend-invitation", SUPERVISOR, desks=("be",)),
    Scene("staff-withdraw", "{invited}withdraw-invitation", SUPERVISOR, desks=("be",)),
    Scene("staff-sign-out", "{clerk}sign-out-everywhere", SUPERVISOR, desks=("be",)),
    Scene("staff-deactivate", "{clerk}deactivate", SUPERVISOR, desks=("be",)),
    Scene("mail-templates", "/mail-templates", ADMINISTRATOR, desks=("be",)),
    Scene("extensions", "/extensions", ADMINISTRATOR, desks=("be",)),
    Scene("mail-template", "/mail-template/invoice-accepted", ADMINISTRATOR, desks=("be",)),
    Scene("mail-wording", "/edit-mail-template/invoice-accepted", ADMINISTRATOR, desks=("be",)),
    Scene(
        "mail-wording-preview",
        "/edit-mail-template/invoice-accepted",
        ADMINISTRATOR,
        (Press("Prévisualiser"),),
        desks=("be",),
    ),
    Scene("retention", "/retention", SUPERVISOR, desks=("be",)),
    Scene("retention-tonight", "/retention-tonight", SUPERVISOR, desks=("be",)),
    Scene("erasure-minutes", "/erasure-minutes", SUPERVISOR, desks=("be",)),
    Scene("erase-person", "/erase-person", SUPERVISOR, desks=("be",)),
    Scene("reasons", "/reasons/", SUPERVISOR, desks=("be",)),
    Scene("announcement", "/announcement/", SUPERVISOR),
    Scene("reason-new-empty", "/reasons/add", SUPERVISOR, (Press("Enregistrer"),), status=422, desks=("be",)),
    Scene("reason", "{reason}", SUPERVISOR, desks=("be",)),
    Scene("reason-remove", "{reason}remove", SUPERVISOR, desks=("be",)),
)
