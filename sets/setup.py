"""Setting up: the first coordinator, a set, its channel and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import home
from sets.access import May, check
from sets.errors import Problem, Refused
from sets.joining import ASK
from sets.people import Person, known, meet
from storage.models import Invitation, LearningSet, Programme, SetupStep
from storage.outbox import Effect, NewDelivery, schedule, schedule_all
from storage.queries import joining, people, setup
from storage.queries.setup import SetRow, StepRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

FEWEST, MOST = 4, 10  # practice.md section 1
CHANNEL, READY, WELCOME, GONE = "setup.channel", "setup.ready", "setup.welcome", "setup.channel_gone"
ASKED_FOR = timedelta(days=14)
ASKED_IN = timedelta(minutes=2)  # by then everyone was asked, or Slack said why not
MODES = ("full", "chatham_house", "themes_with_permission")
CADENCES = (1, 2, 3, 4, 5, 6, 8, 12)


@dataclass(frozen=True)
class NewSet:
    """What the form asked. None: not stated yet, to be asked later, never assumed."""

    name: str
    members: Sequence[str]
    zone: str
    contacts: str
    cadence_weeks: int | None
    confidentiality: str | None


class SetRefused(Exception):
    """Some fields of the form cannot be taken; nothing was changed. `problems` by field, `count` of people chosen."""

    def __init__(self, problems: dict[str, Problem], person: Person, count: int) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = problems
        self.person = person
        self.count = count


async def appoint_coordinator(store: WorkspaceStore, slack_user_id: str, now: datetime) -> bool:
    """Let someone set up sets: the operator's first step. False when they could already.

    Raises Refused(OWN_PROGRAMME) for someone who is in a set: nobody coordinates a programme they belong to.
    """
    async with store.write() as uow:
        person = await meet(uow, slack_user_id)
        if await joining.is_member_anywhere(uow, person.id):
            raise Refused(Problem.OWN_PROGRAMME)
        programme_id = await setup.any_programme(uow)
        if programme_id is None:
            programme_id = uow.new_id()
            await uow.insert(Programme, id=programme_id, name="Our first programme", state="running")
        added = await setup.add_coordinator(uow, programme_id, person.id, now)
        await home.changed(uow, person.id, now)
        return added


async def may_create(uow: UnitOfWork, slack_user_id: str) -> Person:
    """The coordinator who pressed. Raises Refused(NOT_COORDINATOR)."""
    person = await known(uow, slack_user_id)
    if person is None:
        raise Refused(Problem.NOT_COORDINATOR)
    await check(uow, May.CREATE_SET, person_id=person.id)
    return person


async def create(store: WorkspaceStore, slack_user_id: str, new: NewSet, key: str, now: datetime) -> Person:
    """Write a new set down with everything that has to happen for it, in one transaction. Returns the coordinator.

    Raises SetRefused, Refused(NOT_COORDINATOR).
    """
    async with store.write() as uow:
        coordinator = await may_create(uow, slack_user_id)
        members = list(dict.fromkeys(new.members))
        known_people = {row.slack_user_id: row for row in await people.by_slack_ids(uow, members)}
        problems = _problems(new, members, coordinator, list(known_people.values()))
        if problems:
            raise SetRefused(problems, coordinator, len(members))
        if not (await claim(uow, key, now)).first:
            return coordinator
        member_ids = [found.id for found in known_people.values()]
        member_ids += await people.add(uow, [each for each in members if each not in known_people])
        programme_id = await setup.programme_of(uow, coordinator.id)
        set_id = uow.new_id()
        await uow.insert(
            LearningSet,
            id=set_id,
            programme_id=programme_id,
            name=new.name.strip(),
            zone=new.zone,
            # Neutral, and random at the end, so that after a crash "name taken" can only mean our own channel.
            channel_name=f"learning-set-{uow.new_id().hex[:8]}",
            channel_id=None,
            state="setting_up",
            contacts=new.contacts.strip(),
            confidentiality=new.confidentiality,
            cadence_weeks=new.cadence_weeks,
            created_by=coordinator.id,
            revision=1,
        )
        await _plan(uow, set_id, coordinator.id, member_ids, now)
        await home.changed(uow, coordinator.id, now)
    return coordinator


def _problems(new: NewSet, members: list[str], coordinator: Person, known: list[Person]) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    if not new.name.strip():
        problems["name"] = Problem.EMPTY
    if not new.contacts.strip():
        problems["contacts"] = Problem.EMPTY
    if len(new.name) > 60 or len(new.contacts) > 300:
        problems["name" if len(new.name) > 60 else "contacts"] = Problem.TOO_LONG
    if coordinator.slack_user_id in members:
        problems["people"] = Problem.OWN_PROGRAMME
    elif len(members) < FEWEST:
        problems["people"] = Problem.TOO_FEW_PEOPLE
    elif len(members) > MOST:
        problems["people"] = Problem.TOO_MANY_PEOPLE
    elif any(person.kind in ("bot", "stranger") or not person.active for person in known):
        problems["people"] = Problem.NOT_A_MEMBER
    return problems


async def _plan(uow: UnitOfWork, set_id: UUID, coordinator_id: UUID, member_ids: list[UUID], now: datetime) -> None:
    """The channel, a question to each person, and a word to the coordinator once all were asked."""
    invitations = [
        {"id": uow.new_id(), "set_id": set_id, "person_id": person_id, "state": "asked", "asked_at": now, "revision": 1}
        for person_id in member_ids
    ]
    steps = [("create_channel", None), *(("ask", person_id) for person_id in member_ids)]
    fresh = {"set_id": set_id, "state": "open", "attempts": 0, "error": None}
    await uow.insert_many(
        SetupStep, [{"id": uow.new_id(), "kind": kind, "person_id": person_id, **fresh} for kind, person_id in steps]
    )
    await uow.insert_many(Invitation, invitations)
    asking = [
        _delivery(ASK, Effect.POST, set_id, now, person_id, {"invitation": str(invitation["id"])})
        for person_id, invitation in zip(member_ids, invitations, strict=True)
    ]
    ready = _delivery(READY, Effect.POST, set_id, now + ASKED_IN, coordinator_id)
    await schedule_all(uow, [_delivery(CHANNEL, Effect.CREATE_CHANNEL, set_id, now), *asking, ready])


def _delivery(
    kind: str,
    effect: Effect,
    set_id: UUID,
    due_at: datetime,
    to: UUID | None = None,
    args: dict[str, str] | None = None,
) -> NewDelivery:
    return NewDelivery(
        effect=effect,
        kind=kind,
        dedupe=f"{kind}:{set_id}:{to}",
        due_at=due_at,
        expires_at=due_at + ASKED_FOR,
        recipient_id=to,
        set_id=set_id,
        args=args or {},
    )


async def channel_made(uow: UnitOfWork, set_id: UUID, channel_id: str, now: datetime) -> None:
    """The set's channel stands: note it, and say in it what it is for. Runs where the delivery is confirmed."""
    await setup.change_set(uow, set_id, {"channel_id": channel_id, "state": "running"})
    await setup.finish_step(uow, set_id, "create_channel", None)
    welcome = NewDelivery(
        effect=Effect.POST,
        kind=WELCOME,
        dedupe=f"{WELCOME}:{set_id}",
        due_at=now,
        set_id=set_id,
        channel=channel_id,
    )
    await schedule(uow, welcome)


async def report(uow: UnitOfWork, set_id: UUID) -> tuple[SetRow, list[StepRow]] | None:
    """What became of setting up a set; None when there is no such set."""
    found = await setup.learning_set(uow, set_id)
    return (found, await setup.steps(uow, set_id)) if found else None


async def channel_closed(uow: UnitOfWork, channel_id: str, now: datetime) -> None:
    """The channel was archived or deleted by hand, or the bot was put out: tell the coordinator, once."""
    found = await setup.set_of_channel(uow, channel_id)
    if found is None or found.state != "running":
        return
    await schedule(uow, _delivery(GONE, Effect.POST, found.id, now, found.created_by, {"channel": channel_id}))


async def channel_moved(uow: UnitOfWork, old_id: str, new_id: str) -> None:
    """Slack gave the channel another id."""
    found = await setup.set_of_channel(uow, old_id)
    if found is not None:
        await setup.change_set(uow, found.id, {"channel_id": new_id})
