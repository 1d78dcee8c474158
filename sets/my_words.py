"""Somebody's own words, opened for their own eyes: each kind the way its own room sealed it."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog

from sets.update_words import open_answer
from sets.update_words import open_body as open_update
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries.my_data import Kind, OwnRow
from storage.unit_of_work import UnitOfWork
from storage.vault_errors import VaultError

__all__ = ["Item", "Kind", "Part", "opened"]


class Part(StrEnum):
    """What one stretch of words is."""

    WORDS = "words"
    LABEL = "label"
    ABOUT = "about"
    SIGN = "sign"
    SUPPORT = "support"
    IF_THEN = "if_then"
    PLAN = "plan"
    EXPECT = "expect"
    COMPARED = "compared"
    BEFORE = "before"
    """A label, or a box, as it stood before a change: kept for Undo."""
    PLANNED = "planned"
    ACTUAL = "actual"
    HEADLINE = "headline"
    WHY = "why"
    HELPED = "helped"
    SEE = "see"
    LINE = "line"


Said = tuple[Part, Confidential]


@dataclass(frozen=True)
class Item:
    """One thing that somebody wrote. words: in reading order, none that are empty.

    at     when, aware UTC; set_name: "" for what belongs to no set
    state  a code of its kind: who may read it, how it stands, what was said
    codes  what else was chosen, each a code of the room it belongs to
    title  the label of the action that it is about
    broken the words no longer open: their set was closed and its key destroyed, or they are damaged
    """

    kind: Kind
    id: UUID
    at: datetime
    set_id: UUID | None
    set_name: str
    state: str = ""
    day: date | None = None
    starts_at: datetime | None = None
    number: int | None = None
    about: UUID | None = None
    shared: bool = False
    codes: tuple[str, ...] = ()
    title: Confidential | None = field(default=None, repr=False)
    words: Sequence[Said] = field(default=(), repr=False)
    broken: bool = False


@dataclass(frozen=True)
class _Opened:
    words: Sequence[Said]
    state: str | None = None
    codes: tuple[str, ...] = ()
    title: Confidential | None = None


async def opened(uow: UnitOfWork, kind: Kind, row: OwnRow) -> Item:
    """The row with its words. The caller has read it as one of the asker's own. Never raises for words that are gone:
    what stands beside them is still to be seen."""
    try:
        found = await _OPENERS[kind](uow, row)
    except VaultError as error:
        structlog.get_logger().error("seal.broken", exc_info=error)
        return _item(kind, row, _Opened(()), broken=True)
    return _item(kind, row, found, broken=False)


def _item(kind: Kind, row: OwnRow, found: _Opened, *, broken: bool) -> Item:
    return Item(
        kind,
        row.id,
        row.at,
        row.set_id,
        row.set_name,
        found.state or row.state,
        row.day,
        row.starts_at,
        row.number,
        row.about,
        row.shared,
        found.codes,
        found.title,
        [said for said in found.words if said[1]],
        broken,
    )


async def _open(uow: UnitOfWork, column: Field, scope: Scope, row_id: UUID, sealed: bytes | None) -> str:
    return "" if sealed is None else (await uow.unseal(column, scope, row_id, sealed)).reveal()


def _set(row: OwnRow) -> Scope:
    if row.set_id is None:
        raise ValueError("these words belong to a set")
    return Scope("set", row.set_id)


def _person(row: OwnRow) -> Scope:
    if row.key_id is None:
        raise ValueError("these words are under a person's key")
    return Scope("person", row.key_id)


def _said(words: Mapping[str, Any]) -> list[Said]:
    return [(Part(name), Confidential(str(text or ""))) for name, text in words.items()]


async def _label(uow: UnitOfWork, row: OwnRow, sealed: bytes | None) -> Confidential | None:
    """The label of the action that a row is about."""
    return Confidential(await _open(uow, Field.ACTION_LABEL, _set(row), row.about, sealed)) if row.about else None


async def _action(uow: UnitOfWork, row: OwnRow) -> _Opened:
    label, detail, progress = row.sealed
    words = {"label": await _open(uow, Field.ACTION_LABEL, _set(row), row.id, label)}
    boxes = await _open(uow, Field.ACTION_DETAIL, _person(row), row.id, detail)
    outcome = await _open(uow, Field.ACTION_PROGRESS, _person(row), row.id, progress)
    return _Opened(_said(words | (json.loads(boxes) if boxes else {})), codes=(outcome,) if outcome else ())


async def _note(uow: UnitOfWork, row: OwnRow) -> _Opened:
    body, label = row.sealed
    held = json.loads(await _open(uow, Field.ACTION_EVENT_BODY, _person(row), row.id, body))
    beside, before = held.get("beside", {}), held.get("before", {})
    words = _said({"words": held.get("note", ""), "compared": beside.get("compared", "")})
    stood = [before.get("label", ""), *(before.get("detail") or {}).values()]
    words += [(Part.BEFORE, Confidential(text)) for text in stood]
    codes = tuple(code for code in (beside.get("act", ""), beside.get("turned_out", "")) if code)
    return _Opened(words, held["kind"], codes, await _label(uow, row, label))


async def _outcome(uow: UnitOfWork, row: OwnRow) -> _Opened:
    body, label = row.sealed
    held = json.loads(await _open(uow, Field.OUTCOME, _person(row), row.id, body))
    words = _said({name: held[name] for name in ("planned", "actual")})
    return _Opened(words, codes=(held["turned_out"],), title=await _label(uow, row, label))


async def _own_list(uow: UnitOfWork, row: OwnRow) -> _Opened:
    """The labels stand in the actions; how many are on the list is said here."""
    held = json.loads(await _open(uow, Field.OWN_LIST, _person(row), row.id, row.sealed[0]))
    return _Opened((), codes=tuple(held))


async def _reflection(uow: UnitOfWork, row: OwnRow) -> _Opened:
    scope = _set(row) if row.state == "set" else _person(row)
    return _Opened(_said({"words": await _open(uow, Field.REFLECTION, scope, row.id, row.sealed[0])}))


async def _update(uow: UnitOfWork, row: OwnRow) -> _Opened:
    words, _ = await open_update(uow, _set(row).id, row.id, row.sealed[0] or b"")
    return _Opened([(Part.WORDS, words)])


async def _answer(uow: UnitOfWork, row: OwnRow) -> _Opened:
    kind, words = await open_answer(uow, _set(row).id, row.id, row.sealed[0] or b"")
    return _Opened([(Part.WORDS, words)], kind.value)


async def _call(uow: UnitOfWork, row: OwnRow) -> _Opened:
    return _Opened(_said({"words": await _open(uow, Field.QUESTION_CALL, _set(row), row.id, row.sealed[0])}))


async def _question(uow: UnitOfWork, row: OwnRow) -> _Opened:
    held = json.loads(await _open(uow, Field.OPEN_QUESTION, _person(row), row.id, row.sealed[0]))
    return _Opened(_said({"words": held["words"]}))


async def _word(uow: UnitOfWork, row: OwnRow) -> _Opened:
    return _Opened(_said({"words": await _open(uow, Field.SUPPORTER_WORD, _person(row), row.id, row.sealed[0])}))


async def _issue(uow: UnitOfWork, row: OwnRow) -> _Opened:
    headline, progress = row.sealed
    ended = await _open(uow, Field.ISSUE_PROGRESS, _set(row), row.id, progress)
    words = _said({"headline": await _open(uow, Field.ISSUE_HEADLINE, _set(row), row.id, headline)})
    return _Opened(words, codes=(ended,) if ended else ())


async def _issue_said(uow: UnitOfWork, row: OwnRow) -> _Opened:
    """What they said about an issue. Of what stood before a change, only words that were their own."""
    body, own, shared = row.sealed
    held = json.loads(await _open(uow, Field.ISSUE_EVENT_BODY, _set(row), row.id, body))
    kept = await _open(uow, Field.ISSUE_EVENT_OWN, _person(row), row.id, own)
    line = await _open(uow, Field.ISSUE_EVENT_SHARED, _set(row), row.id, shared)
    words = _said((json.loads(kept) if kept else {}) | {"line": line})
    before = held["before"]
    if before.get("author_id") == str(row.key_id):
        words.append((Part.BEFORE, Confidential(before["headline"])))
    return _Opened(words, held["kind"])


async def _bid(uow: UnitOfWork, row: OwnRow) -> _Opened:
    held = json.loads(await _open(uow, Field.BID_BODY, _set(row), row.id, row.sealed[0]))
    return _Opened(_said({"words": held["line"], "why": held["why"]}), codes=("urgent",) if held["urgent"] else ())


async def _idea(uow: UnitOfWork, row: OwnRow) -> _Opened:
    return _Opened(_said({"words": await _open(uow, Field.RULE_IDEA, _set(row), row.id, row.sealed[0])}))


async def _reply(uow: UnitOfWork, row: OwnRow) -> _Opened:
    return _Opened(_said({"words": await _open(uow, Field.PENDING_REPLY, _person(row), row.id, row.sealed[0])}))


async def _prompt(uow: UnitOfWork, row: OwnRow) -> _Opened:
    words = await _open(uow, Field.SET_PROMPT, _set(row), row.id, row.sealed[0])
    return _Opened(_said({"words": words}), "off" if row.off else "on")


_OPENERS: Mapping[Kind, Callable[[UnitOfWork, OwnRow], Awaitable[_Opened]]] = {
    Kind.ACTION: _action,
    Kind.NOTE: _note,
    Kind.OUTCOME: _outcome,
    Kind.OWN_LIST: _own_list,
    Kind.REFLECTION: _reflection,
    Kind.UPDATE: _update,
    Kind.ANSWER: _answer,
    Kind.CALL: _call,
    Kind.QUESTION: _question,
    Kind.WORD: _word,
    Kind.ISSUE: _issue,
    Kind.ISSUE_SAID: _issue_said,
    Kind.BID: _bid,
    Kind.IDEA: _idea,
    Kind.REPLY: _reply,
    Kind.PROMPT: _prompt,
}
