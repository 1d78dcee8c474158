"""The plan: golden files, who sees the names of those who cannot come, and hostile words."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages.session_plan import plan_view
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_view
from sandbox.mentions import live_mentions
from sets import coming, session_plan
from sets.errors import Problem, Refused
from sets.session_plan import SessionPlan
from sets.stages import plan_for
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_session, add_set
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.test_session_menu_messages import looked, session
from tests.handlers.wording import unmarked, visible

READER = Reader("en-GB", "Europe/London")


def plans(reader: Reader, words: str = "Ben", headline: str = "How I hand over at night") -> dict[str, dict[str, Any]]:
    """Every kind of plan."""
    one = looked(words, session(), place=headline[:300])
    bare = SessionPlan(replace(one, place=None), plan_for(210, 1, 6), 0, ())
    full = SessionPlan(one, plan_for(390, 2, 7), 2, [Confidential(headline)] * 22, [words[:255], "Olu"])
    return {
        "plan, first session": plan_view(reader, bare),
        "plan, full day": plan_view(reader, full),
        "plan, nobody missing": plan_view(reader, replace(full, missing=(), asked=1, carried=full.carried[:1])),
    }


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert plans(READER) == snapshot


@pytest.mark.parametrize("words", ["Ben", *HOSTILE])
def test_slack_takes_them_whatever_is_in_them(words: str) -> None:
    for name, view in plans(READER, words, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    for name, view in plans(Reader(PSEUDO, "Europe/London"), headline="Ben").items():
        assert unmarked(view, ["Ben", "Olu", "Tuesday set"]) == [], name


async def test_only_who_facilitates_and_who_is_host_see_who_cannot_come(store: WorkspaceStore) -> None:
    people = {user: await add_person(store, user) for user in ("UAMINA", "UBEN", "UOLU")}
    set_id = await add_set(store, await add_coordinator(store), members=list(people.values()))
    start = datetime(2026, 5, 21, 14, 0)  # noqa: DTZ001 - a wall time
    session_id = await add_session(
        store, set_id, start, facilitator=people["UAMINA"], host=people["UBEN"], length_minutes=390, ordinal=2
    )
    everyone = await session_plan.read(store, "UOLU", session_id)
    await coming.say(store, "UOLU", session_id, comes=False, key="press:1", now=NOW)
    for user in ("UAMINA", "UBEN"):
        found = await session_plan.read(store, user, session_id)
        assert found.missing == ["Olu"]
        assert "Olu" in "\n".join(visible(plan_view(READER, found)))
    found = await session_plan.read(store, "UOLU", session_id)
    assert found.missing is None
    assert "cannot come" not in "\n".join(visible(plan_view(READER, found)))
    # The times follow: two people have more of a full day each than three.
    assert found.plan.minutes == everyone.plan.minutes == 390
    assert found.plan.slots[0].minutes >= everyone.plan.slots[0].minutes


async def test_a_session_that_was_called_off_has_no_plan(store: WorkspaceStore) -> None:
    amina = await add_person(store, "UAMINA")
    set_id = await add_set(store, await add_coordinator(store), members=[amina])
    start = datetime(2026, 5, 21, 14, 0)  # noqa: DTZ001 - a wall time
    session_id = await add_session(store, set_id, start, state="cancelled")
    with pytest.raises(Refused) as refused:
        await session_plan.read(store, "UAMINA", session_id)
    assert refused.value.problem is Problem.GONE
