"""Changing an update of one's own, taking it back and putting it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sets import nudges
from sets import update_news as news
from sets import update_words as words
from sets.access import May
from sets.errors import Problem, Refused
from sets.update_sharing import SET_AUDIENCES, FormRefused, Topic, Typed, expires, own_topic, topics_of
from sets.update_words import Lasts
from sets.updates import Opened, opened, own
from storage.confidential import Confidential
from storage.queries import updates as queries
from storage.queries.updates import SeenRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class Changing:
    """One's own update in a form."""

    opened: Opened
    topics: Sequence[Topic]


async def changing(store: WorkspaceStore, slack_user_id: str, update_id: UUID, now: datetime) -> Changing:
    """One's own update, to be changed. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    async with store.read() as uow:
        seen = await _standing(uow, slack_user_id, update_id, now, hold=False)
        whole = await opened(uow, seen, with_answers=False)
        topics = list(await topics_of(uow, seen.update.set_id, seen.person_id))
    if whole.about and whole.topic and whole.about not in [each.about for each in topics]:
        topics.insert(0, Topic(whole.about, whole.topic))  # closed since, and what it is about all the same
    return Changing(whole, topics)


async def change(
    store: WorkspaceStore, slack_user_id: str, update_id: UUID, revision: int, typed: Typed, key: str, now: datetime
) -> None:
    """Other words, another subject, another time; who may read it stays, and so does the number of its readers.

    Raises FormRefused; Refused: CHANGED_MEANWHILE, and as `changing`.
    """
    async with store.write() as uow:
        seen = await _standing(uow, slack_user_id, update_id, now)
        update = seen.update
        text, lasts = _read_change(typed, seen)
        about = await own_topic(uow, typed, update.set_id, seen.person_id)
        if not (await claim(uow, key, now)).first:
            return
        if update.revision != revision:
            raise Refused(Problem.CHANGED_MEANWHILE)
        body = await words.seal_body(uow, update.set_id, update.id, text, about)
        ends = update.expires_at if lasts == update.lasts else expires(lasts, now)
        await queries.change(uow, update.id, revision, body=body, changed_at=now, lasts=lasts.value, expires_at=ends)


def _read_change(typed: Typed, seen: SeenRow) -> tuple[Confidential, Lasts]:
    try:
        text = words.read_words(typed.text)
    except Refused as refused:
        raise FormRefused({"words": refused.problem}, seen.locale, seen.tz) from None
    if typed.lasts not in list(Lasts):
        raise FormRefused({"lasts": Problem.EMPTY}, seen.locale, seen.tz)
    return text, Lasts(typed.lasts)


async def _standing(
    uow: UnitOfWork, slack_user_id: str, update_id: UUID, now: datetime, *, hold: bool = True
) -> SeenRow:
    seen = await own(uow, May.CHANGE_OWN_UPDATE, slack_user_id, update_id, now, hold=hold)
    if seen.update.taken_back_at is not None:
        raise Refused(Problem.GONE)
    return seen


async def take_back(store: WorkspaceStore, slack_user_id: str, update_id: UUID, now: datetime) -> SeenRow:
    """Nobody else may read it from now on; its words go in an hour. A leaver may, too. Raises as `changing`."""
    async with store.write() as uow:
        seen = await own(uow, May.TAKE_BACK_OWN_UPDATE, slack_user_id, update_id, now)
        update = seen.update
        if update.taken_back_at is not None:
            return seen
        await queries.change(uow, update.id, update.revision, taken_back_at=now)
        if update.audience in SET_AUDIENCES:
            await news.line_changed(uow, news.after(update, now), now)
        else:
            moment = news.moment_of(update.id, update.revision + 1)
            await nudges.settle(uow, update.id, moment, now)
        return replace(seen, update=news.after(update, now))


async def put_back(store: WorkspaceStore, slack_user_id: str, update_id: UUID, revision: int, now: datetime) -> None:
    """Undo of taking it back, within the hour. Raises Refused: STALE, and as `changing`."""
    async with store.write() as uow:
        seen = await own(uow, May.CHANGE_OWN_UPDATE, slack_user_id, update_id, now)
        update = seen.update
        if update.taken_back_at is None:
            return
        if update.revision != revision:
            raise Refused(Problem.STALE)
        await queries.change(uow, update.id, revision, taken_back_at=None)
        if update.audience in SET_AUDIENCES:
            await news.line_changed(uow, news.after(update, None), now)
            return
        await nudges.unsettle(uow, update.id, news.moment_of(update.id, revision), now, dropped=False)
        told = await queries.told(uow, news.SHARED, update.id)
        again = [each for each in await queries.recipients(uow, update.id) if each not in told]
        await news.tell(uow, update.id, again, now, revision)
