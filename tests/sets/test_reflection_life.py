"""A round of reflection as a state machine: whatever a set and the clock do, nothing is doubled, lost, early or read
by anybody outside its audience, and nothing ends in a dead end."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sets.errors import Problem, Refused
from tests.sets.reflection_life import JOINERS, MEMBERS, OUTSIDE, ReflectionLife

ANYBODY = st.sampled_from([*MEMBERS, *MEMBERS, *JOINERS, *OUTSIDE])
INSIDE = st.sampled_from([*MEMBERS, *JOINERS])
AUDIENCE = st.sampled_from(["me", "set"])
HOURS = st.sampled_from([1, 5, 13, 24, 72, 110, 200, 700])
# It is not theirs, or somebody was faster: the bot says so kindly, and changes nothing.
NOT_THEIRS = frozenset(
    {Problem.NOT_YOUR_SET, Problem.FORMER_MEMBER, Problem.BEFORE_YOU_JOINED, Problem.FOR_MEMBERS, Problem.STALE}
)


class LifeOfRounds(RuleBasedStateMachine):
    """A set, those around it and the clock take turns; `template` is a migrated empty database file."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="setkeeper-rounds-")
        self.life = self.runner.run(ReflectionLife.begin(self.template, Path(self.folder.name)))

    def teardown(self) -> None:
        self.runner.run(self.life.end())
        self.runner.close()
        self.folder.cleanup()

    @initialize()
    def first(self) -> None:
        """On to the first question."""
        for _ in range(2):
            self.runner.run(self.life.to_next())

    @rule(data=st.data(), user=ANYBODY, audience=AUDIENCE)
    def answer(self, data: st.DataObject, user: str, audience: str) -> None:
        """A first answer, another one, a late one; in the channel's form, which anybody could forge."""
        if (round_id := self.drawn(data)) is None:
            return
        asked = self.runner.run(self.life.round(round_id))
        may = self.life.belonged(user, asked)
        assert self.kindly(lambda: self.life.answer(user, round_id, audience)) == may

    @rule(data=st.data(), audience=AUDIENCE)
    def answer_in_the_message(self, data: st.DataObject, audience: str) -> None:
        """Who was asked answers, also what they had skipped."""
        found = self.runner.run(self.life.nudges_in("sent", "answered"))
        if found:
            row, user = self.runner.run(self.life.nudge(data.draw(st.sampled_from(found))))
            asked = self.runner.run(self.life.round(row.subject_id))
            may = self.life.belonged(user, asked)
            assert self.kindly(lambda: self.life.answer(user, asked.id, audience)) == may

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Always one's own to take back: after the deadline, after leaving."""
        if self.life.answers:
            round_id, user = data.draw(st.sampled_from(list(self.life.answers)))
            assert self.kindly(lambda: self.life.take_back(user, round_id))

    @rule(data=st.data(), user=ANYBODY)
    def take_back_forged(self, data: st.DataObject, user: str) -> None:
        if (round_id := self.drawn(data)) is not None:
            wrote = (round_id, user) in self.life.answers
            assert self.kindly(lambda: self.life.take_back(user, round_id)) or not wrote

    @rule(data=st.data(), at=st.integers(0, 5))
    def erase(self, data: st.DataObject, at: int) -> None:
        """In the journal."""
        authors = sorted({user for (_, user), wrote in self.life.answers.items() if wrote.audience == "me"})
        if authors:
            user = data.draw(st.sampled_from(authors))
            self.runner.run(self.life.erase(user, at))

    @rule(data=st.data(), what=st.sampled_from(["skip", "skip", "pause"]))
    def pass_over(self, data: st.DataObject, what: str) -> None:
        found = self.runner.run(self.life.nudges_in("sent"))
        if found:
            nudge_id = data.draw(st.sampled_from(found))
            assert self.kindly(lambda: self.life.press(nudge_id, what))

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """What was skipped or paused can always be taken back, however late."""
        found = self.runner.run(self.life.nudges_in("answered"))
        rows = [self.runner.run(self.life.nudge(each))[0] for each in found]
        passed = [row.id for row in rows if row.reason is not None]
        if passed:
            nudge_id = data.draw(st.sampled_from(passed))
            assert self.kindly(lambda: self.life.press(nudge_id, "undo"))

    @rule(user=st.sampled_from(MEMBERS), days=st.sampled_from([1, 2, 5]))
    def not_until(self, user: str, days: int) -> None:
        self.kindly(lambda: self.life.hold(user, days), Problem.DATE_PAST)

    @rule(user=INSIDE)
    def resume(self, user: str) -> None:
        self.runner.run(self.life.resume(user))

    @rule(user=INSIDE)
    def comes_or_goes(self, user: str) -> None:
        """A leaver, a joiner, a rejoiner."""
        going = user in self.life.since
        if not going or len(self.life.since) > 2:
            self.runner.run(self.life.leave(user) if going else self.life.join(user))

    @rule(user=INSIDE, hours=st.sampled_from([0, 30]), just_asked=st.booleans())
    def out_and_back(self, user: str, hours: int, just_asked: bool) -> None:
        """Also between the moment when the set is asked and the one when they are."""
        if just_asked:
            self.runner.run(self.life.to_next_question())
        if user in self.life.since:
            self.runner.run(self.life.leave(user))
            self.runner.run(self.life.jump(timedelta(hours=hours)))
            self.runner.run(self.life.join(user))

    @rule(user=st.sampled_from([*MEMBERS, "UCOACH", "UNOBODY"]))
    def add_prompt(self, user: str) -> None:
        may = user in self.life.since
        assert self.kindly(lambda: self.life.add_prompt(user)) == may

    @rule(data=st.data(), user=INSIDE, undo=st.booleans())
    def take_off(self, data: st.DataObject, user: str, undo: bool) -> None:
        if self.life.ours:
            prompt_id = data.draw(st.sampled_from(self.life.ours))
            self.kindly(lambda: self.life.take_off(user, prompt_id, undo=undo), Problem.GONE)

    @rule(hours=HOURS)
    def jump(self, hours: int) -> None:
        self.runner.run(self.life.jump(timedelta(hours=hours)))

    @rule()
    def next_thing(self) -> None:
        self.runner.run(self.life.to_next())

    @rule()
    def and_the_next(self) -> None:
        """Time passes more often than anything else happens."""
        self.runner.run(self.life.to_next())

    @rule()
    def meet(self) -> None:
        self.runner.run(self.life.meet())

    @rule(days=st.sampled_from([1, 3, 8, 20, 60]))
    def move(self, days: int) -> None:
        self.runner.run(self.life.move(days))

    @invariant()
    def always(self) -> None:
        self.runner.run(self.life.check())

    def drawn(self, data: st.DataObject) -> UUID | None:
        """A question that was asked."""
        found = self.runner.run(self.life.rounds("open", "shown"))
        return data.draw(st.sampled_from([each.id for each in found])) if found else None

    def kindly(self, press: Callable[[], Coroutine[Any, Any, None]], *more: Problem) -> bool:
        """Do it; False when the bot said no in one of the kind ways."""
        try:
            self.runner.run(press())
        except Refused as refused:
            if refused.problem not in NOT_THEIRS | set(more):
                raise
            return False
        return True


def test_the_life_of_a_round(sqlite_template: Path) -> None:
    LifeOfRounds.template = sqlite_template
    run_state_machine_as_test(
        LifeOfRounds,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "5")),
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate] if "LIVES" in os.environ else [Phase.generate, Phase.shrink],
        ),
    )
