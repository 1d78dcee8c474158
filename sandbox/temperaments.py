"""How people answer: at once, late, stuck, never. Pure: what is in sight in, what they would do out.

They know what people know: the words on the buttons in front of them, and what they have pressed before. What they do
not recognise they leave alone. When they look at Slack is a matter of their hours (sandbox/waking.py), so that anybody
may work nights, be away, or live in another zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

from sandbox.forms import STATEFUL, options_of, places
from sandbox.records import JSON

# The beginnings of words on buttons that lead through a welcome.
WELCOME = ("Next", "Join the set", "Coach the set")
PRESENT = (timedelta(seconds=10), timedelta(seconds=50))  # between two presses of somebody who is at it
TEXTS = ("plain_text_input", "rich_text_input")


@dataclass(frozen=True)
class Button:
    """A button in sight. `label`: the words on it; `aloud`: what a screen reader says, which tells buttons alike apart.

    Two are the same to a person when they say the same, whatever the app has put behind them meanwhile.
    """

    action_id: str
    label: str
    aloud: str
    block_id: str = field(compare=False)
    value: str | None = field(compare=False)


@dataclass(frozen=True)
class Field:
    """A field of a window. `words`: of its label."""

    block_id: str
    words: str
    kind: str
    required: bool
    filled: bool
    options: tuple[str, ...]


@dataclass(frozen=True)
class Temperament:
    """One way of answering.

    wants   beginnings of the words on buttons they press, the dearest first
    writes  beginning of a field's label -> what they put into it; a field that has to be filled and is not here makes
            them close the window again
    soonest, latest  from noticing to answering
    """

    name: str
    wants: tuple[str, ...]
    soonest: timedelta = timedelta(seconds=20)
    latest: timedelta = timedelta(minutes=3)
    writes: Mapping[str, Any] = field(default_factory=dict)

    def but(self, **changes: Any) -> "Temperament":  # noqa: ANN401 - fields of this class
        """The same with some differences."""
        return replace(self, **changes)

    def pause(self, random: Random) -> timedelta:
        """How long they take this time, whole seconds."""
        return timedelta(seconds=random.randint(int(self.soonest.total_seconds()), int(self.latest.total_seconds())))

    def choose(self, in_sight: Sequence[Button], pressed: frozenset[Button]) -> Button | None:
        """The button they press next; None: they leave it. Nobody presses the same button of a message twice."""
        for wanted in self.wants:
            for button in in_sight:
                if button.label.startswith(wanted) and button not in pressed:
                    return button
        return None

    def fill(self, fields: Sequence[Field], submit: str) -> dict[str, Any] | None:
        """What they put into a window, by block_id; None: they have nothing to write there, and close it.

        A window without fields is sent when its button, `submit`, says what they want.
        """
        if not fields:
            return {} if any(submit.startswith(words) for words in self.wants) else None
        given: dict[str, Any] = {}
        for each in fields:
            for words, answer in self.writes.items():
                if each.words.startswith(words):
                    given[each.block_id] = answer
            if each.required and not each.filled and each.block_id not in given:
                return None
        return given if given or any(each.filled for each in fields) else None


def buttons_of(blocks: Sequence[JSON]) -> list[Button]:
    """The buttons of a message or window, top to bottom. Links lead elsewhere and are not pressed."""
    found = [place for place in places(list(blocks)) if place.element["type"] == "button"]
    return [
        Button(
            place.action_id,
            label := str(place.element["text"]["text"]),
            str(place.element.get("accessibility_label") or label),
            place.block_id,
            place.element.get("value"),
        )
        for place in found
        if "url" not in place.element
    ]


def fields_of(blocks: Sequence[JSON]) -> list[Field]:
    """The fields of a window, top to bottom."""
    found = [place for place in places(list(blocks)) if place.block["type"] == "input"]
    return [
        Field(
            place.block_id,
            str(place.block["label"]["text"]),
            str(place.element["type"]),
            not place.block.get("optional", False),
            bool(place.element.get(STATEFUL.get(str(place.element["type"]), ("", "", None))[1])),
            tuple(str(option["text"]["text"]) for option in options_of(place.element)),
        )
        for place in found
    ]


# Endings that a test can look for: everything answered at once; everything answered, a day later; a way out of being
# stuck taken; all read and nothing answered.
PROMPT = Temperament("prompt", (*WELCOME, "I agree", "Done", "Yes"))
LATE = PROMPT.but(name="late", soonest=timedelta(hours=5), latest=timedelta(hours=30))
STUCK = Temperament(
    "stuck", (*WELCOME, "I agree", "Stuck", "Keep it to myself"), timedelta(minutes=5), timedelta(minutes=40)
)
SILENT = Temperament("silent", (), timedelta(minutes=1), timedelta(hours=2))


def stuck_then(route: str, **writes: Any) -> Temperament:  # noqa: ANN401 - what goes into a window's fields
    """Somebody who is stuck and then takes this way out. `writes`: as in Temperament, with _ for blanks."""
    return STUCK.but(
        wants=(*WELCOME, "I agree", "Stuck", route),
        writes={words.replace("_", " "): answer for words, answer in writes.items()},
    )
