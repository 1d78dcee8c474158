"""Changing an action, stopping it, and taking back what was done last: each by its holder, in one transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sets import home, nudges, supporters
from sets.action_forms import Typed, chosen_well, own_action, read_form
from sets.actions import event_row, record, undo_event
from sets.errors import Problem, Refused
from storage.queries.actions import ActionRow, Holder
from storage.receipts import claim
from storage.unit_of_work import WorkspaceStore


@dataclass(frozen=True)
class Done:
    """What a change did, for Undo and for what is shown next."""

    action_id: UUID
    event_id: UUID
    holder: Holder
    due: date
    holder_id: UUID


async def change(
    store: WorkspaceStore, slack_user_id: str, action_id: UUID, revision: int, typed: Typed, key: str, now: datetime
) -> Done | None:
    """New words or a new date for an open action; None when this form was taken already.

    Raises FormRefused; Refused: GONE, STALE, ALREADY_DONE (it is closed), or what `sets.access` says.
    """
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return None
        row = await own_action(uow, action_id, slack_user_id)
        if row.revision != revision:
            raise Refused(Problem.STALE)
        form = read_form(typed, row.holder, now, due_was=row.due_date)
        typed = _as_it_stands(typed, row)
        await chosen_well(uow, typed, row.holder, row.set_id, row.holder_id, row.issue_id)
        changes: dict[str, object] = {"label": form.label, "detail": form.detail}
        if typed.issue_id != row.issue_id:
            changes["issue_id"] = typed.issue_id
        if form.due != row.due_date:
            changes["due_date"] = form.due
        event_id = await record(uow, row, "changed", now, changes=changes, person_id=row.holder_id)
        if row.asked:
            await nudges.settle(uow, row.id, event_id, now)
        if "supporter" not in typed.left_out:
            await supporters.ask(uow, await supporters.choose(uow, row.id, typed.supporter_id), now)
        await home.changed(uow, row.holder_id, now)
    return Done(action_id, event_id, row.holder, form.due, row.holder_id)


def _as_it_stands(typed: Typed, row: ActionRow) -> Typed:
    """The form with the issue that stands, when it offered none."""
    return replace(typed, issue_id=row.issue_id) if "issue" in typed.left_out else typed


async def stop(
    store: WorkspaceStore, slack_user_id: str, action_id: UUID, revision: int, key: str, now: datetime
) -> Done | None:
    """Take an action off the list by choice; None when this press was taken already. Raises as `change`."""
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return None
        row = await own_action(uow, action_id, slack_user_id)
        if row.standing == "open" and row.revision != revision:
            raise Refused(Problem.STALE)
        event_id = await record(uow, row, "stopped", now, person_id=row.holder_id)
        if row.asked:
            await nudges.settle(uow, row.id, event_id, now)
    return Done(action_id, event_id, row.holder, row.due_date, row.holder_id)


async def take_back(store: WorkspaceStore, slack_user_id: str, event_id: UUID, key: str, now: datetime) -> Done | None:
    """Undo one event; None when this press was taken already. Raises as `sets.actions.undo`."""
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return None
        event = await event_row(uow, event_id)
        if event.action.holder.slack_user_id != slack_user_id:
            raise Refused(Problem.NOT_YOUR_SET)
        row = await undo_event(uow, event, event.action.holder_id, now)
        await nudges.unsettle(uow, row.id, event_id, now, dropped=row.standing != "open")
    return Done(row.id, event_id, row.holder, row.due_date, row.holder_id)
