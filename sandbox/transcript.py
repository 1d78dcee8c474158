"""A transcript of a simulated story, to be read like a play: who sees what where, and what they press or write.

    Friday 15 May
    =============

    08:30  Ana sees, in her messages:

           | Your action "ring the ward" is due today. How is it going?
           | [Done]  [Still on it]  [Stuck]  [Not now]  [Change]

    08:34  Ana presses [Still on it]

Lines are given in the order in which they happened; nothing here sorts. Pure functions.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sandbox.mrkdwn import day_of

Kind = Literal["sees", "presses", "writes", "chooses", "time"]

WIDTH = 88  # columns of a terminal line
_MARGIN = " " * 7  # below the time of day and two spaces
_BAR = "| "
# What stays on one line: a button or a menu in square brackets.
_BRACKETED = re.compile(r"\[[^\]\n]{1,60}\]")
_HARD_SPACE = "\u00a0"
# Isolates keep one person's writing direction from turning a line around; some terminals draw them as boxes.
_UNSEEN = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])
LONG = 4  # a screen of more lines than this is told once; after that its first line stands for it
SAME = "(the same as above)"


@dataclass(frozen=True)
class Line:
    """One thing that happens in a story.

    `at`: aware UTC. `who`: the person's name; empty for kind "time". `where`: as it follows "in" ("#learning-set", "her
    messages", "a form"); may be empty. `text`: what is seen (rendered lines, see `sandbox/render.py`), pressed (the
    button's words), written or chosen; for "time" a stage direction ("Three days pass").
    """

    at: datetime
    who: str
    where: str
    kind: Kind
    text: str


@dataclass(frozen=True)
class Scene:
    """Whose clock the story shows: the IANA zone of the margin, and the zones of people who live elsewhere."""

    zone: str = "Europe/London"
    zones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Moment:
    """Lines that are one happening: several people may see the same message in the same place in the same minute."""

    line: Line
    people: tuple[str, ...]


def as_person(lines: Iterable[Line], name: str) -> list[Line]:
    """Only what this person sees and does, and the passing of time."""
    return [line for line in lines if line.kind == "time" or line.who == name]


def told_once(lines: Iterable[Line]) -> list[Line]:
    """A long screen that somebody else has seen before is told by its first line. What several people see at once
    stays whole, and so does what one person sees again. To be given the lines that will be shown, after as_person."""
    told: list[Line] = []
    seen_by: dict[str, set[str]] = {}
    before: Line | None = None
    for line in lines:
        people = seen_by.setdefault(line.text, set()) if line.kind == "sees" else set()
        rows = line.text.strip("\n").split("\n")
        if before is not None and _together(before, line):
            told.append(replace(line, text=told[-1].text))
        elif len(rows) > LONG and people - {line.who}:
            told.append(replace(line, text=f"{rows[0]}\n{SAME}"))
        else:
            told.append(line)
        people.add(line.who)
        before = line
    return told


def _together(first: Line, second: Line) -> bool:
    """True if two people see the same thing in the same place in the same minute."""
    return (
        first.kind == second.kind == "sees"
        and (first.where, first.text) == (second.where, second.text)
        and first.at.replace(second=0, microsecond=0) == second.at.replace(second=0, microsecond=0)
    )


def _moments(lines: Iterable[Line]) -> list[_Moment]:
    moments: list[_Moment] = []
    for line in lines:
        last = moments[-1] if moments else None
        if last and _together(last.line, line):
            people = last.people if line.who in last.people else (*last.people, line.who)
            moments[-1] = _Moment(last.line, people)
        else:
            moments.append(_Moment(line, (line.who,)))
    return moments


def _named(people: Sequence[str]) -> str:
    """ "Ana", "Ana and Ben", "Ana, Ben and Cem"."""
    return people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"


def _elsewhere(moment: _Moment, scene: Scene) -> str:
    """ " (04:00 in Toronto)" for someone whose own clock differs, else nothing."""
    zone = scene.zones.get(moment.people[0], scene.zone) if len(moment.people) == 1 else scene.zone
    local, shown = moment.line.at.astimezone(ZoneInfo(zone)), moment.line.at.astimezone(ZoneInfo(scene.zone))
    if local.utcoffset() == shown.utcoffset():
        return ""
    day = "" if local.date() == shown.date() else f"{day_of(local)}, "
    return f" ({day}{local:%H:%M} in {zone.rpartition('/')[2].replace('_', ' ')})"


def _sentence(moment: _Moment, scene: Scene, where: str) -> str:
    """What happens, in one sentence; what is seen or written over several lines follows it."""
    line = moment.line
    who = _named(moment.people) + _elsewhere(moment, scene)
    place = f", in {where}" if where else ""
    if line.kind == "sees":
        verb = "sees" if len(moment.people) == 1 else "see"
        return f"{who} {verb}{place}:"
    if line.kind == "presses":
        return f"{who} presses [{line.text}]{place}"
    if line.kind == "chooses":
        return f"{who} chooses {line.text}{place}"
    return f'{who} writes{place}: "{line.text}"' if _short(line.text) else f"{who} writes{place}:"


def _short(text: str) -> bool:
    """True if what somebody writes fits into the sentence that says so."""
    return len(text) <= 60 and "\n" not in text


def _body(line: Line) -> list[str]:
    """The lines that stand in a box below the sentence."""
    if line.kind == "sees" or (line.kind == "writes" and not _short(line.text)):
        return line.text.strip("\n").split("\n")
    return []


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    """`text` in lines of at most `width` columns; buttons keep their words together."""
    whole = _BRACKETED.sub(lambda found: found[0].replace(" ", _HARD_SPACE), text)
    lines = textwrap.wrap(whole, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(_HARD_SPACE, " ") for line in lines] or [first.rstrip()]


def _box(lines: Sequence[str], width: int) -> list[str]:
    """Lines behind a bar; a line's own indentation is kept when it is wrapped."""
    boxed: list[str] = []
    for line in lines:
        own = _MARGIN + _BAR + " " * (len(line) - len(line.lstrip(" ")))
        boxed += _wrapped(line.strip(" "), width, own, own)
    return boxed


def _day_heading(moment: _Moment, scene: Scene) -> str:
    return day_of(moment.line.at.astimezone(ZoneInfo(scene.zone)))


def _told(
    lines: Iterable[Line],
    scene: Scene,
    heading: Callable[[str], list[str]],
    tell: Callable[[_Moment, str, str], list[str]],
) -> list[str]:
    """The story in order: a heading for each new day, then each moment with its time and place where they are new."""
    told: list[str] = []
    day = clock = ""
    places: dict[tuple[str, ...], str] = {}
    for moment in _moments(lines):
        if moment.line.kind == "time":
            # Time passes between the days: the next thing that happens brings its own heading and hour.
            told += tell(moment, "", "")
            clock = ""
            continue
        today = _day_heading(moment, scene)
        if today != day:
            told += heading(today)
            day, clock = today, ""
        time = f"{moment.line.at.astimezone(ZoneInfo(scene.zone)):%H:%M}"
        where = moment.line.where
        # An act in the place that the person has just been looking at need not name it again.
        known = moment.line.kind != "sees" and places.get(moment.people) == where
        told += tell(moment, "" if time == clock else time, "" if known else where)
        clock = time
        for person in moment.people:
            places[(person,)] = where
    return told


def _without_isolates(lines: Iterable[Line]) -> list[Line]:
    return [replace(line, text=line.text.translate(_UNSEEN)) for line in lines]


def terminal_text(lines: Iterable[Line], scene: Scene | None = None, *, width: int = WIDTH) -> str:
    """The story as plain text of at most `width` columns, ending in a newline; empty for no lines."""
    setting = scene or Scene()
    lines = _without_isolates(lines)

    def heading(day: str) -> list[str]:
        return ["", day, "=" * len(day), ""]

    def tell(moment: _Moment, time: str, where: str) -> list[str]:
        if moment.line.kind == "time":
            return [*_wrapped(f"({moment.line.text})", width, _MARGIN, _MARGIN + " "), ""]
        sentence = _wrapped(_sentence(moment, setting, where), width, f"{time:5}  ", _MARGIN)
        body = _box(_body(moment.line), width)
        return [*sentence, *body, ""]

    told = _told(lines, setting, heading, tell)
    return "\n".join(told).strip("\n") + "\n" if told else ""


def _escaped(text: str) -> str:
    """Words that Markdown leaves as they are: no styles, no links, no list or rule at the start of a line."""
    words = re.sub(r"([\\`*_<>#|~])", r"\\\1", text).replace("](", "]\\(")
    return re.sub(r"^(\d*)([=+.)-])", r"\1\\\2", words)


def _quoted(lines: Sequence[str]) -> list[str]:
    """Lines as one Markdown quotation; underlined words are bold; a backslash at a line's end keeps the break."""
    quoted: list[str] = []
    for line in lines:
        if quoted and quoted[-1] and line and set(line) == {"="}:
            quoted[-1] = f"**{quoted[-1]}**"
        else:
            quoted.append("&nbsp;" * (len(line) - len(line.lstrip(" "))) + _escaped(line.strip(" ")))
    followed = zip(quoted, [*quoted, ""][1:], strict=True)
    return [f"> {words}\\" if words and after else f"> {words}".rstrip(" ") for words, after in followed]


def markdown_text(lines: Iterable[Line], scene: Scene | None = None, *, title: str = "") -> str:
    """The story as Markdown: a heading for each day, times in bold, what people see as quotations."""
    setting = scene or Scene()
    lines = _without_isolates(lines)

    def heading(day: str) -> list[str]:
        return [f"## {day}", ""]

    def tell(moment: _Moment, time: str, where: str) -> list[str]:
        if moment.line.kind == "time":
            return [f"*({_escaped(moment.line.text)})*", ""]
        clock = f"**{time}** " if time else ""
        sentence = f"{clock}{_escaped(_sentence(moment, setting, where))}"
        quoted = _quoted(_body(moment.line))
        return [sentence, "", *quoted, ""] if quoted else [sentence, ""]

    told = _told(lines, setting, heading, tell)
    start = [f"# {title}", ""] if title else []
    return "\n".join([*start, *told]).strip("\n") + "\n" if start or told else ""
