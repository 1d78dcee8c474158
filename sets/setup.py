"""Setting up: the first coordinator, a set, its channel and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import begun, home
from sets.access import coordinating
from sets.errors import Problem, Refused
from sets.joining import ASK
from sets.people import Person, meet
from sets.set_forms import NewSet, SetRefused, problems_of
from storage.models import Invitation, LearningSet, Phase, Programme, SetupStep
from storage.outbox import Effect, NewDelivery, schedule, schedule_all
from storage.queries import joining, people, setup
from storage.queries.facts import FactsRow
from storage.queries.setup import Coordinator, SetRow, StepRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["Created", "NewSet", "SetRefused"]

CHANNEL, READY, WELCOME = "setup.channel", "setup.ready", "setup.welcome"
TAKE = "channels.take"
NO_CHANNEL = "setup.no_channel"
ASKED_FOR = timedelta(days=14)
# By then everyone was asked, as a rule, or Slack said why not; the word to the coordinator waits for the rest.
ASKED_IN, WAITED_FOR = timedelta(minutes=2), timedelta(hours=1)


@dataclass(frozen=True)
class Created:
    """The coordinator, and the facts of their new set; None when this form was sent before."""

    person: Person
    facts: FactsRow | None


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
    return (await coordinating(uow, slack_user_id)).person


async def create(store: WorkspaceStore, slack_user_id: str, new: NewSet, key: str, now: datetime) -> Created:
    """Write a new set down with everything that has to happen for it, in one transaction.

    Raises SetRefused, Refused(NOT_COORDINATOR).
    """
    async with store.write() as uow:
        found = await coordinating(uow, slack_user_id)
        members = list(dict.fromkeys(new.members))
        met = await setup.candidates(uow, [*members, *([new.coach] if new.coach else [])])
        problems = problems_of(new, members, found.person, met)
        if problems:
            raise SetRefused(problems, found.person, len(members))
        if not (await claim(uow, key, now)).first:
            return Created(found.person, None)
        facts = await _write_down(uow, found, new, now)
        known_ids = {each.slack_user_id: each.id for each in met}
        wanted = [*members, *([new.coach] if new.coach else [])]
        strangers = [each for each in wanted if each not in known_ids]
        known_ids |= dict(zip(strangers, await people.add(uow, strangers), strict=True))
        asked = [(known_ids[each], "coach" if each == new.coach else "member") for each in wanted]
        await _plan(uow, facts.set_id, found.person.id, asked, now, take=bool(new.channel))
        await home.changed(uow, found.person.id, now)
    return Created(found.person, facts)


async def _write_down(uow: UnitOfWork, found: Coordinator, new: NewSet, now: datetime) -> FactsRow:
    """The set and its first phase; what they were told about themselves."""
    set_id, phase_id = uow.new_id(), uow.new_id()
    mode = "coached" if new.coach else None
    await uow.insert(
        LearningSet,
        id=set_id,
        programme_id=found.programme_id,
        name=new.name.strip(),
        zone=new.zone,
        channel_name=_channel_name(uow),
        channel_id=None,
        wanted_channel_id=new.channel or None,
        state="setting_up",
        contacts=new.contacts.strip(),
        confidentiality=new.confidentiality,
        created_by=found.person.id,
        revision=1,
    )
    first = {"set_id": set_id, "ordinal": 1, "mode": mode, "cadence_weeks": new.cadence_weeks, "from_at": now}
    await uow.insert(Phase, id=phase_id, **first)
    return FactsRow(
        set_id=set_id,
        programme_id=found.programme_id,
        name=new.name.strip(),
        zone=new.zone,
        state="setting_up",
        phase_id=phase_id,
        mode=mode,
        cadence_weeks=new.cadence_weeks,
        confidentiality=new.confidentiality,
        coach=bool(new.coach),
    )


def _channel_name(uow: UnitOfWork) -> str:
    """Neutral, and random at the end: stored first, so that after a crash "name taken" can only mean our own."""
    return f"learning-set-{uow.new_id().hex[:8]}"


async def _plan(
    uow: UnitOfWork,
    set_id: UUID,
    coordinator_id: UUID,
    asked: Sequence[tuple[UUID, str]],
    now: datetime,
    *,
    take: bool,
) -> None:
    """The channel, a question to each person (`asked`: who, and as what), and a word to the coordinator afterwards."""
    fresh_invitation = {"set_id": set_id, "state": "asked", "asked_at": now, "revision": 1}
    fresh_step = {"set_id": set_id, "state": "open", "attempts": 0, "error": None}
    steps = [("create_channel", None), (begun.STEP, None), *(("ask", person_id) for person_id, _ in asked)]
    await uow.insert_many(
        SetupStep,
        [{"id": uow.new_id(), "kind": kind, "person_id": person_id, **fresh_step} for kind, person_id in steps],
    )
    await uow.insert_many(
        Invitation,
        [{"id": uow.new_id(), "person_id": each, "role": role, **fresh_invitation} for each, role in asked],
    )
    asking = [_delivery(ASK, Effect.POST, set_id, now, person_id) for person_id, _ in asked]
    ready = _delivery(READY, Effect.POST, set_id, now + ASKED_IN, coordinator_id)
    await schedule_all(uow, [_channel(set_id, now, take=take), *asking, ready])


def _channel(set_id: UUID, now: datetime, *, take: bool, attempt: str = "") -> NewDelivery:
    """Have Slack make a channel, or describe the one that exists."""
    if take:
        return _delivery(TAKE, Effect.LOOK, set_id, now, attempt=attempt)
    return _delivery(CHANNEL, Effect.CREATE_CHANNEL, set_id, now, attempt=attempt)


def _delivery(
    kind: str, effect: Effect, set_id: UUID, due_at: datetime, to: UUID | None = None, attempt: str = ""
) -> NewDelivery:
    return NewDelivery(
        effect=effect,
        kind=kind,
        dedupe=f"{kind}:{set_id}:{to}:{attempt}",
        due_at=due_at,
        expires_at=due_at + ASKED_FOR,
        recipient_id=to,
        set_id=set_id,
    )


async def try_again(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, key: str, now: datetime, *, new_channel: bool = False
) -> Person:
    """Do every failed step of a set once more: the channel, and the people who could not be asked.

    new_channel  make one, even when the coordinator had chosen one that exists

    Raises Refused: NOT_COORDINATOR, NOT_YOUR_SET, ALREADY_DONE (nothing has failed any more).
    """
    async with store.write() as uow:
        person, _, the_set = await _failed_steps(uow, slack_user_id, set_id)
        if not (await claim(uow, key, now)).first:
            return person
        failed = await setup.reopen_failed(uow, set_id)
        if not failed:
            raise Refused(Problem.ALREADY_DONE)
        people_to_ask = [person_id for kind, person_id in failed if kind == "ask" and person_id is not None]
        again = [_delivery(ASK, Effect.POST, set_id, now, each, key) for each in people_to_ask]
        if len(people_to_ask) < len(failed):
            take = the_set.wanted_channel_id is not None and not new_channel
            wanted = the_set.wanted_channel_id if take else None
            await setup.change_set(uow, set_id, {"channel_name": _channel_name(uow), "wanted_channel_id": wanted})
            again.append(_channel(set_id, now, take=take, attempt=key))
        await joining.change_all(uow, set_id, people_to_ask, "withdrawn", "asked")
        await schedule_all(uow, [*again, _delivery(READY, Effect.POST, set_id, now + ASKED_IN, person.id, key)])
    return person


async def take_off(store: WorkspaceStore, slack_user_id: str, set_id: UUID, key: str, now: datetime) -> Person:
    """Take the people who could not be asked off the list. Raises Refused, as `try_again`."""
    async with store.write() as uow:
        person, failed, _ = await _failed_steps(uow, slack_user_id, set_id)
        if (await claim(uow, key, now)).first:
            them = [step.person_id for step in failed if step.person_id is not None]
            await setup.forget_failed(uow, set_id)
            await joining.change_all(uow, set_id, them, "asked", "withdrawn")
    return person


async def _failed_steps(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> tuple[Person, list[StepRow], SetRow]:
    found, the_set = await coordinating(uow, slack_user_id), await setup.learning_set(uow, set_id)
    if the_set is None or the_set.programme_id != found.programme_id:
        raise Refused(Problem.NOT_YOUR_SET)
    if the_set.state == "closed":
        raise Refused(Problem.GONE)  # a channel made now would set it going again
    failed = [step for step in await setup.steps(uow, set_id) if step.state == "failed"]
    if not failed:
        raise Refused(Problem.ALREADY_DONE)
    return found.person, failed, the_set


async def cannot_be_asked(uow: UnitOfWork, person_id: UUID, code: str) -> None:
    """The directory says that this is nobody to ask (a bot, a stranger, a closed account)."""
    await setup.fail_asking(uow, person_id, code)
    await joining.withdraw_all(uow, person_id)


async def no_channel(uow: UnitOfWork, set_id: UUID, code: str, now: datetime) -> None:
    """Slack would not make the channel: the coordinator hears why, and can have it tried again."""
    await setup.finish_step(uow, set_id, "create_channel", None, code)
    found = await setup.learning_set(uow, set_id)
    if found is not None:
        news = _delivery(NO_CHANNEL, Effect.POST, set_id, now, found.created_by, f"{now:%Y-%m-%dT%H:%M:%S}")
        await schedule(uow, news)


async def channel_made(
    uow: UnitOfWork, set_id: UUID, channel_id: str, now: datetime, *, who_is_in_it_is_known: bool = True
) -> bool:
    """The set's channel stands: note it, and say in it what it is for. Runs where the delivery is confirmed.

    False when the set was closed meanwhile.
    """
    if not await setup.begin(uow, set_id, channel_id, now if who_is_in_it_is_known else None):
        return False
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
    return True


async def report(uow: UnitOfWork, set_id: UUID) -> tuple[SetRow, list[StepRow]] | None:
    """What became of setting up a set; None when there is no such set."""
    found = await setup.learning_set(uow, set_id)
    return (found, await setup.steps(uow, set_id)) if found else None
