"""People, coordinators and sets for tests, as the bot itself would have left them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sets.issue_words import seal_headline
from sets.people import DEFAULTS, Person, Settings, person_by_id
from storage.confidential import Confidential
from storage.models import Agreement, Invitation, LearningSet, Membership, Phase, Programme, Session
from storage.models import Person as PersonModel
from storage.queries import calendar, issues, setup
from storage.queries import people as people_queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore

COMPARED = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
"""When everything of these builders happened: two weeks before the `NOW` of conftest."""


async def add_person(
    store: WorkspaceStore,
    slack_user_id: str,
    *,
    name: str = "",
    tz: str = "Europe/London",
    locale: str = "en-GB",
    kind: str = "member",
    active: bool = True,
) -> Person:
    """Someone whom the directory has described already."""
    async with store.write() as uow:
        person_id = uow.new_id()
        await uow.insert(
            PersonModel,
            id=person_id,
            slack_user_id=slack_user_id,
            display_name=name or slack_user_id.removeprefix("U").capitalize(),
            tz=tz,
            locale=locale,
            kind=kind,
            active=active,
        )
        person = await person_by_id(uow, person_id)
    assert person is not None
    return person


async def save_settings(uow: UnitOfWork, person_id: UUID, settings: Settings) -> None:
    """Everything somebody chose, at once."""
    await people_queries.save_settings(uow, person_id, settings.row(), DEFAULTS.row())


async def add_coordinator(store: WorkspaceStore, slack_user_id: str = "UCORA", *, name: str = "") -> Person:
    """Someone who coordinates the one programme of this workspace."""
    person = await add_person(store, slack_user_id, name=name)
    async with store.write() as uow:
        await setup.add_coordinator(uow, await _programme(uow), person.id, EARLIER)
    return person


async def add_set(
    store: WorkspaceStore,
    coordinator: Person,
    *,
    members: Sequence[Person] = (),
    asked: Sequence[Person] = (),
    name: str = "Tuesday set",
    zone: str = "Europe/London",
    channel_id: str | None = "CSET",
    state: str = "running",
    contacts: str = "Priya, on 555 0100",
    joined_at: datetime = EARLIER,
    rules: bool = True,
) -> UUID:
    """A set with its channel, whose members have joined; those of `asked` have an open invitation.

    rules  its ground rules stand in the channel; who is in the channel was compared at the `NOW` of conftest
    """
    async with store.write() as uow:
        set_id, phase_id = uow.new_id(), uow.new_id()
        await uow.insert(
            LearningSet,
            id=set_id,
            programme_id=await _programme(uow),
            name=name,
            zone=zone,
            channel_name=f"learning-set-{set_id.hex[:8]}",
            channel_id=channel_id,
            state=state,
            contacts=contacts,
            created_by=coordinator.id,
            compared_at=COMPARED,
        )
        await uow.insert(
            Phase,
            id=phase_id,
            set_id=set_id,
            ordinal=1,
            mode="self_run",
            cadence_weeks=4,
            from_at=joined_at,
        )
        for person in [*members, *asked]:
            state_now = "joined" if person in members else "asked"
            await add_invitation(uow, set_id, person, state=state_now, at=joined_at - timedelta(days=1))
        for person in members:
            await add_membership(uow, set_id, person, joined_at)
        if rules and members:
            first = {"set_id": set_id, "phase_id": phase_id, "version": 1, "at": joined_at}
            await uow.insert(Agreement, id=uow.new_id(), **first)
    return set_id


async def add_invitation(uow: UnitOfWork, set_id: UUID, person: Person, *, state: str, at: datetime) -> UUID:
    """Somebody was asked into a set."""
    row_id = uow.new_id()
    await uow.insert(Invitation, id=row_id, set_id=set_id, person_id=person.id, state=state, asked_at=at, revision=1)
    return row_id


async def add_membership(
    uow: UnitOfWork,
    set_id: UUID,
    person: Person,
    from_at: datetime,
    until_at: datetime | None = None,
    role: str = "member",
) -> UUID:
    """An interval of belonging to a set."""
    row_id = uow.new_id()
    await uow.insert(
        Membership,
        id=row_id,
        set_id=set_id,
        person_id=person.id,
        role=role,
        from_at=from_at,
        until_at=until_at,
        in_channel_at=from_at,
    )
    return row_id


async def _programme(uow: UnitOfWork) -> UUID:
    found = await setup.any_programme(uow)
    if found is None:
        found = uow.new_id()
        await uow.insert(Programme, id=found, name="Our first programme", state="running")
    return found


async def add_session(
    store: WorkspaceStore,
    set_id: UUID,
    local_start: datetime,
    *,
    zone: str = "Europe/London",
    length_minutes: int = 90,
    state: str = "planned",
    ordinal: int = 1,
    facilitator: Person | None = None,
    host: Person | None = None,
) -> UUID:
    """A session of a set. `local_start`: wall time in `zone`, naive on purpose: it is what people agreed on."""
    async with store.write() as uow:
        phase = await calendar.current_phase(uow, set_id)
        assert phase is not None
        starts_at = local_start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        ends_at = starts_at + timedelta(minutes=length_minutes)
        session_id = uow.new_id()
        await uow.insert(
            Session,
            id=session_id,
            set_id=set_id,
            phase_id=phase.id,
            ordinal=ordinal,
            local_start=f"{local_start:%Y-%m-%dT%H:%M}",
            zone=zone,
            starts_at=starts_at,
            length_minutes=length_minutes,
            state=state,
            mode="led",
            host_id=host.id if host else None,
            facilitator_id=facilitator.id if facilitator else None,
            ics_uid=f"{session_id.hex}@setkeeper",
            opened_at=starts_at if state in ("open", "closed") else None,
            closed_at=ends_at if state == "closed" else None,
        )
    return session_id


async def add_issue(
    store: WorkspaceStore,
    set_id: UUID,
    holder_id: UUID,
    headline: str = "Rotas",
    raised_at: datetime = EARLIER,
    *,
    standing: str = "open",
) -> UUID:
    """An issue of somebody's."""
    async with store.write() as uow:
        issue_id = uow.new_id()
        sealed = await seal_headline(uow, set_id, issue_id, Confidential(headline))
        await issues.raise_one(uow, issue_id, set_id, holder_id, sealed, raised_at)
        if standing != "open":
            await issues.change(uow, issue_id, 1, standing=standing, closed_at=raised_at)
    return issue_id
