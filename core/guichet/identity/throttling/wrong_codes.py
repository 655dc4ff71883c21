"""Wrong codes add up over all attempts of an account (NIST SP 800-63B, 5.2.2: at most 100 in a row).

Five tries are an attempt. Whoever has the password can begin attempt after attempt, so twenty wrong codes in a day
stop the ways that six digits open, for a day; the owner is told, since somebody knows the password. A hundred without
a right one in between stop them until the office has seen to it.
"""

from datetime import datetime, timedelta
from typing import Literal

from guichet.act import Act
from guichet.i18n import Speaker, _
from guichet.identity.journal import note
from guichet.identity.models import Account, Way

IN_A_DAY = 20
DAY = timedelta(hours=24)
IN_A_ROW = 100
GUESSABLE: tuple[Way, ...] = ("sms", "app")
"""Ways of six digits. A code on paper has twelve characters: nobody guesses it, so its owner may always use it."""

Obstacle = Literal["paused", "office"]


def obstacle(account: Account, way: Way, now: datetime) -> Obstacle | None:
    """What keeps an account from using a way: ``"paused"`` until ``codes_paused``, ``"office"`` until that helps."""
    if way not in GUESSABLE:
        return None
    if account.wrong_in_a_row >= IN_A_ROW:
        return "office"
    return "paused" if account.codes_paused is not None and now < account.codes_paused else None


def count(act: Act, account: Account) -> None:
    """One more wrong code, of whatever way."""
    account.wrong_in_a_row += 1
    account.wrong_codes = (*(moment for moment in account.wrong_codes if act.now - moment < DAY), act.now)
    if len(account.wrong_codes) >= IN_A_DAY:
        _pause(act, account)


def forgive(account: Account) -> None:
    """A right code, or the office has seen to it. What was counted today stays: it says that somebody is guessing."""
    if account.wrong_in_a_row:
        account.wrong_in_a_row = 0


def _pause(act: Act, account: Account) -> None:
    account.codes_paused, account.wrong_codes = act.now + DAY, ()
    note(act, account, "codes_paused")
    if account.state != "active":  # an address that nobody has proven gets no mail of ours
        return
    words = {"moment": Speaker(account.language).moment(account.codes_paused)}
    act.mail(
        account,
        _("Trop de codes faux pour votre compte"),
        [
            _("Quelqu’un a saisi votre mot de passe, puis vingt codes faux. Personne n’est entré dans votre compte."),
            _("Les codes de connexion à six chiffres sont arrêtés jusqu’au ${moment}.", mapping=words),
            _("Si ce n’était pas vous, quelqu’un connaît votre mot de passe : choisissez-en un nouveau."),
        ],
        ("forgot-password", _("Choisir un nouveau mot de passe")),
    )
