"""Scheduled Do Not Disturb: Slack is asked just before a reminder goes out (a snooze is invisible to bots)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bot.lookup import Ask
from bot.sending import Sent
from handlers.feature import Call
from storage.queries.recipients import recipient
from storage.unit_of_work import WorkspaceStore


async def quiet_until(store: WorkspaceStore, ask: Ask, person_id: UUID, now: datetime) -> datetime | None:
    """The end (aware UTC) of the Do Not Disturb that the person is in; None when they are in none.

    When Slack cannot say, the reminder goes: it lies within hours the person chose, and Slack itself keeps it silent.
    """
    async with store.read() as uow:
        person = await recipient(uow, person_id)
    if person is None:
        return None
    outcome = await ask(Call("dnd.info", {"user": person.slack_user_id}))
    if not isinstance(outcome, Sent) or not outcome.response.get("dnd_enabled"):
        return None
    starts, ends = (_moment(outcome.response.get(name)) for name in ("next_dnd_start_ts", "next_dnd_end_ts"))
    return ends if starts is not None and ends is not None and starts <= now < ends else None


def _moment(seconds: Any) -> datetime | None:  # noqa: ANN401 - whatever Slack sent
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and seconds > 0 else None
