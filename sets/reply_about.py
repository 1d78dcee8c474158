"""What a reply in words may be about: the questions of the message that asked, by number, and what else is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sets.action_words import label_or_none
from sets.reply_words import Asked
from storage.queries.actions import ActionRow
from storage.queries.reply_about import Heard, Question
from storage.unit_of_work import UnitOfWork

OPEN_READ = 100  # actions of one person
_SLACK_BEGAN = datetime(2013, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class About:
    """What words may be about.

    questions  in the order of their numbers
    others     that nobody asked about now: only their own words name them
    settled    what was answered before is changed only by who is asked whether it is meant
    """

    questions: Sequence[Question]
    others: Sequence[ActionRow] = ()
    settled: bool = False

    @classmethod
    def one(cls, action: ActionRow) -> "About":
        """Somebody said that it is this one."""
        return cls([Question(action, waiting=True)])

    @property
    def actions(self) -> list[ActionRow | None]:
        """The questions first. None: that number is another thing."""
        return [*(each.subject for each in self.questions), *self.others]

    @property
    def only(self) -> ActionRow | None:
        """The one action that was asked about."""
        return self.questions[0].subject if len(self.questions) == 1 else None

    def moved_on(self, number: int) -> bool:
        """Whether something else was said about that question since, so that it is not changed without asking."""
        each = self.questions[number] if number < len(self.questions) else None
        return bool(self.settled and each and not each.waiting and each.subject and each.subject.standing == "open")


def about(found: Heard, *, threaded: bool) -> About:
    """The message that asked, and whatever else is open; only the latter when it asked one thing, which is answered.

    threaded: the words stand in that message's own thread. It may be an old one, so what has moved on since stays.
    """
    questions = found.questions
    if threaded and questions:
        return About(questions, settled=True)
    if len(questions) == 1 and not questions[0].waiting:
        questions = []
    asked = {each.subject.id for each in questions if each.subject is not None}
    return About(questions, [row for row in found.opened if row.id not in asked])


async def read_labels(uow: UnitOfWork, words_about: About) -> list[Asked]:
    """Their labels, opened, for the reading."""
    questions = [await _asked(uow, each.subject, each.waiting) for each in words_about.questions]
    return [*questions, *[await _asked(uow, row, None) for row in words_about.others]]


async def _asked(uow: UnitOfWork, row: ActionRow | None, waiting: bool | None) -> Asked:
    label = await label_or_none(uow, row) if row is not None else None
    due = row.due_date if row is not None else date.max
    return Asked(label.reveal() if label else "", due, numbered=waiting is not None, waiting=bool(waiting))


def typed_at(ts: str | None, now: datetime) -> datetime:
    """When a message was typed (aware UTC): "tomorrow" in it is counted from then. ts: Slack's, seconds since 1970."""
    try:
        at = datetime.fromtimestamp(float(ts or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return at if _SLACK_BEGAN <= at <= now else now
