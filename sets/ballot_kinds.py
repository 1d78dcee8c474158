"""What is asked by secret ballot, as data. The sentences of these codes stand in handlers/messages/ballot_words.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sets.action_words import writable
from sets.errors import Problem, Refused

LINE_LIMIT = 300
FEWEST = 4  # practice.md section 6: inside the set, from four replies

# practice.md section 4: readiness, self-rated by members.
READINESS = ("advice", "silence", "time", "actions", "disagreement", "facilitators", "host")
# practice.md section 7: facilitator competencies.
COMPETENCIES = ("agreements", "safe", "present", "listened", "thinking", "action", "non_directive", "ethical")


@dataclass(frozen=True)
class Choice:
    """One of several answers, or none."""

    name: str
    options: Sequence[str]


@dataclass(frozen=True)
class Line:
    """One line in words, or none. Shown unnamed; in a small set people may still guess."""

    name: str


Question = Choice | Line

KINDS: Mapping[str, Sequence[Question]] = {
    "process_review": (
        Choice("questions", ("mostly_questions", "half", "mostly_advice")),
        Choice("time", ("even", "nearly", "uneven")),
        Line("wish"),
    ),
    "readiness": tuple(Choice(each, ("yes", "partly", "not_yet")) for each in READINESS),
    "feedback": (
        Choice("strength", COMPETENCIES),
        Line("strength_line"),
        Choice("next_time", COMPETENCIES),
        Line("next_time_line"),
    ),
    "handover": (Choice("decision", ("yes", "not_yet", "either")),),
}

# Of these only the outcome is told, by the room that asked (sets/deciding.py); no answer is kept.
DECIDED = frozenset({"handover"})
SHOWN = tuple(kind for kind in KINDS if kind not in DECIDED)

Vote = Mapping[str, str]


def read_vote(kind: str, typed: Vote) -> dict[str, str]:
    """What somebody chose and wrote, without what was left out.

    Raises Refused(EMPTY) when nothing was, TOO_LONG about the field of a line, GONE for an answer we never offered.
    """
    found: dict[str, str] = {}
    for question in KINDS[kind]:
        said = typed.get(question.name, "").strip()
        if isinstance(question, Line):
            said = " ".join(writable(said).split())
            if len(said) > LINE_LIMIT:
                raise Refused(Problem.TOO_LONG, question.name)
        elif said and said not in question.options:
            raise Refused(Problem.GONE)
        if said:
            found[question.name] = said
    if not found:
        raise Refused(Problem.EMPTY)
    return found
