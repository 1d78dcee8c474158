"""What a reply in words may be about: the questions of the message that asked by their numbers, or what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sets.action_words import label_or_none
from sets.reply_words import Asked
from storage.queries.actions import ActionRow
from storage.queries.reply_about import Heard, Question
from storage.unit_of_work import UnitOfWork

OPEN_READ = 100  # actions of one person


@dataclass(frozen=True)
class About:
    """What words may be about.

    questions  in the order of their numbers
    asked      they answer these questions; else nobody asked, and only a clear answer is taken for one
    settled    what was answered before is changed only by who is asked whether it is meant
    """

    questions: Sequence[Question]
    asked: bool = True
    settled: bool = False

    @classmethod
    def one(cls, action: ActionRow) -> "About":
        """Somebody said that it is this one."""
        return cls([Question(action, waiting=True)])

    @property
    def actions(self) -> list[ActionRow | None]:
        return [each.subject for each in self.questions]

    @property
    def only(self) -> ActionRow | None:
        """The one action that was asked about."""
        return self.questions[0].subject if self.asked and len(self.questions) == 1 else None


def about(found: Heard, *, threaded: bool) -> About:
    """The message that asked; when it asked about one thing that is answered, or there is none, whatever is open.

    threaded: the words stand in that message's own thread. It may be an old one, so what has moved on since stays.
    """
    if len(found.questions) > 1 or any(each.waiting or threaded for each in found.questions):
        return About(found.questions, settled=threaded)
    return About([Question(row, waiting=False) for row in found.opened], asked=False)


async def read_labels(uow: UnitOfWork, words_about: About) -> list[Asked]:
    """Their labels, opened, for the reading."""
    return [await _asked(uow, row) for row in words_about.actions]


async def _asked(uow: UnitOfWork, row: ActionRow | None) -> Asked:
    label = await label_or_none(uow, row) if row is not None else None
    return Asked(label.reveal() if label else "", row.due_date if row is not None else date.max)
