"""What a typed reply says about the actions it answers: a pure reading, which asks when it is not sure.

A clause counts as an answer only if every word of it is known (sets/reply_phrases.py). What is left over is a note; and
where it could change what was answered, nothing is taken for an answer. Nothing else is looked for in the words: they
are never searched for risk (product.md, principle 9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sets.reply_clauses import CLOSING, Clause, Rest, Says, asks_to_stop_writing, clauses_of
from sets.reply_labels import labelled
from sets.reply_placing import Questions, placed
from sets.reply_text import simple

__all__ = ["Asked", "Reading", "Said", "asks_to_stop_writing", "read"]


@dataclass(frozen=True)
class Asked:
    """One action that may be answered. due: local date of its holder.

    numbered  its reader has seen a number before it, or it was asked about alone; else only its own words name it
    waiting   it was asked about, and is not answered yet
    """

    label: str
    due: date
    numbered: bool = True
    waiting: bool = True


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


def read(words: str, asked: Sequence[Asked], today: date, *, numbered: bool = True) -> Reading:
    """Read a reply about these actions, in the order of their numbers.

    today     the writer's own date when they typed
    numbered  False: nobody asked about any of these
    """
    if asks_to_stop_writing(words):
        return Reading(stop_writing=True)
    if not asked:
        return Reading()
    every = [place for place, each in enumerate(asked) if each.numbered and numbered]
    actions = [
        labelled(each.label, every.index(place) + 1 if place in every else None, waiting=each.waiting)
        for place, each in enumerate(asked)
    ]
    clauses = [each for each in clauses_of(simple(words), actions, today) if each.rest is not Rest.NOTHING]
    answers = _answers(clauses, Questions(every, [place for place in every if asked[place].waiting]))
    if answers and not _left_over(clauses, every):
        return Reading(answers)
    clear = len(every) == 1 and not any(each.says or each.stands for each in clauses)
    return Reading(unsure=not clear)


def _answers(clauses: Sequence[Clause], questions: Questions) -> Mapping[int, Said]:
    """What is said of each action; nothing when it is not clear of one of them."""
    found = {place: _together(own) for place, own in (placed(clauses, questions) or {}).items()}
    clear = {place: said for place, said in found.items() if said is not None}
    return clear if len(clear) == len(found) else {}


def _together(clauses: Sequence[Clause]) -> Said | None:
    """What some clauses say of one action; None when they say two things."""
    kinds = {Says.STILL if each.says is Says.NOT_THESE else each.says for each in clauses}
    days = {each.day for each in clauses if each.day is not None and each.says is not Says.DONE}
    for stronger in (Says.NOT_NOW, Says.STUCK):
        if kinds == {Says.STILL, stronger}:
            kinds = {stronger}
    if len(kinds) != 1 or len(days) > 1:
        return None
    (kind,) = kinds
    with_day = kind in (Says.STILL, Says.NOT_NOW)
    return Said(kind.value, next(iter(days), None) if with_day else None) if kind else None


def _left_over(clauses: Sequence[Clause], every: Sequence[int]) -> bool:
    """Whether what is no answer could take back, limit or contradict what is one. every: what was asked about."""
    closing = [at for at, each in enumerate(clauses) if each.says in CLOSING]
    days = any(each.day for each in clauses)
    for at, each in enumerate(clauses):
        if each.says is Says.LEANING and any(one.words == "no " for one in clauses):
            return True  # "yes and no"
        if each.says is not None or each.rest is not Rest.STORY:
            continue
        if each.stands or (closing and each.doubts) or (days and each.names_a_day) or _of_another(each, every):
            return True
        if any(at < one and not clauses[one].names for one in closing):
            return True  # "A long shift. Done."
    return False


def _of_another(clause: Clause, every: Sequence[int]) -> bool:
    """It speaks of one of several, and it is not clear what it says; or of one that was not asked about."""
    return bool(clause.found) and (len(every) != 1 or any(each.places - {*every} for each in clause.found))
