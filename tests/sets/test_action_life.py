"""An action's life as a state machine: whatever its holder and the clock do, nothing is doubled, lost or left over."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sets.answering import Answer
from sets.errors import Problem, Refused
from tests.sets.action_life import Life, Stood

Done = TypeVar("Done")
HOURS = st.sampled_from([1, 5, 13, 24, 24, 72, 72, 200, 200, 700, 2000])
PRESSED = st.sampled_from(
    [Answer.DONE, Answer.STILL_ON_IT, Answer.STILL_ON_IT, Answer.STUCK, Answer.TOMORROW, Answer.NEXT_WEEK, Answer.STOP]
)
# Somebody was faster, or it is over: the bot says so kindly, and changes nothing.
KIND = frozenset({Problem.STALE, Problem.ALREADY_DONE, Problem.FORMER_MEMBER, Problem.TOO_MANY})


class ActionLife(RuleBasedStateMachine):
    """Amina, her actions and the clock take turns; `template` is a migrated empty database file."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="setkeeper-life-")
        self.life = self.runner.run(Life.begin(self.template, Path(self.folder.name)))
        self.pressed: list[tuple[Stood, UUID]] = []
        self.events: list[tuple[Stood, UUID]] = []

    def teardown(self) -> None:
        try:
            self.runner.run(self.life.check_notes())
        finally:
            self.runner.run(self.life.end())
            self.runner.close()
            self.folder.cleanup()

    @initialize(days=st.sampled_from([1, 4, 12]))
    def first(self, days: int) -> None:
        self.runner.run(self.life.commit(days))

    @precondition(lambda self: len(self.life.actions) < 6)
    @rule(days=st.sampled_from([0, 1, 4, 9, 11, 20, 45]))
    def commit(self, days: int) -> None:
        self.runner.run(self.life.commit(days))

    @rule(hours=HOURS)
    def jump(self, hours: int) -> None:
        self.runner.run(self.life.jump(timedelta(hours=hours)))

    @rule()
    def next_thing(self) -> None:
        """The clock goes on to the next thing that it has to do, and an hour more."""
        self.runner.run(self.life.to_next())

    @rule()
    def and_the_next(self) -> None:
        """Time passes more often than anything else happens."""
        self.runner.run(self.life.to_next())

    @rule(data=st.data(), said=PRESSED)
    def answer(self, data: st.DataObject, said: Answer) -> None:
        found = self.runner.run(self.life.nudges_in("sent"))
        if found:
            nudge_id = data.draw(st.sampled_from(found))
            if (done := self.kindly(lambda: self.life.answer(nudge_id, said))) is not None:
                self.pressed.append(done)

    @rule(data=st.data(), said=PRESSED)
    def answer_and_undo(self, data: st.DataObject, said: Answer) -> None:
        """At once: its questions are as they were, too, those that the answer had passed over among them."""
        found = self.runner.run(self.life.nudges_in("sent"))
        if not found:
            return
        nudge_id = data.draw(st.sampled_from(found))
        asked = self.runner.run(self.life.questions())
        if (done := self.kindly(lambda: self.life.answer(nudge_id, said))) is not None:
            assert self.runner.run(self.life.undo(nudge_id))
            self.same(done[0])
            assert self.runner.run(self.life.questions()) == asked

    @rule(data=st.data())
    def not_now(self, data: st.DataObject) -> None:
        found = self.runner.run(self.life.nudges_in("sent"))
        if found:
            nudge_id = data.draw(st.sampled_from(found))
            self.kindly(lambda: self.life.not_now(nudge_id))

    @precondition(lambda self: self.pressed)
    @rule()
    def undo(self) -> None:
        """The last press: what stood before stands again, to the letter, however much time went by."""
        before, nudge_id = self.pressed.pop()
        if self.kindly(lambda: self.life.undo(nudge_id)):
            self.same(before)

    @precondition(lambda self: self.life.actions)
    @rule(data=st.data(), days=st.sampled_from([0, 1, 3, 12, 30]))
    def change(self, data: st.DataObject, days: int) -> None:
        action_id = data.draw(st.sampled_from(self.life.actions))
        before = self.runner.run(self.life.stood(action_id))
        event_id = self.kindly(lambda: self.life.change(action_id, days))
        if event_id is not None:
            self.events.append((before, event_id))

    @precondition(lambda self: self.life.actions)
    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        action_id = data.draw(st.sampled_from(self.life.actions))
        before = self.runner.run(self.life.stood(action_id))
        event_id = self.kindly(lambda: self.life.stop(action_id))
        if event_id is not None:
            self.events.append((before, event_id))

    @precondition(lambda self: self.events)
    @rule()
    def take_back(self) -> None:
        """The last change or stop, in the action's own window."""
        before, event_id = self.events.pop()

        async def taken_back() -> bool:
            await self.life.take_back(event_id)
            return True

        if self.kindly(taken_back):
            self.same(before)

    @precondition(lambda self: self.life.actions)
    @rule(data=st.data())
    def note(self, data: st.DataObject) -> None:
        action_id = data.draw(st.sampled_from(self.life.actions))
        self.kindly(lambda: self.life.note(action_id))

    @rule(first=st.integers(0, 6), days=st.sampled_from([0, 3, 10, 45]))
    def go_away(self, first: int, days: int) -> None:
        self.kindly(lambda: self.life.go_away(first, days))

    @rule(data=st.data(), near=st.sampled_from([-60, -9, -3, 1, 1, 2]), wakes=st.booleans())
    def sleeps(self, data: st.DataObject, near: int, wakes: bool) -> None:
        """Away until some days before an action is due, or after it; the clock goes on into that time, or past it."""
        action_id = data.draw(st.sampled_from(self.life.actions))
        days = max(1, self.runner.run(self.life.days_left(action_id)) - near)
        self.kindly(lambda: self.life.go_away(0, days - 1))
        self.runner.run(self.life.jump(timedelta(days=days if wakes else max(1, days - 1))))

    @rule()
    def come_back(self) -> None:
        self.runner.run(self.life.come_back())

    @rule(limit=st.integers(1, 3), pause=st.sampled_from([0, 0, 4, 35]), hold=st.sampled_from([0, 1, 5, 40]))
    def choose(self, limit: int, pause: int, hold: int) -> None:
        """Fewer messages, a pause, or "not until"."""
        self.runner.run(self.life.choose(limit, pause))
        if hold:
            self.runner.run(self.life.hold(hold))

    @rule(hours=HOURS)
    def out_and_back(self, hours: int) -> None:
        """She leaves the set, time goes by, and she is asked in again."""
        self.runner.run(self.life.leave())
        self.runner.run(self.life.jump(timedelta(hours=hours)))
        self.runner.run(self.life.rejoin())

    @invariant()
    def always(self) -> None:
        self.runner.run(self.life.check())

    def kindly(self, press: Callable[[], Coroutine[Any, Any, Done]]) -> Done | None:
        """Do it; None when the bot said no in one of the kind ways."""
        try:
            return self.runner.run(press())
        except Refused as refused:
            if refused.problem not in KIND:
                raise
            return None

    def same(self, before: Stood) -> None:
        """All but the revision, which counts on."""
        now = self.runner.run(self.life.stood(before.action_id))
        for stood in (now, before):
            stood.columns.pop("revision", None)
        assert now == before


def test_the_life_of_an_action(sqlite_template: Path) -> None:
    ActionLife.template = sqlite_template
    run_state_machine_as_test(
        ActionLife,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "8")),
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate] if "LIVES" in os.environ else [Phase.generate, Phase.shrink],
        ),
    )
