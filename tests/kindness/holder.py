"""A resident who keeps a notebook of their own actions, and draws a way of answering anew every few weeks."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sandbox.records import JSON, Message
from sandbox.residents import Resident
from sandbox.story import Stage
from sandbox.temperaments import PROMPT, Button, buttons_of, fields_of
from tests.kindness.cast import Member
from tests.kindness.measure import Lived, Reminder, Window, Wish
from tests.kindness.notebook import Notebook

COMMITTED = "Saved. I will ask how it is going on"  # what a new action's message begins with
BY_WHEN = "By when?"
WEEKS_OF_A_WAY = timedelta(days=21)
_ALOUD = re.compile(r"^[^:]+: (?P<label>.+)$")
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
_ENDINGS = {"Done": "done", "Stop this action": "stopped"}


def plain(text: str) -> str:
    """Without the marks that keep a name's direction its own."""
    return text.translate(_ISOLATES)


class Holder(Resident):
    """One member with actions of their own."""

    def __init__(self, stage: Stage, member: Member, seed: int) -> None:
        person = stage.cast(member.name, member.name, tz=member.zone, dnd=_wall(member))
        self._ways = Random(f"ways {seed} {member.name}")
        # Everybody joins first, and agrees to the ground rules; `draw` then gives them a way of their own.
        super().__init__(person, PROMPT, member.waking, log=stage.slack.log, driver=stage.driver, seed=seed)
        self.member = member
        self.notebook = Notebook()
        self.wishes: list[Wish] = []
        self.windows: list[Window] = []
        self._about = ""  # the label of the action they are dealing with
        self._later = date.max  # the date they would choose instead of one that has come
        self._undoes = False  # whether their last press on it changed how it stands
        self._to: date | None = None  # the date they have typed for it
        stage.residents[member.name] = self

    def lived(self) -> Lived:
        """What came of it: every message that counts has a button to put it off."""
        posts = [each for each in self._log.of("message") if each.actor == "app" and self.person.id in each.seen_by]
        words = [(each.at, plain(_read(each.shown.get("blocks") or []))) for each in posts if each.channel[0] == "D"]
        reminders = [Reminder(at, text) for at, text in words if "Not until ..." in text]
        return Lived(self.member, self.notebook, reminders, self.wishes, self.windows)

    def draw(self) -> None:
        """Another way of answering, from now on and for some weeks."""
        way = self.member.way(self._ways)
        later = self._driver.now.astimezone(self.member.tz).date() + timedelta(days=self._ways.randint(10, 32))
        self._later = later
        self.temperament = way.but(writes={**way.writes, BY_WHEN: f"{later:%-d %B %Y}"})
        self._driver.at(self._driver.now + WEEKS_OF_A_WAY, self._draw)

    async def _draw(self) -> None:
        self.draw()

    async def _press(self, where: Message | None, button: Button) -> bool:
        heard = _ALOUD.match(plain(button.aloud))
        if heard is not None and heard["label"] in self.notebook.pages:
            self._about = heard["label"]
        answered = await super()._press(where, button)
        if answered and where is not None and button.label == "Undo" and where.text.startswith(COMMITTED):
            self.notebook.ended(list(self.notebook.pages)[-1], "taken back", self._driver.now)
        elif answered and self._about:
            self._keep(button.label)
        return answered

    def _keep(self, pressed: str) -> None:
        """What the press means for the action, as they see it."""
        now = self._driver.now
        if pressed in _ENDINGS:
            self._undoes = not self.notebook.pages[self._about].now.ended
            self.notebook.ended(self._about, _ENDINGS[pressed], now)
        elif pressed == "Undo":
            if self._undoes:
                self.notebook.took_back(self._about, now)
            self._undoes = False
        elif pressed in ("Still on it", "Stuck", "Not now", "Change"):
            self._undoes = False

    def _write(self, blocks: list[JSON], given: dict[str, Any]) -> None:
        super()._write(blocks, given)
        by_when = [each.block_id for each in fields_of(blocks) if each.words == BY_WHEN]
        self._to = self._later if any(block_id in given for block_id in by_when) else None

    async def _in_window(self, root: str, left: int, came_from: tuple[str, str] | None = None) -> None:
        await super()._in_window(root, left, came_from)
        if self._to is not None:
            view = self.person.top_window()
            if view is not None and "Your date is" in str(view.body):
                self.notebook.moved(self._about, self._to, self._driver.now)
                self._undoes = True
            self._to = None


def _read(blocks: Sequence[JSON]) -> str:
    """The words of a message and of its buttons, line by line."""
    texts = [str(block["text"]["text"]) for block in blocks if block["type"] == "section"]
    return "\n".join([*texts, *(button.label for button in buttons_of(blocks))])


def _wall(member: Member) -> tuple[str, str] | None:
    return None if member.quiet is None else (f"{member.quiet[0]:%H:%M}", f"{member.quiet[1]:%H:%M}")
