"""The outbox and its sender against a model: any order of events, faults, kills and freezes (issue 2, item 4).

Nothing is lost, no direct message goes out twice, a doubled channel post bears a reference.
"""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.failpoints import Failpoint
from tests.bot.delivery_world import CHANNELS, PEOPLE, World

TARGETS = st.sampled_from([*PEOPLE, *CHANNELS])
FAULTS = st.sampled_from(
    ["limited", "limited_plain", "unreachable", "definite", "dead", "lost_before", "lost_after", "lost_after"]
)
POINTS = st.sampled_from(
    [
        Failpoint.BEFORE_MARK,
        Failpoint.AFTER_MARK,
        Failpoint.BEFORE_POST,
        Failpoint.AFTER_POST,
        Failpoint.BEFORE_CONFIRM,
        Failpoint.BEFORE_COMMIT,
        Failpoint.AFTER_COMMIT,
        Failpoint.AFTER_CONFIRM,
    ]
)
SECONDS = st.sampled_from([1, 2, 30, 61, 61, 600])


class DeliveryMachine(RuleBasedStateMachine):
    """Features, senders, Slack and time take turns; `template` is a migrated empty database file."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="setkeeper-model-")
        self.world = World(self.template, Path(self.folder.name))
        self.runner.run(self.world.open())
        self.count = 0

    def teardown(self) -> None:
        try:
            self.runner.run(self._finish())
        finally:
            self.runner.run(self.world.close())
            self.runner.close()
            self.folder.cleanup()

    async def _finish(self) -> None:
        await self.world.settle()
        self.world.check()
        await self.world.check_end()

    @rule(to=TARGETS, wait=st.sampled_from([0, 0, 30, 3600]), life=st.sampled_from([None, None, 90, 7200]))
    def schedule(self, to: str, wait: int, life: int | None) -> None:
        self.count += 1
        due = self.world.clock.now() + timedelta(seconds=wait)
        expires = None if life is None else due + timedelta(seconds=life)
        self.runner.run(self.world.schedule(f"one:{self.count}", to, due, expires))

    @rule(person=st.sampled_from(list(PEOPLE)))
    def compose(self, person: str) -> None:
        """The daily message, composed by every tick of every replica: one key a person and day."""
        now = self.world.clock.now()
        self.runner.run(self.world.schedule(f"daily:{person}:{now.date()}", person, now, None))

    @precondition(lambda self: self.world.known)
    @rule(data=st.data(), wait=st.sampled_from([0, 45, 3600]))
    def move(self, data: st.DataObject, wait: int) -> None:
        dedupe = data.draw(st.sampled_from(sorted(self.world.known)))
        self.runner.run(self.world.move(dedupe, self.world.clock.now() + timedelta(seconds=wait)))

    @precondition(lambda self: self.world.known)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.runner.run(self.world.cancel(data.draw(st.sampled_from(sorted(self.world.known)))))

    @rule(fault=FAULTS)
    def slack_fails(self, fault: str) -> None:
        self.world.slack.faults.append(fault)

    @rule(fault=st.sampled_from(["limited", "lost"]))
    def lookup_fails(self, fault: str) -> None:
        self.world.slack.lookup_faults.append(fault)

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.world.clock.moment += timedelta(seconds=seconds)

    @rule()
    def send(self) -> None:
        self.runner.run(self.world.run())

    @rule(point=POINTS, count=st.integers(1, 2))
    def send_and_be_killed(self, point: Failpoint, count: int) -> None:
        self.world.killer.arm(point, count)
        self.runner.run(self.world.run())
        self.world.killer.point = None

    @precondition(lambda self: len(self.world.frozen) < 2)
    @rule(before_mark=st.booleans())
    def send_and_freeze(self, before_mark: bool) -> None:
        self.runner.run(self.world.freeze(before_mark=before_mark))

    @precondition(lambda self: not self.world.frozen)
    @rule(to=TARGETS, before_mark=st.booleans(), meanwhile=st.sampled_from(["another sends", "moved", "cancelled"]))
    def frozen_while(self, to: str, before_mark: bool, meanwhile: str) -> None:
        """A sender freezes within a delivery while something happens to it: chance alone seldom gets there."""
        self.schedule(to, 0, None)
        self.runner.run(self.world.freeze(before_mark=before_mark))
        self.world.check()
        if meanwhile == "another sends":
            self.world.clock.moment += timedelta(seconds=61)
            self.runner.run(self.world.run())
        elif meanwhile == "moved":
            self.runner.run(self.world.move(f"one:{self.count}", self.world.clock.now() + timedelta(hours=1)))
        else:
            self.runner.run(self.world.cancel(f"one:{self.count}"))
        self.runner.run(self.world.thaw())

    @precondition(lambda self: self.world.frozen)
    @rule()
    def thaw(self) -> None:
        self.runner.run(self.world.thaw())

    @invariant()
    def slack_saw_nothing_wrong(self) -> None:
        self.world.check()


def run_model(template: Path, *, examples: int, steps: int, shrink: bool = True) -> None:
    """Run the machine on copies of `template`; raises AssertionError with the story that breaks a promise."""
    machine = type("Machine", (DeliveryMachine,), {"template": template})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=chosen)


@pytest.mark.usefixtures("out")
def test_nothing_is_lost_and_nothing_doubled(sqlite_template: Path) -> None:
    run_model(sqlite_template, examples=60, steps=30)
