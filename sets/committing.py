"""Committing to an action: a draft that the date check shows again, then Yes.

A form that is not confirmed leaves no receipt and no action, only a draft, which goes after a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sets import action_words as words
from sets import home, supporters
from sets.access import May, check
from sets.action_forms import FormRefused, Typed, Written, chosen_well, own_action, read_form, someone
from sets.actions import ask_days, next_ask, record
from sets.errors import Problem, Refused
from sets.hours import zone_of
from sets.joining import SetBrief, sets_of
from sets.people import Person
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import actions as queries
from storage.queries.actions import ActionRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

DRAFTS_KEPT = timedelta(hours=24)
SAVED_KIND = "actions.saved"


@dataclass(frozen=True)
class Drafted:
    """A draft waiting for its date to be confirmed. `ask_days` are local dates of the person."""

    action_id: UUID
    revision: int
    due: date
    ask_days: list[date]
    person: Person


async def draft(store: WorkspaceStore, slack_user_id: str, form: str, typed: Typed, now: datetime) -> Drafted:
    """Keep a commit form until its date is confirmed. The same form sent again changes its own draft.

    form  Slack's id of the window; only its hash is kept
    Raises FormRefused; Refused when the person or the set is not known, or is not theirs.
    """
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        brief = _chosen(await sets_of(uow, person.id), typed.set_id, person)
        await check(uow, May.ADD_ACTION, person_id=person.id, set_id=brief.id)
        form_read = read_form(typed, person, now)
        await chosen_well(uow, typed, person, brief.id, person.id)
        zone = zone_of(person.tz).key  # a zone of Slack's that we do not know counts as UTC, from here on
        key = sha256(f"action form {form}".encode()).hexdigest()
        row = await queries.draft_by_key(uow, key)
        action_id = row.id if row else uow.new_id()
        values: dict[str, object] = {
            "set_id": brief.id,
            "due_date": form_read.due,
            "zone": zone,
            "committed_at": now,
            "issue_id": typed.issue_id,
            "label": await words.seal_label(uow, action_id, brief.id, form_read.label),
            "detail": await words.seal_detail(uow, action_id, person.id, form_read.detail),
        }
        if row is not None and await _same(uow, row, person.id, brief.id, typed.issue_id, form_read):
            revision = row.revision  # delivered twice: the date check that is open already stays good
        else:
            revision = await _keep(uow, row, action_id, person.id, key, values)
        if row is None or row.standing == "draft":
            await supporters.choose(uow, action_id, typed.supporter_id)
    days = ask_days(now, form_read.due, zone, now, brief, chosen_now=True)
    return Drafted(action_id, revision, form_read.due, days, person)


async def _same(
    uow: UnitOfWork, row: ActionRow, holder_id: UUID, set_id: UUID, issue_id: UUID | None, written: Written
) -> bool:
    """Whether a draft holds just what was sent."""
    if (row.standing, row.holder_id, row.set_id, row.due_date) != ("draft", holder_id, set_id, written.due):
        return False
    if row.issue_id != issue_id:
        return False
    label, detail = await words.open_label(uow, row), await words.open_detail(uow, row)
    return label.reveal() == written.label.reveal() and detail.words() == written.detail.words()


async def _keep(
    uow: UnitOfWork, row: ActionRow | None, action_id: UUID, holder_id: UUID, key: str, values: dict[str, object]
) -> int:
    """Write the draft; its revision. Raises Refused(STALE) when the same form is being sent at this very moment."""
    if row is None:
        if not await queries.add_draft(uow, id=action_id, holder_id=holder_id, draft_key=key, **values):
            raise Refused(Problem.STALE)
        return 1
    if row.holder_id != holder_id:
        raise Refused(Problem.NOT_YOUR_SET)
    if row.standing != "draft":
        return row.revision  # confirmed already: pressing Yes again says so
    if not await queries.change(uow, row.id, row.revision, values):
        raise Refused(Problem.STALE)
    return row.revision + 1


async def confirm(
    store: WorkspaceStore, slack_user_id: str, action_id: UUID, revision: int, key: str, now: datetime
) -> None:
    """Turn a draft into an action and say so in a direct message. `key`: the receipt of this submission.

    Raises Refused: GONE (the draft was forgotten), STALE (sent again with other words), ALREADY_DONE.
    """
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return
        row = await own_action(uow, action_id, slack_user_id)
        if row.revision != revision:
            raise Refused(Problem.ALREADY_DONE if row.standing != "draft" else Problem.STALE)
        changes = {
            "standing": "open",
            "next_ask_at": next_ask(row.committed_at, row.due_date, row.zone, now, row, chosen_now=True),
        }
        event_id = await record(uow, row, "committed", now, changes=changes, person_id=row.holder_id)
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=SAVED_KIND,
                dedupe=f"{SAVED_KIND}:{event_id}",
                due_at=now,
                expires_at=now + DRAFTS_KEPT,
                recipient_id=row.holder_id,
                set_id=row.set_id,
                args={"action": str(row.id), "event": str(event_id)},
            ),
        )
        await supporters.ask(uow, await supporters.chosen_for(uow, row.id), now)
        await home.changed(uow, row.holder_id, now)


def _chosen(briefs: Sequence[SetBrief], set_id: UUID | None, person: Person) -> SetBrief:
    """The set an action is for. Raises FormRefused when none was chosen, Refused when it is not theirs."""
    if set_id is None and len(briefs) > 1:
        raise FormRefused({"set": Problem.EMPTY}, person)
    for brief in briefs:
        if set_id in (None, brief.id):
            return brief
    raise Refused(Problem.NOT_YOUR_SET)


async def forget_drafts(store: WorkspaceStore, now: datetime) -> None:
    """Delete drafts that nobody confirmed within a day."""
    if await _oldest(store) is not None:
        async with store.write() as uow:
            await queries.forget_drafts(uow, now - DRAFTS_KEPT)


async def next_forgetting(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the oldest draft may go."""
    oldest = await _oldest(store)
    return None if oldest is None else max(now, oldest + DRAFTS_KEPT + timedelta(seconds=1))


async def _oldest(store: WorkspaceStore) -> datetime | None:
    async with store.read() as uow:
        return await queries.oldest_draft(uow)
