"""The form of a new set: what it asks, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sets.errors import Problem
from sets.people import Person
from storage.queries.setup import Candidate

FEWEST, MOST = 4, 10  # practice.md section 1
NAME_LIMIT, CONTACTS_LIMIT = 60, 300


@dataclass(frozen=True)
class NewSet:
    """What the form asked. None: not stated yet, to be asked later, never assumed.

    coach    Slack id; "": nobody was chosen, which may mean that there is none or that it is not known
    channel  Slack id of a private channel that exists and is to be used; "": a new one is made
    """

    name: str
    members: Sequence[str]
    zone: str
    contacts: str
    cadence_weeks: int | None
    confidentiality: str | None
    coach: str = ""
    channel: str = ""


class SetRefused(Exception):
    """Some fields of the form cannot be taken; nothing was changed. `problems` by field, `count` of people chosen."""

    def __init__(self, problems: dict[str, Problem], person: Person, count: int) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = problems
        self.person = person
        self.count = count


def problems_of(new: NewSet, members: list[str], coordinator: Person, met: list[Candidate]) -> dict[str, Problem]:
    """Why a form cannot be taken, by field. `met`: everyone on it whom the bot knows."""
    problems: dict[str, Problem] = {}
    for name, words, most in (("name", new.name, NAME_LIMIT), ("contacts", new.contacts, CONTACTS_LIMIT)):
        if not words.strip():
            problems[name] = Problem.EMPTY
        elif len(words) > most:
            problems[name] = Problem.TOO_LONG
    in_set = [person for person in met if person.slack_user_id in members]
    if coordinator.slack_user_id in members:
        problems["people"] = Problem.OWN_PROGRAMME
    elif len(members) < FEWEST:
        problems["people"] = Problem.TOO_FEW_PEOPLE
    elif len(members) > MOST:
        problems["people"] = Problem.TOO_MANY_PEOPLE
    elif any(not _can_be_asked(person) for person in in_set):
        problems["people"] = Problem.NOT_A_MEMBER
    elif any(person.coordinates for person in in_set):
        problems["people"] = Problem.COORDINATES
    coach = [person for person in met if person.slack_user_id == new.coach]
    if new.coach and new.coach in members:
        problems["coach"] = Problem.ASKED_ALREADY
    elif any(not _can_be_asked(person) for person in coach):
        problems["coach"] = Problem.NOT_A_MEMBER
    elif new.coach == coordinator.slack_user_id or any(person.coordinates for person in coach):
        problems["coach"] = Problem.COORDINATES
    return problems


def _can_be_asked(person: Candidate) -> bool:
    return person.active and person.kind not in ("bot", "stranger")
