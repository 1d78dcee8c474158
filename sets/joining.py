"""Being asked into a set: yes, not now, and changing one's mind. Nobody's membership shows until they said yes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sets import home
from sets.errors import Problem, Refused
from sets.people import Person, known
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import joining as queries
from storage.queries.joining import InvitationRow, SetBrief
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["InvitationRow", "OpenInvitation", "SetBrief", "open_invitations", "sets_of"]

ASK, INVITE, KICK = "joining.ask", "joining.invite", "joining.kick"
QUESTION, NOT_ADDED = "joining.question", "joining.not_added"
# A person who cannot be reached for this long is told of by `setkeeper outbox list`, not tried for ever.
KEPT = timedelta(days=14)

sets_of = queries.sets_of


@dataclass(frozen=True)
class OpenInvitation:
    """A set that someone was asked to join and has not joined."""

    id: UUID
    revision: int
    set_name: str
    coordinator_name: str


@dataclass(frozen=True)
class Asked:
    """An invitation and the person who was asked, for the screen they look at."""

    invitation: InvitationRow
    person: Person


async def open_invitations(uow: UnitOfWork, person_id: UUID) -> list[OpenInvitation]:
    """Sets that the person may still join, also after "Not now"."""
    rows = await queries.open_invitations(uow, person_id)
    return [OpenInvitation(row.id, row.revision, row.set_name, row.coordinator_name) for row in rows]


async def asked(uow: UnitOfWork, slack_user_id: str, invitation_id: UUID) -> Asked:
    """The invitation, for the person it was written to. Raises Refused: NOT_YOUR_SET, GONE."""
    person = await known(uow, slack_user_id)
    row = await queries.invitation(uow, invitation_id)
    if person is None or row is None or row.person_id != person.id:
        raise Refused(Problem.NOT_YOUR_SET)
    if row.set_state == "closed" or row.state == "withdrawn":
        raise Refused(Problem.GONE)
    return Asked(row, person)


async def answer(
    store: WorkspaceStore,
    slack_user_id: str,
    invitation_id: UUID,
    state: str,
    *,
    words_shown: str,
    key: str,
    now: datetime,
) -> Asked:
    """Say joined, declined or asked (Undo) to an invitation. Saying the same again changes nothing.

    words_shown  the exact text the person said yes to: its hash is kept as the proof
    Raises Refused: NOT_YOUR_SET, GONE.
    """
    async with store.write() as uow:
        found = await asked(uow, slack_user_id, invitation_id)
        row, person = found.invitation, found.person
        first = (await claim(uow, key, now)).first
        if first and row.state != state and await queries.answer(uow, row.id, row.revision, state):
            await _take_effect(uow, row, person, state, now)
            if state in ("joined", "declined"):
                text_hash = sha256(words_shown.encode()).hexdigest()
                said = "yes" if state == "joined" else "not now"
                await queries.note_consent(uow, person.id, "join", row.set_id, text_hash, said, now)
        return await asked(uow, slack_user_id, invitation_id)


async def _take_effect(uow: UnitOfWork, row: InvitationRow, person: Person, state: str, now: datetime) -> None:
    if state == "joined" and await queries.join(uow, person.id, row.set_id, now):
        await _membership_call(uow, INVITE, Effect.INVITE, row, now)
        await home.changed(uow, person.id, now)
    elif row.state == "joined" and await queries.leave(uow, person.id, row.set_id, now):
        await _membership_call(uow, KICK, Effect.KICK, row, now)
        await home.changed(uow, person.id, now)


async def _membership_call(uow: UnitOfWork, kind: str, effect: Effect, row: InvitationRow, now: datetime) -> None:
    """Have Slack follow. The revision makes each joining and leaving its own delivery."""
    await schedule(
        uow,
        NewDelivery(
            effect=effect,
            kind=kind,
            dedupe=f"{kind}:{row.id}:{row.revision}",
            due_at=now,
            expires_at=now + KEPT,
            set_id=row.set_id,
            args={"person": str(row.person_id), "invitation": str(row.id)},
        ),
    )


async def ask_again(store: WorkspaceStore, slack_user_id: str, invitation_id: UUID, *, key: str, now: datetime) -> None:
    """Send the invitation's message once more, because the person asked for it. Raises Refused."""
    async with store.write() as uow:
        found = await asked(uow, slack_user_id, invitation_id)
        if (await claim(uow, key, now)).first and found.invitation.state != "joined":
            again = NewDelivery(
                effect=Effect.POST,
                kind=ASK,
                dedupe=f"{ASK}:{key}",
                due_at=now,
                expires_at=now + timedelta(hours=1),
                recipient_id=found.person.id,
                set_id=found.invitation.set_id,
                args={"invitation": str(invitation_id), "again": True},
            )
            await schedule(uow, again)


async def tell_not_added(uow: UnitOfWork, set_id: UUID, person_id: UUID, code: str, now: datetime) -> None:
    """Slack would not let someone into the channel: the coordinator hears of it, once."""
    row = await queries.invitation_of(uow, person_id, set_id)
    if row is not None:
        news = NewDelivery(
            effect=Effect.POST,
            kind=NOT_ADDED,
            dedupe=f"{NOT_ADDED}:{set_id}:{person_id}",
            due_at=now,
            recipient_id=row.coordinator_id,
            set_id=set_id,
            args={"person": str(person_id), "code": code},
        )
        await schedule(uow, news)


async def ask_coordinator(
    store: WorkspaceStore, slack_user_id: str, invitation_id: UUID, question: str, *, key: str, now: datetime
) -> Asked:
    """Pass a question on to the coordinator, in Slack, with the person's name: the form said so.

    Raises Refused: EMPTY, TOO_LONG, NOT_YOUR_SET, GONE.
    """
    words = question.strip()
    if not words:
        raise Refused(Problem.EMPTY, "question")
    if len(words) > 500:
        raise Refused(Problem.TOO_LONG, "question")
    async with store.write() as uow:
        found = await asked(uow, slack_user_id, invitation_id)
        if (await claim(uow, key, now)).first:
            await schedule(
                uow,
                NewDelivery(
                    effect=Effect.POST,
                    kind=QUESTION,
                    dedupe=f"{QUESTION}:{key}",
                    due_at=now,
                    expires_at=now + KEPT,
                    recipient_id=found.invitation.coordinator_id,
                    set_id=found.invitation.set_id,
                    args={"person": str(found.person.id), "question": words},
                ),
            )
    return found


async def left_channel(uow: UnitOfWork, slack_user_id: str, set_id: UUID, now: datetime) -> bool:
    """Someone left the set's channel by themselves: they have left the set. False when they were not in it."""
    person = await known(uow, slack_user_id)
    if person is None or not await queries.leave(uow, person.id, set_id, now):
        return False
    row = await queries.invitation_of(uow, person.id, set_id)
    if row is not None:
        await queries.answer(uow, row.id, row.revision, "declined")
    await home.changed(uow, person.id, now)
    return True


async def belongs(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> bool:
    """Whether this person is a member of the set now."""
    person = await known(uow, slack_user_id)
    return person is not None and await queries.standing(uow, person.id, set_id) == "member"


async def leave_everything(uow: UnitOfWork, slack_user_id: str, now: datetime) -> None:
    """An account was closed: every membership ends, quietly."""
    person = await known(uow, slack_user_id)
    if person is not None:
        await queries.leave(uow, person.id, None, now)
