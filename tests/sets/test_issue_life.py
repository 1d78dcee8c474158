"""An issue's life as a state machine: whatever holders, the set and the clock do, nothing is doubled, lost or shown."""

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any
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

from sets.issue_words import State
from sets.slots import Ending
from tests.sets.issue_life import MEMBERS, OTHERS, Life

# Those who hold it press more often than those who may not.
ANYBODY = st.sampled_from([*MEMBERS, *MEMBERS[:3], *MEMBERS[:3], *OTHERS])
MEMBER = st.sampled_from(MEMBERS)
going_on = precondition(lambda self: self.life.kept)


class IssueLife(RuleBasedStateMachine):
    """The members, a coach, outsiders and the clock take turns; `template` is a migrated empty database file."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="setkeeper-issues-")
        self.life = self.runner.run(Life.begin(self.template, Path(self.folder.name)))

    def teardown(self) -> None:
        try:
            self.run(self.life.check_words())
            self.run(self.life.close_set())
        finally:
            self.run(self.life.end())
            self.runner.close()
            self.folder.cleanup()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.runner.run(work)

    def one(self, data: st.DataObject) -> UUID:
        return data.draw(st.sampled_from(list(self.life.kept)))

    def presser(self, data: st.DataObject, issue_id: UUID) -> str:
        """Mostly one who holds it: what somebody else presses is refused."""
        holders = [user for user, state in self.life.kept[issue_id].parts.items() if state == "yes"]
        return data.draw(st.sampled_from([*holders * 6, *MEMBERS, *OTHERS]))

    @initialize(user=st.sampled_from(MEMBERS[:3]))
    def first(self, user: str) -> None:
        self.run(self.life.raise_one(user))

    @precondition(lambda self: len(self.life.kept) < 2)
    @rule(user=ANYBODY)
    def raise_one(self, user: str) -> None:
        self.run(self.life.raise_one(user))

    @going_on
    @rule(data=st.data(), state=st.sampled_from([State.MOVING, State.MOVING, State.PARKED]))
    def move(self, data: st.DataObject, state: State) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.move(user, issue_id, state))

    @going_on
    @rule(data=st.data(), own=st.booleans(), line=st.booleans())
    def settle(self, data: st.DataObject, own: bool, line: bool) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.settle(user, issue_id, own=own, line=line))

    @going_on
    @rule(data=st.data())
    def reword(self, data: st.DataObject) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.reword(user, issue_id))

    @going_on
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.undo(user, issue_id))

    @going_on
    @rule(data=st.data(), times=st.integers(1, 3))
    def undo_what_was_done_last(self, data: st.DataObject, times: int) -> None:
        """By who did it, several steps back."""
        issue_id = self.one(data)
        for _ in range(times):
            if steps := self.life.kept[issue_id].steps:
                self.run(self.life.undo(steps[-1].user, issue_id))

    @going_on
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.remove(user, issue_id))

    @rule(user=MEMBER)
    def erase(self, user: str) -> None:
        self.run(self.life.erase(user))

    @going_on
    @rule(data=st.data(), whom=ANYBODY, yes=st.sampled_from([True, True, True, False, None]))
    def ask(self, data: st.DataObject, whom: str, yes: bool | None) -> None:
        """By one who holds it; answered at once, or not yet."""
        issue_id = self.one(data)
        self.run(self.life.ask(self.presser(data, issue_id), issue_id, whom))
        if yes is not None:
            self.run(self.life.reply(whom, issue_id, yes=yes))

    @going_on
    @rule(data=st.data(), user=ANYBODY, whom=ANYBODY)
    def ask_as_anybody(self, data: st.DataObject, user: str, whom: str) -> None:
        self.run(self.life.ask(user, self.one(data), whom))

    @going_on
    @rule(data=st.data(), user=MEMBER, yes=st.booleans())
    def reply(self, data: st.DataObject, user: str, yes: bool) -> None:
        self.run(self.life.reply(user, self.one(data), yes=yes))

    @going_on
    @rule(data=st.data(), user=MEMBER)
    def unreply(self, data: st.DataObject, user: str) -> None:
        self.run(self.life.unreply(user, self.one(data)))

    @going_on
    @rule(data=st.data(), whom=MEMBER)
    def unask(self, data: st.DataObject, whom: str) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.unask(user, issue_id, whom))

    @going_on
    @rule(data=st.data())
    def step_out(self, data: st.DataObject) -> None:
        issue_id = self.one(data)
        user = self.presser(data, issue_id)
        self.run(self.life.step_out(user, issue_id))

    @going_on
    @rule(data=st.data(), user=ANYBODY)
    def step_in(self, data: st.DataObject, user: str) -> None:
        self.run(self.life.step_in(user, self.one(data)))

    @going_on
    @rule(data=st.data(), user=MEMBER, ending=st.sampled_from(Ending))
    def session(self, data: st.DataObject, user: str, ending: Ending) -> None:
        self.run(self.life.session(user, self.one(data), ending))

    @rule(user=MEMBER)
    def leave(self, user: str) -> None:
        self.run(self.life.leave(user))

    @rule(user=MEMBER)
    def join(self, user: str) -> None:
        self.run(self.life.join(user))

    @rule(hours=st.sampled_from([1, 1, 24, 24 * 28]))
    def later(self, hours: int) -> None:
        self.run(self.life.later(hours))

    @invariant()
    def always(self) -> None:
        self.run(self.life.check())


def test_the_life_of_an_issue(sqlite_template: Path) -> None:
    IssueLife.template = sqlite_template
    run_state_machine_as_test(
        IssueLife,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "6")),
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate] if "LIVES" in os.environ else [Phase.generate, Phase.shrink],
        ),
    )
