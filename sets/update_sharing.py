"""Sharing an update: the form, and sending it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zlib import crc32

from sets import update_news as news
from sets import update_words as words
from sets.access import May, check
from sets.errors import Problem, Refused
from sets.people import Person
from sets.update_words import About, Audience, Lasts
from storage.confidential import Confidential
from storage.queries import update_forms as forms
from storage.queries import updates as queries
from storage.queries.joining import SetBrief
from storage.queries.update_forms import Circle, Named
from storage.queries.updates import UpdateRow
from storage.receipts import claim, keep_answer
from storage.unit_of_work import UnitOfWork, WorkspaceStore

DAYS = timedelta(days=30)
MOST_TOPICS = 50
SET_AUDIENCES = frozenset({Audience.SET, Audience.COACH})


@dataclass(frozen=True)
class Topic:
    """Something of the writer's own that an update can be about."""

    about: About
    label: Confidential


@dataclass(frozen=True)
class Blank:
    """What the form offers. brief: the set it is for; None: it is to be chosen first, from `sets`."""

    person: Person
    sets: Sequence[SetBrief]
    brief: SetBrief | None = None
    circle: Circle = field(default_factory=Circle)
    topics: Sequence[Topic] = ()

    @property
    def mark(self) -> int:
        """Changes when somebody else would read it than the form says."""
        return mark_of(self.circle)


@dataclass(frozen=True)
class Typed:
    """A form as it was sent; "" where nothing was chosen. mark: of the people it named (`Blank.mark`)."""

    text: str = field(repr=False)
    audience: str = ""
    lasts: str = ""
    about: tuple[UUID, str] | None = None
    mark: int = 0


@dataclass(frozen=True)
class Shared:
    """An update that was just shared; `named`: with whom, when with somebody by name."""

    person: Person
    row: UpdateRow
    set_name: str
    named: Sequence[Named]


class FormRefused(Exception):
    """Some fields cannot be taken, and nothing was changed. problems: by field, words, audience or lasts."""

    def __init__(self, problems: Mapping[str, Problem], locale: str, tz: str) -> None:
        super().__init__(", ".join(f"{name}: {problem.value}" for name, problem in problems.items()))
        self.problems, self.locale, self.tz = dict(problems), locale, tz


def mark_of(circle: Circle) -> int:
    """A number for whom a form names, at most nine digits."""
    people = [*circle.coaches, *circle.buddies, *([circle.facilitator] if circle.facilitator else [])]
    roles = f"{len(circle.coaches)}:{len(circle.buddies)}:{circle.session_id}"
    return crc32(f"{roles}:{':'.join(str(each.id) for each in people)}".encode()) % 1_000_000_000


async def blank(store: WorkspaceStore, slack_user_id: str, set_id: UUID | None) -> Blank:
    """The form for a set; None: for the only one, or the sets to choose from. Raises Refused: GONE, as `access`."""
    async with store.read() as uow:
        found = await forms.writer(uow, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        person, sets = found
        if set_id is None and len(sets) != 1:
            return Blank(person, sets)
        brief = await _chosen(uow, person, sets, set_id or sets[0].id)
        circle = await forms.circle(uow, brief.id, person.id)
        return Blank(person, sets, brief, circle, await topics_of(uow, brief.id, person.id))


async def _chosen(uow: UnitOfWork, person: Person, sets: Sequence[SetBrief], set_id: UUID) -> SetBrief:
    brief = next((one for one in sets if one.id == set_id), None)
    if brief is None:
        await check(uow, May.SHARE_UPDATE, person_id=person.id, set_id=set_id)
        raise Refused(Problem.GONE)  # theirs, and closed
    return brief


async def topics_of(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> Sequence[Topic]:
    """What an update of theirs could be about: their open actions and issues in this set."""
    rows = await forms.open_actions(uow, set_id, person_id, MOST_TOPICS)
    rows += await forms.open_issues(uow, set_id, person_id, MOST_TOPICS)
    opened_ = [(row, await words.open_topic(uow, set_id, row)) for row in rows]
    return [Topic(About(row.kind, row.id), label) for row, label in opened_ if label]


async def share(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, typed: Typed, key: str, now: datetime
) -> Shared:
    """Share an update; the same form sent twice is one.

    Raises FormRefused; Refused: CHANGED_MEANWHILE (it would be read by others than the form said), GONE, as `access`.
    """
    async with store.write() as uow:
        found = await forms.writer(uow, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        person, sets = found
        brief = await _chosen(uow, person, sets, set_id)
        text, audience, lasts = _read(typed, person)
        circle = await forms.circle(uow, brief.id, person.id)
        named = _named(circle, audience)
        offered = named or (audience is Audience.COACH and circle.coaches)
        if audience is not Audience.SET and (typed.mark != mark_of(circle) or not offered):
            raise Refused(Problem.CHANGED_MEANWHILE)
        about = await own_topic(uow, typed, brief.id, person.id)
        first = await claim(uow, key, now)
        if not first.first:
            row = await queries.by_id(uow, UUID(first.answer))
            if row is None:
                raise Refused(Problem.ALREADY_DONE)
            return Shared(person, row, brief.name, named)
        session_id = circle.session_id if audience is Audience.NEXT else None
        row = _new(uow.new_id(), brief.id, person.id, audience, lasts, session_id, now)
        body = await words.seal_body(uow, brief.id, row.id, text, about)
        await queries.add(
            uow, row, body, await words.seal_readers(uow, brief.id, row.id, ()), [each.id for each in named]
        )
        await keep_answer(uow, key, str(row.id))
        if audience in SET_AUDIENCES and brief.channel_id:
            await news.line(uow, row, brief.channel_id, now)
        await news.tell(uow, row.id, [each.id for each in named], now)
        return Shared(person, row, brief.name, named)


def _new(
    id_: UUID, set_id: UUID, author_id: UUID, audience: Audience, lasts: Lasts, session_id: UUID | None, now: datetime
) -> UpdateRow:
    return UpdateRow(
        id_,
        set_id,
        author_id,
        audience.value,
        lasts.value,
        session_id,
        shared_at=now,
        expires_at=expires(lasts, now),
        changed_at=None,
        taken_back_at=None,
        seen_at=None,
        notice_channel=None,
        notice_ts=None,
        revision=1,
    )


def expires(lasts: Lasts, now: datetime) -> datetime | None:
    """When its words go, where that is a date (aware UTC)."""
    return now + DAYS if lasts is Lasts.DAYS else None


def _read(typed: Typed, person: Person) -> tuple[Confidential, Audience, Lasts]:
    """Every field, or every problem at once. Raises FormRefused."""
    problems: dict[str, Problem] = {}
    text = Confidential("")
    try:
        text = words.read_words(typed.text)
    except Refused as refused:
        problems["words"] = refused.problem
    if typed.audience not in list(Audience):
        problems["audience"] = Problem.EMPTY
    if typed.lasts not in list(Lasts):
        problems["lasts"] = Problem.EMPTY
    if problems:
        raise FormRefused(problems, person.locale, person.tz)
    return text, Audience(typed.audience), Lasts(typed.lasts)


def _named(circle: Circle, audience: Audience) -> Sequence[Named]:
    if audience is Audience.BUDDY:
        return circle.buddies
    return [circle.facilitator] if audience is Audience.NEXT and circle.facilitator else []


async def own_topic(uow: UnitOfWork, typed: Typed, set_id: UUID, person_id: UUID) -> About | None:
    """What it is about, when that is the writer's own. Raises Refused(GONE)."""
    if typed.about is None:
        return None
    about_id, kind = typed.about
    if await forms.topic(uow, kind, about_id, set_id, person_id, person_id) is None:
        raise Refused(Problem.GONE)
    return About(kind, about_id)
