"""Actions of an import: the preview is stored, discarded or carried out as a whole."""

from datetime import datetime
from hashlib import sha256

from BTrees.OOBTree import OOBTree

from guichet.action_context import ActionContext
from guichet.issuers.beneficiary_import.list_preview import ComparedList, ListPreview, pack, unpack
from guichet.issuers.beneficiary_import.list_reading import PeopleList
from guichet.issuers.issuer_actions import new_entry
from guichet.issuers.list_size import require_room
from guichet.issuers.models import Issuer
from guichet.store.blobs import read_blob, remove_blob, store_blob
from guichet.store.daily_tasks import DailyTask
from guichet.store.models import portal_of


class ListChanged(Exception):
    """The preview that was confirmed is not what would be imported now; nothing was stored."""


def keep_preview(ctx: ActionContext, issuer: Issuer, filename: str, read: PeopleList) -> ListPreview:
    """Stores a list that was read, in place of the one the actor has chosen before.

    Raises `~guichet.issuers.list_size.ListFull`.
    """
    ctx.require("beneficiaries", issuer)
    require_room(issuer, len(ComparedList(read, issuer.beneficiaries).new))
    discard_preview(ctx, issuer)
    if issuer.beneficiaries.previews is None:
        issuer.beneficiaries.previews = OOBTree()
    packed = pack(read)
    preview = ListPreview(filename, store_blob(ctx.portal._p_jar, packed), ctx.now, sha256(packed).hexdigest())
    issuer.beneficiaries.previews[ctx.actor] = preview
    return preview


def preview_of(ctx: ActionContext, issuer: Issuer) -> ListPreview | None:
    """The preview of the actor; None without one, or when it is over."""
    preview: ListPreview | None = (issuer.beneficiaries.previews or {}).get(ctx.actor)
    return None if preview is None or preview.is_over(ctx.now) else preview


def compared(preview: ListPreview, issuer: Issuer) -> ComparedList:
    """The list of a preview that was not imported yet, beside that of the company."""
    assert preview.content is not None, "it was imported"
    return ComparedList(unpack(read_blob(preview.content, preview.content_sha256)), issuer.beneficiaries)


def discard_preview(ctx: ActionContext, issuer: Issuer) -> None:
    """Deletes the actor's preview with the data in it; does nothing where there is none."""
    ctx.require("beneficiaries", issuer)
    _remove(issuer, ctx.actor)


def import_people(ctx: ActionContext, issuer: Issuer, preview: ListPreview, fingerprint: str) -> None:
    """Adds all new people of the preview, in the transaction of the request: all of them or none.

    Of two imports at the same moment with a person in common one conflicts and runs again; it then finds the entry.
    Raises :class:`ListChanged` where the list has a problem, or is not the one with that `ComparedList.fingerprint`,
    and `~guichet.issuers.list_size.ListFull`.
    """
    ctx.require("beneficiaries", issuer)
    people = compared(preview, issuer)
    if people.wrong or not people.new or people.fingerprint(preview.id) != fingerprint:
        raise ListChanged
    require_room(issuer, len(people.new))
    for line in people.new:
        assert line.answers is not None
        new_entry(issuer, line.answers)
    preview.added = len(people.new)
    remove_blob(ctx.portal._p_jar, preview.content)
    preview.content = None
    # One entry and not one for each person, which would load every page of the log with ten thousand of them.
    ctx.record("beneficiaries.imported", issuer.id, str(preview.added))


def remove_old_previews(issuer: Issuer, now: datetime) -> None:
    """Deletes the previews of a company that are over."""
    for user_id, preview in list((issuer.beneficiaries.previews or {}).items()):
        if preview.is_over(now):
            _remove(issuer, user_id)


def _remove(issuer: Issuer, user_id: str) -> None:
    previews = issuer.beneficiaries.previews or {}
    preview = previews.get(user_id)
    if preview is None:
        return
    if preview.content is not None:
        remove_blob(portal_of(issuer)._p_jar, preview.content)
    del previews[user_id]


DAILY = (DailyTask("old_previews", remove_old_previews, over="issuers/*"),)
