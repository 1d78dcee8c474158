"""The words of an update: what may be written, and how it, its readers and its answers are sealed and opened.

All under the set's own key, bound to their row (product.md C7); who may open them is decided in sets/updates.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import structlog

from sets.action_words import writable
from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries.update_forms import Topic
from storage.unit_of_work import UnitOfWork
from storage.vault_errors import VaultError

WORDS_LIMIT = 3000  # characters: 12,000 bytes at most, and what one block of a window shows
ANSWER_LIMIT = 1500
MOST_READERS = 30  # a set has ten members and a coach; only those of the day on which it was shared read it
_READER = 32  # hexadecimal digits of an id
_FILLER = "-"


class Audience(StrEnum):
    """Who may read an update."""

    SET = "set"
    COACH = "coach"
    BUDDY = "buddy"
    NEXT = "next"


class Lasts(StrEnum):
    """How long an update may be read: while the set runs, until the next session has closed, or 30 days."""

    SET = "set"
    SESSION = "session"
    DAYS = "days"


class Answering(StrEnum):
    """The kinds of answers."""

    THANKS = "thanks"
    QUESTION = "question"
    REPLY = "reply"


@dataclass(frozen=True)
class About:
    """What an update is about: an action or an issue of its author's."""

    kind: str
    id: UUID


def read_words(typed: str, limit: int = WORDS_LIMIT) -> Confidential:
    """Words as typed. Raises Refused(EMPTY | TOO_LONG) about the field `words`."""
    words = writable(typed).strip()
    if not words:
        raise Refused(Problem.EMPTY, "words")
    if len(words) > limit:
        raise Refused(Problem.TOO_LONG, "words")
    return Confidential(words)


async def seal_body(uow: UnitOfWork, set_id: UUID, update_id: UUID, words: Confidential, about: About | None) -> bytes:
    """The words under one line that says what they are about: no form that would make characters longer."""
    first = f"{about.kind} {about.id}" if about else ""
    return await uow.seal(
        Field.UPDATE_BODY, Scope("set", set_id), update_id, Confidential(f"{first}\n{words.reveal()}")
    )


async def open_body(uow: UnitOfWork, set_id: UUID, update_id: UUID, body: bytes) -> tuple[Confidential, About | None]:
    """Raises SealBroken or KeyGone, as all of these."""
    first, _, words = (
        (await uow.unseal(Field.UPDATE_BODY, Scope("set", set_id), update_id, body)).reveal().partition("\n")
    )
    kind, _, about_id = first.partition(" ")
    return Confidential(words), About(kind, UUID(about_id)) if about_id else None


async def seal_readers(uow: UnitOfWork, set_id: UUID, update_id: UUID, readers: Collection[UUID]) -> bytes:
    """Who has opened it, always of one length, and in no order of time."""
    known = "".join(sorted(each.hex for each in readers))
    words = Confidential(known.ljust(MOST_READERS * _READER, _FILLER))
    return await uow.seal(Field.UPDATE_READERS, Scope("set", set_id), update_id, words)


async def open_readers(uow: UnitOfWork, set_id: UUID, update_id: UUID, readers: bytes) -> frozenset[UUID]:
    words = await uow.unseal(Field.UPDATE_READERS, Scope("set", set_id), update_id, readers)
    known = words.reveal().rstrip(_FILLER)
    return frozenset(UUID(known[start : start + _READER]) for start in range(0, len(known), _READER))


async def seal_answer(
    uow: UnitOfWork, set_id: UUID, answer_id: UUID, kind: Answering, words: Confidential | None
) -> bytes:
    said = words.reveal() if words else ""
    return await uow.seal(Field.UPDATE_ANSWER, Scope("set", set_id), answer_id, Confidential(f"{kind}\n{said}"))


async def open_answer(uow: UnitOfWork, set_id: UUID, answer_id: UUID, body: bytes) -> tuple[Answering, Confidential]:
    opened = await uow.unseal(Field.UPDATE_ANSWER, Scope("set", set_id), answer_id, body)
    kind, _, words = opened.reveal().partition("\n")
    return Answering(kind), Confidential(words)


async def open_topic(uow: UnitOfWork, set_id: UUID, topic: Topic) -> Confidential | None:
    """A label or a headline; None when it does not open: it must not silence the update beside it."""
    column = Field.ACTION_LABEL if topic.kind == "action" else Field.ISSUE_HEADLINE
    try:
        return await uow.unseal(column, Scope("set", set_id), topic.id, topic.words)
    except VaultError as error:
        structlog.get_logger().error("seal.broken", exc_info=error)
        return None
