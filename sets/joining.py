"""Being asked into a set: yes, not now, and changing one's mind. Nobody's membership shows until they said yes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sets import arrivals, begun, home, leaving
from sets.errors import Problem, Refused
from sets.inviting import ASK
from sets.leaving import KEPT, KICK
from sets.people import Person, Settings, meet, settings_from
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import channels, erasures
from storage.queries import joining as queries
from storage.queries.joining import InvitationRow, SetBrief
from storage.queries.operator import note
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["ASK", "KICK", "InvitationRow", "OpenInvitation", "SetBrief", "open_invitations", "sets_of"]

INVITE = "joining.invite"
QUESTION, NOT_ADDED = "joining.question", "joining.not_added"
UNINVITED = "channel.uninvited"
_SAID = {"joined": "yes", "declined": "not now", "asked": "taken back"}

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
    """An invitation, the person who was asked and what they chose, for the screen they look at.

    outdated     they pressed Join under words that have changed since: nothing was written, and they look again
    coordinates  they were made a coordinator since they were asked
    left_at      they had joined, and left then
    """

    invitation: InvitationRow
    person: Person
    settings: Settings
    outdated: bool = False
    coordinates: bool = False
    left_at: datetime | None = None


def fingerprint(words: str) -> int:
    """A number of at most nine digits that changes with the words; it fits into a button's handle."""
    return int.from_bytes(sha256(words.encode()).digest()[:8]) % 1_000_000_000


async def open_invitations(uow: UnitOfWork, person_id: UUID, now: datetime) -> list[OpenInvitation]:
    """Sets that the person may still join, also after "Not now"; one they left, for two weeks."""
    rows = await queries.open_invitations(uow, person_id, now - leaving.BACK_WITHIN)
    return [OpenInvitation(row.id, row.revision, row.set_name, row.coordinator_name) for row in rows]


async def asked(uow: UnitOfWork, slack_user_id: str, invitation_id: UUID) -> Asked:
    """The invitation, for the person it was written to. Raises Refused: NOT_YOUR_SET, GONE."""
    found = await queries.asked(uow, invitation_id)
    if found is None or found.person.slack_user_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    if found.invitation.set_state == "closed" or found.invitation.state == "withdrawn":
        raise Refused(Problem.GONE)
    return Asked(
        found.invitation,
        found.person,
        settings_from(found.settings),
        coordinates=found.coordinates,
        left_at=found.left_at,
    )


async def answer(
    store: WorkspaceStore,
    slack_user_id: str,
    invitation_id: UUID,
    state: str,
    *,
    words: Callable[[Asked], str],
    seen: int | None = None,
    revision: int | None = None,
    key: str,
    now: datetime,
) -> Asked:
    """Say joined, declined or asked (Undo) to an invitation. Saying the same again changes nothing.

    words  gives every sentence of the joining screens as they stand now: their hash is kept as the proof
    seen   the fingerprint of the sentences that were on screen; a yes to other words is not taken
    revision  of the invitation when the button was shown: "Not now" or Undo of an older message is not taken
    Raises Refused: NOT_YOUR_SET, GONE, STALE, OWN_PROGRAMME (a coordinator cannot join).
    """
    async with store.write() as uow:
        found = await asked(uow, slack_user_id, invitation_id)
        row, shown = found.invitation, words(found)
        if row.state == state:
            return found
        if state == "joined" and found.coordinates:
            raise Refused(Problem.OWN_PROGRAMME)  # nobody coordinates a programme they are a member of
        if state == "joined" and found.left_at is not None and found.left_at < now - leaving.BACK_WITHIN:
            raise Refused(Problem.GONE)  # their set went on without them: it can ask them again
        if revision is not None and revision != row.revision:
            raise Refused(Problem.STALE)
        if seen is not None and seen != fingerprint(shown):
            return replace(found, outdated=True)
        if not (await claim(uow, key, now)).first or not await queries.answer(uow, row.id, row.revision, state):
            return found
        await _take_effect(uow, row, state, now)
        said, text_hash = _SAID[state], sha256(shown.encode()).hexdigest()
        await queries.note_consent(uow, row.person_id, "join", row.set_id, text_hash, said, now)
        return replace(found, invitation=replace(row, state=state, revision=row.revision + 1))


async def come_back(
    store: WorkspaceStore, slack_user_id: str, invitation_id: UUID, revision: int, *, key: str, now: datetime
) -> Asked:
    """Undo a leaving: they are in the set again, in a new interval, as what they were.

    Raises Refused: NOT_YOUR_SET, GONE (two weeks have passed), STALE, OWN_PROGRAMME.
    """
    async with store.write() as uow:
        found = await asked(uow, slack_user_id, invitation_id)
        row = found.invitation
        if row.state == "joined":
            return found
        if found.left_at is None or row.revision != revision:
            raise Refused(Problem.STALE)
        if found.coordinates:
            raise Refused(Problem.OWN_PROGRAMME)
        if found.left_at < now - leaving.BACK_WITHIN:
            raise Refused(Problem.GONE)
        if (await claim(uow, key, now)).first and await queries.answer(uow, row.id, row.revision, "joined"):
            await _take_effect(uow, row, "joined", now)
            await erasures.stop_waiting(uow, row.person_id, row.set_id, found.left_at)
        return replace(found, invitation=replace(row, state="joined", revision=row.revision + 1))


async def _take_effect(uow: UnitOfWork, row: InvitationRow, state: str, now: datetime) -> None:
    if state == "joined" and await queries.join(uow, row.person_id, row.set_id, now, row.role):
        await leaving.joined(uow, row.set_id, row.person_id, row.role, now)
        await _invite(uow, row, now)
        await begun.joined(uow, row.set_id, row.coordinator_id, now)
    elif row.state == "joined":
        await leaving.remove(uow, row.person_id, row.set_id, now)


async def _invite(uow: UnitOfWork, row: InvitationRow, now: datetime) -> None:
    """Have Slack follow. The revision makes each joining its own delivery."""
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.INVITE,
            kind=INVITE,
            dedupe=f"{INVITE}:{row.id}:{row.revision}",
            due_at=now,
            expires_at=now + KEPT,
            recipient_id=row.person_id,
            set_id=row.set_id,
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
                args={"again": True},
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


async def left_channel(uow: UnitOfWork, slack_user_id: str, channel_id: str, at: datetime, now: datetime) -> bool:
    """Someone left a set's channel by themselves `at` that moment: they have left the set. False when they were not in
    it, or joined again since: the event may come late.

    Their invitation becomes "not now", so that they can come back from their Home.
    """
    found = await channels.of_channel(uow, channel_id, slack_user_id)
    if (
        found is None
        or found.person_id is None
        or not await leaving.end(uow, found.person_id, found.set_id, now, joined_by=at)
    ):
        return False
    await queries.decline(uow, found.person_id, found.set_id)
    await home.changed(uow, found.person_id, now)
    return True


async def came_uninvited(uow: UnitOfWork, slack_user_id: str, channel_id: str, now: datetime) -> bool:
    """Whether someone who is no member came into a set's channel: the set is asked about them.

    Somebody who was asked and has not answered is no news: they may have been let in by a colleague. The operator can
    see that it happened, not who.
    """
    found = await channels.of_channel(uow, channel_id, slack_user_id)
    if found is None or found.person_id is not None or found.invitation == "asked":
        return False
    person_id = found.known_id or (await meet(uow, slack_user_id)).id
    await arrivals.came(uow, found.set_id, person_id, now)
    await note(uow, UNINVITED, found.set_id, now)
    return True


async def leave_everything(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """An account was closed: every membership ends, quietly. Should it open again, their Home offers to come back."""
    await leaving.end(uow, person_id, None, now)
