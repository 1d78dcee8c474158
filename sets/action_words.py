"""The words of an action: what may be written, and how each part is sealed and opened.

The label is sealed under the set's key, for members read it in modals. Detail, progress and events are sealed under the
holder's own key (privacy.md section 2).
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import structlog

from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries.actions import ActionRow
from storage.unit_of_work import UnitOfWork
from storage.vault_errors import VaultError

LABEL_LIMIT = 60  # characters as people see them
_LABEL_CODES = 600  # a character may be drawn from many code points; a flag of England takes seven
NOTE_LIMIT = 3000
# Together at most 3,100 characters of 4 bytes: one sealed record holds them, and Undo's copy with the label.
DETAIL_LIMITS = {"about": 1300, "sign": 500, "support": 200, "if_then": 400, "plan": 350, "expect": 350}
COMPARED_LIMIT = 500  # with a note, it fits into one sealed record
_JOINER = "\u200d"
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that are drawn as nothing
_NOTHING = Confidential("")


@dataclass(frozen=True)
class Detail:
    """What the holder wrote about an action for themselves. plan, expect: a small test (PDSA), when it is one."""

    about: Confidential = _NOTHING
    sign: Confidential = _NOTHING
    support: Confidential = _NOTHING
    if_then: Confidential = _NOTHING
    plan: Confidential = _NOTHING
    expect: Confidential = _NOTHING

    @property
    def is_test(self) -> bool:
        """Whether the action is a small test: what comes of it is asked in other words (practice.md section 5)."""
        return bool(self.plan.reveal() or self.expect.reveal())

    def __bool__(self) -> bool:
        return any(self.words().values())

    def words(self) -> dict[str, str]:
        """The words by field, for sealing and for a form that shows them to their holder."""
        return {one.name: getattr(self, one.name).reveal() for one in fields(self)}

    @classmethod
    def of(cls, words: dict[str, str]) -> "Detail":
        """The inverse of `words`."""
        return cls(**{name: Confidential(text) for name, text in words.items()})


def characters(text: str) -> int:
    """How many characters a person sees: accents, joined emoji and flags count once, as nearly as Python can tell."""
    count = 0
    joined = half_flag = False
    for char in text:
        regional = "\U0001f1e6" <= char <= "\U0001f1ff"
        if regional and half_flag:
            half_flag = False
            continue
        attached = joined or char == _JOINER or unicodedata.category(char) in ("Mn", "Me", "Cf") or _is_modifier(char)
        joined = char == _JOINER
        if not attached or not count:
            count += 1
            half_flag = regional
    return count


def _is_modifier(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def read_label(typed: str) -> Confidential:
    """A label on one line. Raises Refused(EMPTY | TOO_LONG) about the field `label`."""
    words = " ".join(writable(typed).split())
    if not any(unicodedata.category(char)[0] not in "ZC" and char not in _BLANK for char in words):
        raise Refused(Problem.EMPTY, "label")
    if characters(words) > LABEL_LIMIT or len(words) > _LABEL_CODES:
        raise Refused(Problem.TOO_LONG, "label")
    return Confidential(words)


def read_detail(typed: Mapping[str, str]) -> Detail:
    """The optional fields as typed. Raises Refused(TOO_LONG) about the field that is."""
    words = {name: writable(typed.get(name, "")).strip() for name in DETAIL_LIMITS}
    for name, limit in DETAIL_LIMITS.items():
        if len(words[name]) > limit:
            raise Refused(Problem.TOO_LONG, name)
    return Detail.of(words)


def read_note(note: Confidential) -> Confidential:
    """A note about an action. Raises Refused(TOO_LONG) about the field `note`."""
    words = writable(note.reveal()).strip()
    if len(words) > NOTE_LIMIT:
        raise Refused(Problem.TOO_LONG, "note")
    return Confidential(words)


def read_compared(compared: Confidential) -> Confidential:
    """How a small test compared with what was expected. Raises Refused(TOO_LONG) about the field `compared`."""
    words = writable(compared.reveal()).strip()
    if len(words) > COMPARED_LIMIT:
        raise Refused(Problem.TOO_LONG, "compared")
    return Confidential(words)


def writable(text: str) -> str:
    """Without control characters, which no one types and which take six bytes each in JSON; line ends stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc")


async def open_label(uow: UnitOfWork, row: ActionRow) -> Confidential:
    """Raises SealBroken or KeyGone, as all of these."""
    return await uow.unseal(Field.ACTION_LABEL, Scope("set", row.set_id), row.id, row.label)


async def label_or_none(uow: UnitOfWork, row: ActionRow) -> Confidential | None:
    """The label, or None when it does not open: one broken record must not silence what stands beside it."""
    try:
        return await open_label(uow, row)
    except VaultError as error:
        structlog.get_logger().error("seal.broken", exc_info=error)
        return None


async def seal_label(uow: UnitOfWork, action_id: UUID, set_id: UUID, label: Confidential) -> bytes:
    return await uow.seal(Field.ACTION_LABEL, Scope("set", set_id), action_id, label)


async def open_detail(uow: UnitOfWork, row: ActionRow) -> Detail:
    """What the holder wrote for themselves: the caller has checked that it is the holder who asks."""
    if row.detail is None:
        return Detail()
    words = await uow.unseal(Field.ACTION_DETAIL, Scope("person", row.holder_id), row.id, row.detail)
    return Detail.of(json.loads(words.reveal()))


async def seal_detail(uow: UnitOfWork, action_id: UUID, holder_id: UUID, detail: Detail) -> bytes | None:
    """None when there is nothing to seal."""
    if not detail:
        return None
    words = Confidential(json.dumps(detail.words(), ensure_ascii=False))
    return await uow.seal(Field.ACTION_DETAIL, Scope("person", holder_id), action_id, words)


async def open_outcome(uow: UnitOfWork, row: ActionRow) -> str | None:
    """What the holder said last: done, still_on_it, stuck, not_now, changed or stopped; None when nothing yet."""
    if row.progress is None:
        return None
    words = await uow.unseal(Field.ACTION_PROGRESS, Scope("person", row.holder_id), row.id, row.progress)
    return words.reveal()


async def seal_outcome(uow: UnitOfWork, row: ActionRow, outcome: str | None) -> bytes | None:
    if outcome is None:
        return None
    return await uow.seal(Field.ACTION_PROGRESS, Scope("person", row.holder_id), row.id, Confidential(outcome))


async def open_body(uow: UnitOfWork, holder_id: UUID, event_id: UUID, body: bytes) -> dict[str, Any]:
    """The body of an event: `kind`, `revision` (the action's after it), `before`, `note`."""
    words = await uow.unseal(Field.ACTION_EVENT_BODY, Scope("person", holder_id), event_id, body)
    found: dict[str, Any] = json.loads(words.reveal())
    return found


async def seal_body(uow: UnitOfWork, holder_id: UUID, event_id: UUID, body: dict[str, Any]) -> bytes:
    words = Confidential(json.dumps(body, ensure_ascii=False))
    return await uow.seal(Field.ACTION_EVENT_BODY, Scope("person", holder_id), event_id, words)
