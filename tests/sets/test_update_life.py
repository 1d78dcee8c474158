"""An update's life as a state machine: whatever its people and the clock do, nobody outside its audience ever reads it,
the number of its readers is right, and nothing is doubled, lost or a dead end."""

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
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

from sets.errors import Problem, Refused
from sets.update_words import Answering, Audience, Lasts
from tests.sets.update_life import EVERYONE, SET
from tests.sets.update_model import Item
from tests.sets.update_watch import Watched

HOURS = st.sampled_from([1, 1, 5, 13, 24, 24, 72, 72, 200, 800])
AUDIENCES = st.sampled_from([*Audience, Audience.SET])
LASTS = st.sampled_from(list(Lasts))
# Somebody was faster, it is over, or it is not theirs: the bot says so kindly, and changes nothing.
KIND = frozenset(
    {
        Problem.ALREADY_DONE,
        Problem.AUTHOR_LEFT,
        Problem.BEFORE_YOU_JOINED,
        Problem.CHANGED_MEANWHILE,
        Problem.FORMER_MEMBER,
        Problem.FOR_MEMBERS,
        Problem.GONE,
        Problem.NOT_FOR_YOU,
        Problem.NOT_YOUR_SET,
        Problem.STALE,
        Problem.TOO_MANY,
    }
)
MOST = 4  # updates at once: each is looked at by everybody after each step


class UpdateLife(RuleBasedStateMachine):
    """A set, its coach, somebody who comes late and somebody outside; `template` is a migrated empty database file."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="setkeeper-life-")
        self.life = self.runner.run(Watched.begin(self.template, Path(self.folder.name)))
        self.life.watch()

    def teardown(self) -> None:
        try:
            self.runner.run(self.life.note())
            self.runner.run(self.life.settle())
        finally:
            self.runner.run(self.life.end())
            self.runner.close()
            self.folder.cleanup()

    def kindly(self, press: Coroutine[Any, Any, None]) -> None:
        """Do it, or be told no in one of the kind ways."""
        try:
            self.runner.run(press)
        except Refused as refused:
            if refused.problem not in KIND:
                raise

    @property
    def there(self) -> list[Item]:
        return [item for item in self.life.model.items if not item.gone]

    def some(self, data: st.DataObject) -> Item:
        """Also one that is over, at times: an old button."""
        return data.draw(st.sampled_from(self.there or self.life.model.items))

    @initialize(audience=AUDIENCES, lasts=LASTS)
    def first(self, audience: str, lasts: str) -> None:
        self.kindly(self.life.share("AMINA", audience, lasts, None, twice=False))

    @precondition(lambda self: len(self.there) < MOST)
    @rule(data=st.data(), author=st.sampled_from(SET), audience=AUDIENCES, lasts=LASTS, twice=st.booleans())
    def share(self, data: st.DataObject, author: str, audience: str, lasts: str, twice: bool) -> None:
        about = data.draw(st.sampled_from([None, *self.life.model.things]))
        whose = self.life.model.things[about].holder if about else author
        self.kindly(self.life.share(whose, audience, lasts, about, twice=twice))

    @precondition(lambda self: len(self.there) < MOST)
    @rule(audience=st.sampled_from([Audience.SET, Audience.COACH]), issue=st.booleans(), again=st.booleans())
    def share_what_was_closed_before_someone_joined(self, audience: str, issue: bool, again: bool) -> None:
        """Something is done or settled; Jo joins, or joins again; then an old form that is about it is sent."""
        model = self.life.model
        thing_id = next(each for each, thing in model.things.items() if (thing.kind == "issue") is issue)
        if model.things[thing_id].closed is None:
            self.runner.run(self.life.turn(thing_id))
        if again and model.stay("JO") is not None:
            self.runner.run(self.life.leave("JO"))
        if model.stay("JO") is None:
            self.runner.run(self.life.join("JO"))
        self.kindly(self.life.share("AMINA", audience, Lasts.SET, thing_id, twice=False))

    @rule(data=st.data(), lasts=LASTS, old=st.sampled_from([0, 0, 0, 1]))
    def change(self, data: st.DataObject, lasts: str, old: int) -> None:
        item, about = self.some(data), data.draw(st.sampled_from([None, *self.life.model.things]))
        self.kindly(self.life.change(item, lasts, about, item.revision - old))

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        self.kindly(self.life.take_back(self.some(data)))

    @rule(data=st.data(), old=st.sampled_from([0, 0, 0, 1]))
    def put_back(self, data: st.DataObject, old: int) -> None:
        taken = [item for item in self.there if item.taken_back is not None]
        if taken:
            item = data.draw(st.sampled_from(taken))
            self.kindly(self.life.put_back(item, item.revision - old))

    @rule(data=st.data(), name=st.sampled_from(EVERYONE))
    def read(self, data: st.DataObject, name: str) -> None:
        self.kindly(self.life.read(name, self.some(data)))

    @rule(data=st.data(), name=st.sampled_from(EVERYONE))
    def read_and_be_noted_later(self, data: st.DataObject, name: str) -> None:
        """Whatever happens in between."""
        self.kindly(self.life.open(name, self.some(data)))

    @rule()
    def note(self) -> None:
        self.runner.run(self.life.note())

    @rule(data=st.data(), name=st.sampled_from(EVERYONE))
    def thank(self, data: st.DataObject, name: str) -> None:
        self.kindly(self.life.thank(name, self.some(data)))

    @rule(data=st.data(), name=st.sampled_from(EVERYONE), kind=st.sampled_from([Answering.QUESTION, Answering.REPLY]))
    def answer(self, data: st.DataObject, name: str, kind: Answering) -> None:
        self.kindly(self.life.answer(name, self.some(data), kind))

    @rule(data=st.data(), hours=st.sampled_from([0, 1, 30]), noted=st.booleans())
    def answers_around_a_look(self, data: st.DataObject, hours: int, noted: bool) -> None:
        """Somebody thanks, time goes by, the author looks, somebody else replies. noted: before that."""
        item, model = self.some(data), self.life.model
        others = [name for name in EVERYONE if name != item.author and model.may_read(name, item, self.life.now)]
        if len(others) < 2:
            return
        self.kindly(self.life.thank(others[0], item))
        self.runner.run(self.life.jump(timedelta(hours=hours)))
        self.runner.run(self.life.after_a_tick())
        self.kindly(self.life.open(item.author, item))
        if noted:
            self.runner.run(self.life.note())
        self.kindly(self.life.answer(others[1], item, Answering.REPLY))
        if not noted:
            self.kindly(self.life.read(item.author, item))

    @rule(data=st.data())
    def take_answer_back(self, data: st.DataObject) -> None:
        given: list[tuple[Item, UUID]] = [(item, answer_id) for item in self.there for answer_id in item.answers]
        if given:
            self.kindly(self.life.take_answer_back(*data.draw(st.sampled_from(given))))

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        there = [name for name in EVERYONE if self.life.model.stay(name) is not None]
        if len(there) > 2:
            self.runner.run(self.life.leave(data.draw(st.sampled_from(there))))

    @rule(data=st.data(), hours=st.sampled_from([0, 1, 30]))
    def out_and_back(self, data: st.DataObject, hours: int) -> None:
        """Somebody whom an update concerns leaves the set, time goes by, and they are asked in again."""
        item = self.some(data)
        concerned = [
            name for name in (item.author, *item.named, *item.readers) if self.life.model.stay(name) is not None
        ]
        if concerned:
            name = data.draw(st.sampled_from(sorted(concerned)))
            self.runner.run(self.life.leave(name))
            self.runner.run(self.life.jump(timedelta(hours=hours)))
            self.runner.run(self.life.after_a_tick())
            self.runner.run(self.life.join(name))

    @rule(data=st.data(), days=st.sampled_from([3, 9, 16]))
    def miss_it(self, data: st.DataObject, days: int) -> None:
        """Somebody is away; meanwhile something is shared; then they are back."""
        name = data.draw(st.sampled_from(SET))
        self.kindly(self.life.go_away(name, 0, days))
        self.runner.run(self.life.jump(timedelta(hours=20)))
        author = data.draw(st.sampled_from([each for each in SET if each != name]))
        self.kindly(self.life.share(author, data.draw(AUDIENCES), Lasts.DAYS, None, twice=False))
        self.runner.run(self.life.jump(timedelta(days=days)))
        self.runner.run(self.life.after_a_tick())

    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        """Late, or again; Otto never."""
        out = [name for name in EVERYONE if name != "OTTO" and self.life.model.stay(name) is None]
        if out:
            self.runner.run(self.life.join(data.draw(st.sampled_from(out))))

    @rule(name=st.sampled_from(EVERYONE), first=st.integers(0, 4), days=st.sampled_from([0, 3, 10, 20]))
    def go_away(self, name: str, first: int, days: int) -> None:
        self.kindly(self.life.go_away(name, first, days))

    @rule(name=st.sampled_from(SET))
    def come_back(self, name: str) -> None:
        self.runner.run(self.life.come_back(name))

    @rule(name=st.sampled_from([*SET, "JO", None]))
    def hand_on(self, name: str | None) -> None:
        self.runner.run(self.life.hand_on(name))

    @rule(held=st.booleans())
    def meet(self, held: bool) -> None:
        self.runner.run(self.life.meet(held=held))

    @rule(data=st.data())
    def turn(self, data: st.DataObject) -> None:
        self.runner.run(self.life.turn(data.draw(st.sampled_from(list(self.life.model.things)))))

    @rule(hours=HOURS)
    def jump(self, hours: int) -> None:
        self.runner.run(self.life.jump(timedelta(hours=hours)))
        self.runner.run(self.life.after_a_tick())

    @rule()
    def next_thing(self) -> None:
        self.runner.run(self.life.to_next())
        self.runner.run(self.life.after_a_tick())

    @rule(hours=st.sampled_from([1, 20, 40]))
    def down(self, hours: int) -> None:
        """The bot is not running for so long."""
        self.runner.run(self.life.sleep(timedelta(hours=hours)))
        self.runner.run(self.life.after_a_tick())

    @invariant()
    def always(self) -> None:
        self.runner.run(self.life.check())


def test_the_life_of_an_update(sqlite_template: Path) -> None:
    UpdateLife.template = sqlite_template
    run_state_machine_as_test(
        UpdateLife,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "3")),
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate] if "LIVES" in os.environ else [Phase.generate, Phase.shrink],
        ),
    )
