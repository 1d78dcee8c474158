"""What a typed reply says about the actions it answers: a pure reading, which asks when it is not sure.

Nothing else is looked for in the words: they are never searched for risk (product.md, principle 9).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sets.dates import read_date
from sets.errors import Refused
from sets.reply_cues import Cue, asks_to_stop_writing, cue_of, simple
from sets.reply_phrases import any_of
from sets.reply_targets import Target, target_of

LONG = 45  # words: of more, only a first short clause can be an answer; the rest is a story
SHORT = 6
BARE = 3  # a clause of so few words may wait for the next one: "1 and 3 done"
_KINDS = frozenset({Cue.DONE, Cue.STILL, Cue.STUCK, Cue.NOT_NOW, Cue.STOPPED})
_SPLIT = re.compile(
    r"[\n;!]+|(?<!\d)\.+(?=\s|$)|,\s*(?!\d)|\s[-–—/|]+\s|\b(?:but|though|although|whereas|however)\b|(?<=\?)\s"
)
_EXCEPT = re.compile(r"\s(?:except|apart from|other than|bar|aside from)(?: for)?\s")
_NUMBERED = re.compile(r"(?<=[a-z]) (?=#?[1-9] [a-z])")
_NUMBER_FIRST = re.compile(r"^#?\d+ +(?:(?:is|was|has been) )?")
_AND = re.compile(r"\s(?:and|&|plus|then)\s")
_WEEKDAY = r"(?:mon|tues?|weds?|thurs?|fri|sat|sun)"
_DAY_WORD = any_of(
    rf"""
    tomorrow / tmrw / tomoz / fortnight / weeks? / month / \w*week\w* / \d+(?:st|nd|rd|th) / days?
    [\d/.-]*\d[/.-]\d[\d/.-]* / (?:mon|tue|wed|thu|fri|sat|sun)\w*day
    (?:by|on|until|till|next|this|to) {_WEEKDAY} / ^{_WEEKDAY} / mon / tues?
    weds? / thurs? / fri / \d*(?:jan|feb|march|apr|may|jun|jul|aug|sept?|oct|nov|dec)\w*
"""
)
_BY = re.compile(r"\b(?:by|before)\b")
# What stands around a date without saying anything more.
_FILLERS = re.compile(
    r"\b(?:sorry|please|pls|can|could|may|we|i|you|it|this|that|say|make|do|have|try|how|about|what|maybe|perhaps|probably"
    r"|then|instead|give|me|till|until|by|on|for|to|the|a|date|new|change|extension|extend|is|be|ok|okay|better|now|if|at"
    r"|possible|aiming|latest|would|work|back|of|again|shall|let's|lets|need|more|time|till|yes|no|oops|both|next)\b|[?!.,:#\d-]+"
)
_NO_DAY = re.compile(r"(?:(?:on|for|in|all) )?(?:(?:this|the) )?(?:week|month)")  # says when, and wishes for no date
_MOST_WORDS_OF_A_DATE = 6


@dataclass(frozen=True)
class Asked:
    """One action that may be answered. due: local date of its holder."""

    label: str
    due: date


@dataclass(frozen=True)
class Said:
    """What was said of one action. kind: as for sets.actions.record; day: a new date, or when to be asked again."""

    kind: str
    day: date | None = None


@dataclass(frozen=True)
class Reading:
    """What a reply says. answers: by the action's place, from 0.

    unsure        something was said, and it is not clear of which action, or what: ask, and do nothing yet
    stop_writing  no more messages are wanted
    """

    answers: Mapping[int, Said] = field(default_factory=dict)
    unsure: bool = False
    stop_writing: bool = False


@dataclass(frozen=True)
class _Clause:
    text: str
    cue: Cue | None
    target: Target
    day: date | None
    question: bool


def read(words: str, asked: Sequence[Asked], today: date, *, numbered: bool = True) -> Reading:
    """Read a reply about these actions, in the order of their numbers.

    today     the writer's own date
    numbered  the writer has seen their numbers; else a number means something else
    """
    text = simple(words)
    if asks_to_stop_writing(text):
        return Reading(stop_writing=True)
    if not asked:
        return Reading()
    clauses = list(_clauses(text, asked, today, numbered))
    if len(text.split()) > LONG:
        clauses = [each for each in clauses[:1] if len(each.text.split()) <= SHORT]
    return _one(clauses, asked[0], today) if len(asked) == 1 else _several(clauses, asked, today)


def _clauses(text: str, asked: Sequence[Asked], today: date, numbered: bool) -> Iterator[_Clause]:
    labels = [each.label.lower() for each in asked]
    text = re.sub(r"(?m)^\s*(\d)\s*[.):]\s*", r"#\1 ", text)
    text = re.sub(r"\b(\d)\s*[-–=]\s*(?=[a-z])", r"#\1 ", text)
    text = re.sub(r"\b(\d)\s*:\s*|\bno\.? ?(\d)\b", lambda found: f"#{found[1] or found[2]} ", text)
    parts = [part.strip() for part in _SPLIT.split(text) if part and part.strip(" .,")]
    if len(asked) > 1:
        parts = [piece for part in parts for piece in _apart(part)]
    for part in parts:
        target = target_of(part, labels, numbered=numbered) if len(asked) > 1 else Target()
        about = [labels[place] for place in sorted(target.places)] or labels
        cue = Cue.STILL if target.none else cue_of(_NUMBER_FIRST.sub("", part) if len(asked) > 1 else part, about)
        day, rest = _day_in(part, today)
        if cue is Cue.DONE and day is not None and _BY.search(part):
            cue = Cue.STILL  # "done by Monday" is not done
        if cue is None and not target and _FILLERS.sub("", rest).split():
            day = None  # it says something else, about another thing
        yield _Clause(part, cue, target, day, part.endswith("?"))


def _apart(part: str) -> list[str]:
    """The pieces of a part with "and" in it, or with the numbers of several actions: "1 done 2 not yet"."""
    part = _EXCEPT.sub(" and not ", part)
    pieces = [piece.strip() for piece in _AND.split(part) if piece.strip()]
    return [
        each.strip() for piece in pieces for each in (_NUMBERED.split(piece) if piece[0] in "#123456789" else [piece])
    ]


def _day_in(clause: str, today: date) -> tuple[date | None, str]:
    """A coming day that the clause names (None: none, or it cannot be read), and the clause without it."""
    tokens = clause.strip(" ?.,!").split() if _DAY_WORD.search(clause) else []
    for length in range(min(_MOST_WORDS_OF_A_DATE, len(tokens)), 0, -1):
        for first in range(len(tokens) - length + 1):
            piece = " ".join(tokens[first : first + length]).strip(" ?.,!")
            if piece.isdecimal() or _NO_DAY.fullmatch(piece) or not _DAY_WORD.search(piece):
                continue
            try:
                found = read_date(piece, today)
            except Refused:
                continue
            if found > today:
                return found, " ".join(tokens[:first] + tokens[first + length :])
    return None, clause


def _one(clauses: Sequence[_Clause], asked: Asked, today: date) -> Reading:
    said = _together(clauses, asked, today)
    return Reading({0: said}) if said else Reading(unsure=any(each.cue for each in clauses))


def _together(clauses: Sequence[_Clause], asked: Asked, today: date) -> Said | None:
    """What some clauses say of one action; None when they say nothing, or two things."""
    told = [each for each in clauses if not each.question or each.day is not None]
    cues = {each.cue for each in told if each.cue in _KINDS}
    weak = {each.cue for each in told if each.cue is not None} - _KINDS
    day = next((each.day for each in told if each.day is not None and each.cue is not Cue.DONE), None)
    if Cue.STILL in cues and cues <= {Cue.STILL, Cue.NOT_NOW} and Cue.NOT_NOW in cues:
        cues = {Cue.NOT_NOW}
    if Cue.STUCK in cues and cues == {Cue.STUCK, Cue.STILL}:
        cues = {Cue.STUCK}
    if len(cues) > 1 or (cues == {Cue.DONE} and Cue.NO in weak):
        return None
    if cues:
        return _with_day(next(iter(cues)), day)
    if day is not None and (not weak or weak == {Cue.NO}):
        return Said(Cue.STILL.value, day)
    if weak == {Cue.NO}:
        return Said(Cue.STILL.value)
    if weak and weak <= {Cue.YES, Cue.LIKED} and today >= asked.due:
        return Said(Cue.DONE.value)
    return None


def _with_day(cue: Cue | None, day: date | None) -> Said:
    if cue in (Cue.STILL, Cue.NOT_NOW):
        return Said(cue.value, day)
    return Said(str(cue.value if cue else ""))


def _several(clauses: Sequence[_Clause], asked: Sequence[Asked], today: date) -> Reading:
    """Which clause is about which action; whatever points at none makes the whole unsure."""
    if _in_order(clauses, asked):
        found = {place: [each] for place, each in enumerate(clauses)}
    else:
        placed = _placed(clauses, len(asked))
        if placed is None:
            return Reading(unsure=True)
        found = placed
    answers = {place: said for place, own in found.items() if (said := _together(own, asked[place], today))}
    unclear = [place for place, own in found.items() if place not in answers and any(each.cue for each in own)]
    return Reading(unsure=True) if unclear or not answers else Reading(answers)


def _in_order(clauses: Sequence[_Clause], asked: Sequence[Asked]) -> bool:
    """ "yes, no, yes": one bare word for each of them."""
    return len(clauses) == len(asked) and all(each.cue and not each.target for each in clauses)


def _placed(clauses: Sequence[_Clause], count: int) -> dict[int, list[_Clause]] | None:
    """The clauses of each action; None when one that says something points nowhere, or one that points says nothing."""
    found: dict[int, list[_Clause]] = {}
    whole: list[_Clause] = []  # these speak of whatever no other clause does
    waiting: frozenset[int] = frozenset()  # pointed at, and nothing said yet
    last: tuple[frozenset[int], _Clause] | None = None
    for each in clauses:
        says = each.cue is not None or each.day is not None
        places = last[0] if each.target.back and last else each.target.places
        if not says:
            waiting = waiting | places if places and len(each.text.split()) <= BARE else frozenset()
        elif each.target.others or each.target.everything or (len(waiting) == count and not places):
            whole.append(each)
            waiting = frozenset()
        elif places and len(waiting) == count:
            return None  # "everything but the vet": all of them what?
        elif places or waiting:
            last = (places | waiting, each)
            waiting = frozenset()
            for place in last[0]:
                found.setdefault(place, []).append(each)
        elif each.cue not in (Cue.YES, Cue.NO, None):
            return None
    if waiting:  # "done 1 and 3"
        if last is None or len(waiting) == count:
            return None
        for place in waiting:
            found.setdefault(place, []).append(last[1])
    for each in whole:
        for place in range(count):
            found.setdefault(place, [each])
    return found
