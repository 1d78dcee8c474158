"""The bank of open questions: numbers, what they are for, and which fit between sessions. Their words are said by
handlers/messages/question_bank.py. Numbers are kept in rows: never change or reuse one.

Source: practice.md section 5.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from uuid import UUID

from sets.slot_guide import Step
from sets.stages import Kind


class Theme(StrEnum):
    """What an open question helps with."""

    CLARIFY = "clarify"
    FEELINGS = "feelings"
    ASSUMPTIONS = "assumptions"
    OPTIONS = "options"
    ACTION = "action"
    LEARNING = "learning"
    WHAT = "what"
    SO_WHAT = "so_what"
    NOW_WHAT = "now_what"
    PDSA = "pdsa"
    PROCESS = "process"
    CLOSE = "close"


@dataclass(frozen=True)
class Question:
    """One question of the bank. `reflection`: it also fits between sessions, for somebody by themselves."""

    number: int
    theme: Theme
    reflection: bool = False


_COUNTS = {
    Theme.CLARIFY: 4,
    Theme.FEELINGS: 4,
    Theme.ASSUMPTIONS: 4,
    Theme.OPTIONS: 4,
    Theme.ACTION: 5,
    Theme.LEARNING: 4,
    Theme.WHAT: 2,
    Theme.SO_WHAT: 3,
    Theme.NOW_WHAT: 3,
    Theme.PDSA: 5,
    Theme.PROCESS: 4,
    Theme.CLOSE: 3,
}
# Those that make sense by themselves, with no issue on the table.
_REFLECTION = frozenset({3, 7, 8, 9, 17, 20, 22, 26, 29, 31, 33, 45})


def _bank() -> tuple[Question, ...]:
    themes = [theme for theme, count in _COUNTS.items() for _ in range(count)]
    return tuple(Question(number, theme, number in _REFLECTION) for number, theme in enumerate(themes, 1))


BANK = _bank()
REFLECTIONS = tuple(question for question in BANK if question.reflection)

# After a session, for oneself: about the time together, or about an action that was done there. One after the other.
_AFTER_SESSION = (44, 31, 22, 24, 33, 29)
_AFTER_ACTION = (28, 31, 30, 29)


def afterwards(ordinal: int, *, finished: bool) -> int:
    """The number of what is asked after the session with this ordinal. finished: an action was done there."""
    turns = _AFTER_ACTION if finished else _AFTER_SESSION
    return turns[ordinal % len(turns)]


_SLOT = {
    Step.PRESENT: (Theme.CLARIFY,),
    Step.CLARIFY: (Theme.CLARIFY,),
    Step.QUESTIONS: (Theme.FEELINGS, Theme.ASSUMPTIONS, Theme.OPTIONS),
    Step.THINK_ALOUD: (Theme.ACTION,),
    Step.WHAT_NEXT: (Theme.ACTION,),
    Step.LEARNING: (Theme.LEARNING,),
}
_STAGES = {
    Kind.OPEN: (Theme.FEELINGS,),
    Kind.OPENING_ROUND: (Theme.FEELINGS,),
    Kind.PROGRESS_ROUND: (Theme.WHAT, Theme.SO_WHAT, Theme.NOW_WHAT, Theme.PDSA),
    Kind.BIDS: (Theme.CLARIFY,),
    Kind.COMMON: (Theme.ASSUMPTIONS, Theme.OPTIONS, Theme.LEARNING),
    Kind.BREAK: (Theme.FEELINGS,),
    Kind.LUNCH: (Theme.FEELINGS,),
    Kind.PROCESS_REVIEW: (Theme.PROCESS,),
    Kind.CLOSING_ROUND: (Theme.CLOSE,),
    Kind.WELCOME: (Theme.FEELINGS,),
    Kind.HOW_IT_WORKS: (Theme.ASSUMPTIONS,),
    Kind.GROUND_RULES: (Theme.PROCESS,),
    Kind.HOPES: (Theme.ACTION,),
}


def themes_for(kind: Kind, step: Step | None = None) -> tuple[Theme, ...]:
    """What questions of a stage are about; in an issue slot, of the step it has come to."""
    if kind is Kind.ISSUE:
        return _SLOT[step or Step.CLARIFY]
    return _STAGES[kind]


def offer(session_id: UUID, themes: Collection[Theme], shown: Collection[int]) -> Question | None:
    """A question that was not shown in this session yet, in an order of this session's own; None: all were."""
    left = [question for question in BANK if question.theme in themes and question.number not in shown]
    if not left:
        return None
    order = Random(f"{session_id}")  # noqa: S311 - variety, nothing secret
    weights = {question.number: order.random() for question in BANK}
    return min(left, key=lambda question: weights[question.number])
