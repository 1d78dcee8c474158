"""What a set was told about itself. A fact that is not known yet stays null: asked again, never assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time
from uuid import UUID

from sets import home, inviting
from sets.access import coordinating
from sets.errors import Problem, Refused
from sets.people import Person
from storage.queries import calendar, facts, setup
from storage.queries.facts import FactsRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["FactsRow", "Stated", "coordinated", "missing"]

CADENCES = (1, 2, 3, 4, 5, 6, 8, 12)  # weeks
LENGTHS = (90, 120, 210, 390)  # minutes: the templates of practice.md section 2
SESSIONS = tuple(range(2, 13))
COACHED = tuple(range(1, 7))
CONFIDENTIALITY = ("full", "chatham_house", "themes_with_permission")
COACH = ("none", "later")
PURPOSE_LIMIT = AUDIENCE_LIMIT = 300

_OF_SET = ("confidentiality", "theme_audience", "purpose")
_OF_PHASE = ("cadence_weeks", "weekday", "local_time", "length_minutes", "planned_sessions", "coached_sessions")

coordinated = facts.coordinated


@dataclass(frozen=True)
class Stated:
    """What somebody says of a set. None: not known yet.

    coach        Slack id of who coaches it at first
    coach_later  "none": there is no coach; "later": there is one, and nobody knows yet who
    weekday      ISO; local_time: HH:MM in the set's zone; length_minutes: one of LENGTHS
    coached_sessions  after how many the coach hands over
    """

    coach: str | None = None
    coach_later: str | None = None
    cadence_weeks: int | None = None
    weekday: int | None = None
    local_time: str | None = None
    length_minutes: int | None = None
    planned_sessions: int | None = None
    coached_sessions: int | None = None
    confidentiality: str | None = None
    theme_audience: str | None = None
    purpose: str | None = None


class FactsRefused(Exception):
    """Some facts cannot be taken; nothing was changed. `problems` by the name of the fact."""

    def __init__(self, problems: Mapping[str, Problem], person: Person) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = problems
        self.person = person


def missing(row: FactsRow) -> tuple[str, ...]:
    """The names of the facts that were not stated yet, in the order in which they are asked."""
    known = {name: getattr(row, name) is not None for name in (*_OF_PHASE, *_OF_SET)}
    known["coach"] = row.coach or row.mode == "self_run"
    known["coached_sessions"] = known["coached_sessions"] or row.mode != "coached"
    return tuple(each.name for each in fields(Stated) if not known.get(each.name, True))


async def look(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> tuple[Person, FactsRow]:
    """The coordinator who asks, and the facts of one of their sets. Raises Refused, as `coordinating`; GONE."""
    found, row = await coordinating(uow, slack_user_id), await facts.of_set(uow, set_id)
    if row is None or row.programme_id != found.programme_id:
        raise Refused(Problem.NOT_YOUR_SET)
    if row.state == "closed":
        raise Refused(Problem.GONE)
    return found.person, row


async def save(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, stated: Stated, key: str, now: datetime
) -> tuple[Person, FactsRow]:
    """Keep what was not stated before. What somebody stated meanwhile stays as they said.

    Returns the facts as they stand afterwards. Raises FactsRefused, and Refused as `look`.
    """
    async with store.write() as uow:
        person, row = await look(uow, slack_user_id, set_id)
        problems = _problems(stated, row)
        coach_id = None
        if stated.coach is not None and "coach" in missing(row):
            coach_id, problem = await inviting.find(uow, stated.coach, set_id)
            problems |= {"coach": problem} if problem else {}
        if problems:
            raise FactsRefused(problems, person)
        if (await claim(uow, key, now)).first:
            await _keep(uow, row, stated, coach_id, now)
            await home.changed(uow, person.id, now)
        return person, await facts.of_set(uow, set_id) or row


async def _keep(uow: UnitOfWork, row: FactsRow, stated: Stated, coach_id: UUID | None, now: datetime) -> None:
    asked = missing(row)
    of_phase = _said(stated, _OF_PHASE, asked)
    if coach_id is not None:
        await inviting.ask(uow, row.set_id, coach_id, "coach", now)
        of_phase["mode"] = "coached"
    elif "coach" in asked and stated.coach_later is not None:
        of_phase["mode"] = "self_run" if stated.coach_later == "none" else "coached"
    if stated.coached_sessions is not None and of_phase.get("mode", row.mode) == "coached":
        of_phase["coached_sessions"] = stated.coached_sessions
    of_set = _said(stated, _OF_SET, asked)
    if of_phase:
        await calendar.change_phase(uow, row.phase_id, of_phase)
    if of_set:
        await setup.change_set(uow, row.set_id, of_set)


def _said(stated: Stated, names: Sequence[str], asked: Sequence[str]) -> dict[str, object]:
    return {name: getattr(stated, name) for name in names if name in asked and getattr(stated, name) is not None}


def _problems(stated: Stated, row: FactsRow) -> dict[str, Problem]:
    """A forged form cannot get past these."""
    allowed: dict[str, Sequence[object]] = {
        "cadence_weeks": CADENCES,
        "weekday": range(1, 8),
        "length_minutes": LENGTHS,
        "planned_sessions": SESSIONS,
        "coached_sessions": COACHED,
        "confidentiality": CONFIDENTIALITY,
        "coach_later": COACH,
    }
    said = {name: getattr(stated, name) for name in allowed}
    problems = {name: Problem.STALE for name, value in said.items() if value is not None and value not in allowed[name]}
    if stated.local_time is not None and not _is_time(stated.local_time):
        problems["local_time"] = Problem.STALE
    for name in ("purpose", "theme_audience"):
        if len(getattr(stated, name) or "") > PURPOSE_LIMIT:
            problems[name] = Problem.TOO_LONG
    planned, coached = stated.planned_sessions or row.planned_sessions, stated.coached_sessions
    if planned is not None and coached is not None and coached > planned:
        problems["coached_sessions"] = Problem.HANDOVER_TOO_LATE
    return problems


def _is_time(text: str) -> bool:
    try:
        return f"{time.fromisoformat(text):%H:%M}" == text
    except ValueError:
        return False
