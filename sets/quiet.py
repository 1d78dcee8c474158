""" "Not until ...": no reminders before a date the person chooses on a check-in, and lifting it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sets import nudges, people
from sets.action_forms import someone
from sets.errors import Problem, Refused
from sets.hours import local_date, zone_of
from sets.people import Person
from storage.receipts import claim
from storage.unit_of_work import WorkspaceStore

FURTHEST = timedelta(days=731)


async def who(store: WorkspaceStore, slack_user_id: str) -> Person:
    """Who asks. Raises Refused(NOT_YOUR_SET) for someone the bot has not met."""
    async with store.read() as uow:
        return await someone(uow, slack_user_id)


async def not_until(store: WorkspaceStore, slack_user_id: str, day: date, key: str, now: datetime) -> Person:
    """No reminders before that local date. Raises Refused: DATE_PAST (today counts), DATE_TOO_FAR, NOT_YOUR_SET."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        today = local_date(now, person.tz)
        if day <= today:
            raise Refused(Problem.DATE_PAST, "not_until")
        if day > today + FURTHEST:
            raise Refused(Problem.DATE_TOO_FAR, "not_until")
        if (await claim(uow, key, now)).first:
            moment = datetime.combine(day, time.min, zone_of(person.tz)).astimezone(UTC)
            await people.set_not_until(uow, person.id, moment)
        return person


async def lift(store: WorkspaceStore, slack_user_id: str, person_id: UUID, now: datetime) -> Person:
    """Reminders may come again. Raises Refused(NOT_YOUR_SET) when the button is another person's."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        if person.id != person_id:
            raise Refused(Problem.NOT_YOUR_SET)
        await people.set_not_until(uow, person.id, None)
        await nudges.reconsider(uow, person.id, now)
        return person
