"""Updates: who may read which, how many have, until when, and what is left afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from sets import update_answers, update_changing, update_news, update_sharing, updates
from sets.bundles import compose
from sets.errors import Problem, Refused
from sets.update_rules import problem_of_reading
from sets.update_sharing import FormRefused, Typed
from sets.update_words import MOST_READERS, Answering, open_readers, seal_readers
from storage.models import Delivery, Nudge, SharedUpdate, UpdateAnswer, UpdateRecipient
from storage.queries import update_ends as ends
from storage.queries import updates as queries
from storage.queries.joining import leave
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_membership, add_person
from tests.sets.update_kit import circle, pair

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def refusal(awaitable: object) -> Problem:
    with pytest.raises(Refused) as refused:
        await awaitable  # type: ignore[misc]
    return refused.value.problem


async def counted(store: WorkspaceStore, model: type) -> int:
    async with store.read() as uow:
        return int((await uow.rows(select(func.count()).select_from(model))).scalar_one())


@pytest.mark.parametrize(
    ("audience", "readers", "others"),
    [
        ("set", ["UBEN", "UCARA", "UDAN"], {"UROSA": Problem.FOR_MEMBERS}),
        ("coach", ["UBEN", "UCARA", "UDAN", "UROSA"], {}),
        ("buddy", ["UBEN"], dict.fromkeys(["UCARA", "UDAN", "UROSA"], Problem.NOT_FOR_YOU)),
        ("next", ["UDAN"], dict.fromkeys(["UBEN", "UCARA", "UROSA"], Problem.NOT_FOR_YOU)),
    ],
)
async def test_who_may_read(
    store: WorkspaceStore, audience: str, readers: list[str], others: dict[str, Problem]
) -> None:
    town = await circle(store)
    update_id = await town.share(audience)
    for user in ("UAMINA", *readers):
        assert (await town.read(update_id, user)).text.reveal() == "It went well."
    outside = {"UOTTO": Problem.NOT_YOUR_SET, "UCORA": Problem.NOT_YOUR_SET, "UNOBODY": Problem.NOT_YOUR_SET}
    for user, problem in {**others, **outside}.items():
        assert await refusal(updates.look(store, user, update_id, NOW)) is problem, user
        if problem in (Problem.NOT_FOR_YOU, Problem.FOR_MEMBERS):
            assert (await updates.list_of(store, user, town.set_id, 0, NOW)).updates == ()
    listed = await updates.list_of(store, readers[0], town.set_id, 0, NOW)
    assert [row.update.id for row in listed.updates] == [update_id]


async def test_who_joins_later_or_comes_back_does_not_read_earlier_ones(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share("coach")
    joiner, coach = await add_person(store, "UJO"), await add_person(store, "UNEWCOACH")
    await town.leave("UBEN", NOW + HOUR)
    assert await refusal(updates.look(store, "UBEN", update_id, NOW + HOUR)) is Problem.FORMER_MEMBER
    async with store.write() as uow:
        await add_membership(uow, town.set_id, joiner, NOW + HOUR)
        await add_membership(uow, town.set_id, coach, NOW + HOUR, role="coach")
        await add_membership(uow, town.set_id, town.people["BEN"], NOW + 2 * HOUR)
    for user in ("UJO", "UNEWCOACH", "UBEN"):
        assert await refusal(updates.look(store, user, update_id, NOW + DAY)) is Problem.BEFORE_YOU_JOINED, user
        assert (await updates.list_of(store, user, town.set_id, 0, NOW + DAY)).updates == ()


async def test_a_leaver_keeps_their_own_and_others_keep_reading_it(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share()
    await update_answers.answer(store, "UBEN", update_id, Answering.REPLY, "Well done.", "view:a", NOW)
    await town.leave("UAMINA")
    mine = await updates.look(store, "UAMINA", update_id, NOW)
    assert (mine.text.reveal(), mine.answers) == ("It went well.", ())  # not the words of those who are still there
    assert [row.update.id for row in (await updates.list_mine(store, "UAMINA", 0, NOW)).updates] == [update_id]
    assert await refusal(update_changing.changing(store, "UAMINA", update_id, NOW)) is Problem.FORMER_MEMBER
    opened = await updates.look(store, "UCARA", update_id, NOW)
    assert not opened.may_answer
    assert await refusal(update_answers.thank(store, "UCARA", update_id, NOW)) is Problem.AUTHOR_LEFT
    await update_changing.take_back(store, "UAMINA", update_id, NOW)
    assert await refusal(updates.look(store, "UCARA", update_id, NOW)) is Problem.GONE


async def test_a_swapped_facilitator_loses_it_at_once_and_the_new_one_does_not_get_it(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share("next", "set")
    await town.facilitator(town.people["CARA"])
    for user in ("UDAN", "UCARA"):
        assert await refusal(updates.look(store, user, update_id, NOW)) is Problem.NOT_FOR_YOU, user
    assert not (await updates.look(store, "UAMINA", update_id, NOW)).seen.reaches
    await town.facilitator(town.people["DAN"])
    assert (await updates.look(store, "UDAN", update_id, NOW)).text.reveal() == "It went well."


async def test_what_was_named_does_not_follow_new_buddies(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share("buddy")
    async with store.write() as uow:
        await pair(uow, town.set_id, town.people["CARA"])
    assert await refusal(updates.look(store, "UCARA", update_id, NOW)) is Problem.NOT_FOR_YOU
    third = await town.share("buddy")
    assert (await updates.look(store, "UCARA", third, NOW)).text.reveal() == "It went well."


@pytest.mark.parametrize(
    ("audience", "lasts", "after"),
    [
        ("set", "days", "days"),
        ("set", "session", "session"),
        ("coach", "set", "set"),
        ("buddy", "set", "session"),
        ("buddy", "days", "session"),
        ("next", "set", "session"),
    ],
)
async def test_its_time_ends_at_once_and_the_tick_deletes_everything(
    store: WorkspaceStore, audience: str, lasts: str, after: str
) -> None:
    town = await circle(store)
    update_id = await town.share(audience, lasts)
    reader = {"buddy": "UBEN", "next": "UDAN"}.get(audience, "UCARA")
    await town.read(update_id, reader)
    await update_answers.thank(store, reader, update_id, NOW)
    end = NOW + 30 * DAY
    await updates.tick(store, end - HOUR)
    assert await counted(store, SharedUpdate) == 1
    if after == "session":
        await town.close_session(end)
    elif after == "set":
        await town.close_set()
    else:
        assert await updates.next_wake(store, NOW) == end
    for user in ("UAMINA", reader):
        assert await refusal(updates.look(store, user, update_id, end)) is Problem.GONE, user
    assert await updates.next_wake(store, end) == end
    await updates.tick(store, end)
    await updates.tick(store, end)
    for model in (SharedUpdate, UpdateAnswer, UpdateRecipient):
        assert await counted(store, model) == 0, model
    assert await updates.next_wake(store, end) is None
    assert await refusal(updates.look(store, reader, update_id, end)) is Problem.GONE


async def test_the_rule_and_the_tick_agree(store: WorkspaceStore) -> None:
    """What is deleted is what nobody may read any more, and nothing else."""
    town = await circle(store)
    made = [await town.share(audience, lasts) for audience in ("set", "buddy") for lasts in ("set", "session", "days")]
    for moment, closing in ((NOW, False), (NOW + HOUR, True), (NOW + 30 * DAY, True)):
        if closing:
            await town.close_session(NOW + HOUR)
        async with store.read() as uow:
            gone = {row.id for row in await ends.over(uow, moment, moment - HOUR, 99)}
            for update_id in made:
                seen = await queries.seen_by(uow, update_id, "UAMINA")
                assert seen is not None
                unreadable = problem_of_reading(seen, moment) is Problem.GONE
                assert unreadable == (update_id in gone), (moment, seen.update)


async def test_a_session_that_was_held_before_ends_nothing(store: WorkspaceStore) -> None:
    town = await circle(store)
    await town.close_session(NOW - HOUR)
    update_id = await town.share("set", "session")
    assert (await town.read(update_id, "UBEN")).text.reveal() == "It went well."


async def test_only_the_author_sees_how_many_have_opened_it(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share("coach")
    assert (await town.read(update_id, "UAMINA")).readers == 0
    for user in ("UBEN", "UBEN", "UROSA"):
        assert (await town.read(update_id, user)).readers is None
    assert (await town.read(update_id, "UAMINA")).readers == 2
    await update_changing.change(store, "UAMINA", update_id, 1, Typed("It went.", lasts="days"), "view:c", NOW)
    changed = await town.read(update_id, "UAMINA")
    assert (changed.readers, changed.text.reveal(), changed.seen.update.changed_at) == (2, "It went.", NOW)


async def test_reading_leaves_no_row_no_size_and_no_trace_in_the_daily_message(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share("buddy")

    async def stored() -> tuple[list[object], int]:
        async with store.read() as uow:
            row = (await uow.rows(select(SharedUpdate))).one()
            plain = [value for name, value in row._mapping.items() if name != "readers"]
            nudges = [tuple(each) for each in await uow.rows(select(Nudge))]
            return [plain, nudges, await counted(store, UpdateAnswer)], len(row.readers)

    before = await stored()
    await town.read(update_id, "UBEN")
    assert await stored() == before


async def test_readers_are_of_one_size_in_no_order(sqlite_store: WorkspaceStore) -> None:
    ids = [uuid4() for _ in range(MOST_READERS)]
    async with sqlite_store.write() as uow:
        set_id, update_id = uuid4(), uuid4()
        sealed = [await seal_readers(uow, set_id, update_id, ids[:many]) for many in range(MOST_READERS + 1)]
        assert len({len(each) for each in sealed}) == 1
        for many, each in enumerate(sealed):
            assert await open_readers(uow, set_id, update_id, each) == set(ids[:many])


async def test_taking_back_and_putting_back(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share()
    await update_changing.take_back(store, "UAMINA", update_id, NOW)
    again = await update_changing.take_back(store, "UAMINA", update_id, NOW + HOUR / 2)
    assert (again.update.revision, again.update.taken_back_at) == (2, NOW)
    assert await refusal(updates.look(store, "UBEN", update_id, NOW)) is Problem.GONE
    assert (await updates.list_mine(store, "UAMINA", 0, NOW)).updates == ()
    stale = update_changing.put_back(store, "UAMINA", update_id, 1, NOW)
    assert await refusal(stale) is Problem.STALE
    assert await refusal(update_changing.put_back(store, "UBEN", update_id, 2, NOW)) is Problem.NOT_YOUR_SET
    await update_changing.put_back(store, "UAMINA", update_id, 2, NOW)
    await update_changing.put_back(store, "UAMINA", update_id, 2, NOW)
    assert (await updates.look(store, "UBEN", update_id, NOW)).text.reveal() == "It went well."
    await update_changing.take_back(store, "UAMINA", update_id, NOW)
    assert await updates.next_wake(store, NOW) == NOW + HOUR
    await updates.tick(store, NOW + HOUR)
    assert await counted(store, SharedUpdate) == 0
    assert await refusal(update_changing.put_back(store, "UAMINA", update_id, 4, NOW + HOUR)) is Problem.GONE


async def test_answers_are_for_the_author_and_for_whoever_wrote_them(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share()
    for _ in range(2):
        await update_answers.thank(store, "UBEN", update_id, NOW)
    asked = None
    for _ in range(2):
        sent = await update_answers.answer(
            store, "UBEN", update_id, Answering.QUESTION, "What helped?", "view:q", NOW + HOUR
        )
        asked = asked or sent.answer_id
    await update_answers.answer(store, "UCARA", update_id, Answering.REPLY, "So glad.", "view:r", NOW + 2 * HOUR)

    async def seen(user: str) -> list[tuple[str, str, str]]:
        found = (await updates.look(store, user, update_id, NOW)).answers
        return [(each.row.name, each.kind.value, each.text.reveal()) for each in found]

    ben = [("Ben", "question", "What helped?"), ("Ben", "thanks", "")]
    assert await seen("UAMINA") == [("Cara", "reply", "So glad."), *ben]
    assert await seen("UBEN") == ben
    assert await seen("UDAN") == []
    assert asked is not None
    assert await refusal(update_answers.take_back(store, "UAMINA", asked, NOW)) is Problem.NOT_YOUR_SET
    await town.leave("UBEN")
    await update_answers.take_back(store, "UBEN", asked, NOW)
    assert await refusal(update_answers.take_back(store, "UBEN", asked, NOW)) is Problem.GONE
    assert await seen("UAMINA") == [("Cara", "reply", "So glad."), ben[1]]
    assert await refusal(update_answers.thank(store, "UAMINA", update_id, NOW)) is Problem.NOT_FOR_YOU
    assert await refusal(update_answers.thank(store, "UOTTO", update_id, NOW)) is Problem.NOT_YOUR_SET


async def test_nobody_floods_an_author(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    update_id = await town.share()

    async def reply(number: int, words: str = "And?") -> object:
        key = f"view:{number}"
        return await update_answers.answer(sqlite_store, "UBEN", update_id, Answering.REPLY, words, key, NOW)

    for number in range(update_answers.MOST_EACH):
        await reply(number)
    assert await refusal(reply(9)) is Problem.TOO_MANY
    assert await refusal(reply(9, "x" * 1501)) is Problem.TOO_LONG
    assert await refusal(reply(9, " \n ")) is Problem.EMPTY


async def test_the_same_form_twice_is_one_update_and_one_line(store: WorkspaceStore) -> None:
    town = await circle(store)
    typed = Typed("It went well.", "set", "days")
    first = await update_sharing.share(store, "UAMINA", town.set_id, typed, "view:1", NOW)
    again = await update_sharing.share(store, "UAMINA", town.set_id, typed, "view:1", NOW)
    assert (first.row.id, await counted(store, SharedUpdate), await counted(store, Delivery)) == (again.row.id, 1, 1)


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        (Typed(" "), {"words": Problem.EMPTY, "audience": Problem.EMPTY, "lasts": Problem.EMPTY}),
        (Typed("x" * 3001, "everyone", "for ever"), {
            "words": Problem.TOO_LONG, "audience": Problem.EMPTY, "lasts": Problem.EMPTY,
        }),
    ],
)  # fmt: skip
async def test_what_is_no_update(sqlite_store: WorkspaceStore, typed: Typed, problems: dict[str, Problem]) -> None:
    town = await circle(sqlite_store)
    with pytest.raises(FormRefused) as refused:
        await update_sharing.share(sqlite_store, "UAMINA", town.set_id, typed, "view:1", NOW)
    assert refused.value.problems == problems
    assert await counted(sqlite_store, SharedUpdate) == 0


async def test_the_longest_words_fit(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    for longest in ("\U0001f600" * 3000, '"\\\n' * 999 + "x"):
        update_id = await town.share(text=longest)
        assert (await town.read(update_id, "UBEN")).text.reveal() == longest


async def test_it_is_not_shared_with_others_than_the_form_said(store: WorkspaceStore) -> None:
    town = await circle(store)
    mark = (await update_sharing.blank(store, "UAMINA", town.set_id)).mark
    await town.facilitator(town.people["CARA"])
    for audience in ("next", "buddy", "coach"):
        typed = Typed("For Dan.", audience, "days", mark=mark)
        sharing = update_sharing.share(store, "UAMINA", town.set_id, typed, "view:1", NOW)
        assert await refusal(sharing) is Problem.CHANGED_MEANWHILE
    assert await counted(store, SharedUpdate) == 0
    await town.facilitator(None)
    mark = (await update_sharing.blank(store, "UAMINA", town.set_id)).mark
    nobody = Typed("For nobody.", "next", "days", mark=mark)
    sharing = update_sharing.share(store, "UAMINA", town.set_id, nobody, "view:1", NOW)
    assert await refusal(sharing) is Problem.CHANGED_MEANWHILE


async def test_an_audience_that_is_not_offered_is_refused(sqlite_store: WorkspaceStore) -> None:
    """Cara has no buddy; without a coach in post there is no coach to share with, even next to a facilitator."""
    town = await circle(sqlite_store)
    async with sqlite_store.write() as uow:
        # The membership alone: what follows a leaving would pair those who have no buddy.
        await leave(uow, town.people["ROSA"].id, town.set_id, NOW)
    for user, audience in (("UCARA", "buddy"), ("UCARA", "coach"), ("UDAN", "next")):
        with pytest.raises(Refused) as refused:
            await town.sharing(audience, user=user)
        assert refused.value.problem is Problem.CHANGED_MEANWHILE, (user, audience)


async def test_who_may_share(store: WorkspaceStore) -> None:
    town = await circle(store)
    await town.leave("UBEN")
    for user, problem in (
        ("UBEN", Problem.FORMER_MEMBER),
        ("UROSA", Problem.FOR_MEMBERS),
        ("UOTTO", Problem.NOT_YOUR_SET),
        ("UNOBODY", Problem.NOT_YOUR_SET),
    ):
        sharing = update_sharing.share(store, user, town.set_id, Typed("x", "set", "days"), "view:1", NOW)
        assert await refusal(sharing) is problem, user
    await town.close_set()
    sharing = update_sharing.share(store, "UAMINA", town.set_id, Typed("x", "set", "days"), "view:1", NOW)
    assert await refusal(sharing) is Problem.GONE


async def test_it_can_be_about_an_issue_of_ones_own_only(store: WorkspaceStore) -> None:
    town = await circle(store)
    issue_id = await town.issue("Rotas")
    (topic,) = (await update_sharing.blank(store, "UAMINA", town.set_id)).topics
    assert (topic.about.id, topic.label.reveal()) == (issue_id, "Rotas")
    typed = Typed("Better.", "set", "days", (issue_id, "issue"))
    shared = await update_sharing.share(store, "UAMINA", town.set_id, typed, "view:1", NOW)
    opened = await updates.look(store, "UBEN", shared.row.id, NOW)
    assert opened.topic is not None
    assert opened.topic.reveal() == "Rotas"
    assert (await update_sharing.blank(store, "UBEN", town.set_id)).topics == []
    for user, kind in (("UBEN", "issue"), ("UAMINA", "action")):
        forged = Typed("Mine?", "set", "days", (issue_id, kind))
        sharing = update_sharing.share(store, user, town.set_id, forged, f"view:{user}", NOW)
        assert await refusal(sharing) is Problem.GONE, user


@pytest.mark.parametrize("kind", ["action", "issue"])
async def test_what_it_is_about_shows_only_to_who_may_read_that(store: WorkspaceStore, kind: str) -> None:
    """Of what was closed before they joined, a joiner reads no label and no headline: here neither."""
    town = await circle(store)
    about_id = await (town.action if kind == "action" else town.issue)("The rota")
    await town.close(kind, about_id, NOW)
    joiner, coach = await add_person(store, "UJO"), await add_person(store, "UNEWCOACH")
    async with store.write() as uow:
        await add_membership(uow, town.set_id, joiner, NOW + HOUR)
        await add_membership(uow, town.set_id, coach, NOW + HOUR, role="coach")
    later = NOW + 2 * HOUR
    mark = (await update_sharing.blank(store, "UAMINA", town.set_id)).mark
    typed = Typed("It went well.", "coach", "days", (about_id, kind), mark)  # from a form that had been open
    update_id = (await update_sharing.share(store, "UAMINA", town.set_id, typed, "view:1", later)).row.id

    async def topic_for(user: str) -> str | None:
        opened = await updates.look(store, user, update_id, later)
        assert opened.text.reveal() == "It went well."
        return opened.topic.reveal() if opened.topic else None

    for user in ("UJO", "UNEWCOACH"):
        assert await topic_for(user) is None, user
    for user in ("UAMINA", "UBEN", "UROSA"):
        assert await topic_for(user) == "The rota", user
    await town.close(kind, about_id, None)
    assert await topic_for("UJO") == "The rota"
    await town.close(kind, about_id, later)
    assert await topic_for("UJO") == "The rota"
    await town.leave("UAMINA", later)
    assert await topic_for("UAMINA") == "The rota"


@pytest.mark.parametrize("audience", ["buddy", "next"])
async def test_who_was_named_left_and_came_back_does_not_read_it(store: WorkspaceStore, audience: str) -> None:
    town = await circle(store)
    update_id, user = await town.share(audience), {"buddy": "UBEN", "next": "UDAN"}[audience]
    assert (await updates.look(store, user, update_id, NOW)).text.reveal() == "It went well."
    async with store.write() as uow:
        person = town.people[user.removeprefix("U")]
        await leave(uow, person.id, town.set_id, NOW + HOUR)
        await add_membership(uow, town.set_id, person, NOW + 2 * HOUR)
    assert await refusal(updates.look(store, user, update_id, NOW + DAY)) is Problem.BEFORE_YOU_JOINED
    assert (await updates.list_of(store, user, town.set_id, 0, NOW + DAY)).updates == ()


async def test_lists_go_by_pages_newest_first(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    for number in range(updates.PAGE + 3):
        await town.sharing("set", at=NOW + number * HOUR)
    later = NOW + DAY
    first = await updates.list_of(sqlite_store, "UBEN", town.set_id, 0, later)
    last = await updates.list_of(sqlite_store, "UBEN", town.set_id, 9, later)
    assert (len(first.updates), first.pages, len(last.updates), last.page) == (updates.PAGE, 2, 3, 1)
    moments = [row.update.shared_at for row in [*first.updates, *last.updates]]
    assert moments == sorted(moments, reverse=True)
    assert await refusal(updates.list_of(sqlite_store, "UOTTO", town.set_id, 0, later)) is Problem.NOT_YOUR_SET
    assert await refusal(updates.list_of(sqlite_store, "UNOBODY", town.set_id, 0, later)) is Problem.NOT_YOUR_SET


async def test_a_changed_update_keeps_its_end_and_an_old_form_changes_nothing(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share()
    later = NOW + DAY
    again = Typed("Again.", lasts="days")
    for _ in range(2):
        await update_changing.change(store, "UAMINA", update_id, 1, again, "view:c", later)
    opened = await updates.look(store, "UAMINA", update_id, later)
    assert (opened.seen.update.revision, opened.seen.update.expires_at) == (2, NOW + 30 * DAY)
    old = update_changing.change(store, "UAMINA", update_id, 1, again, "view:d", later)
    assert await refusal(old) is Problem.CHANGED_MEANWHILE
    longer = Typed("Again.", lasts="set")
    await update_changing.change(store, "UAMINA", update_id, 2, longer, "view:e", later)
    assert (await updates.look(store, "UAMINA", update_id, later)).seen.update.expires_at is None
    others = update_changing.change(store, "UBEN", update_id, 3, again, "view:f", later)
    assert await refusal(others) is Problem.NOT_YOUR_SET


async def test_the_author_hears_of_answers_again_a_whole_day_later_at_the_earliest(store: WorkspaceStore) -> None:
    """The evening and the morning after are two dates, and too near."""
    town = await circle(store)
    update_id, told_at = await town.share("set"), NOW + 7 * HOUR
    amina = town.people["AMINA"]
    await update_answers.thank(store, "UBEN", update_id, NOW)
    async with store.write() as uow:
        await uow.execute(update(Nudge).values(state="sent", due_at=told_at))
    await update_answers.thank(store, "UCARA", update_id, NOW + DAY)
    async with store.write() as uow:
        assert await compose(uow, amina.id, NOW + DAY, [update_news.ANSWERED_RULES]) is None
        waiting = await uow.rows(select(Nudge.due_at).where(Nudge.state == "planned"))
        assert list(waiting.scalars()) == [told_at + DAY]


async def test_an_answer_after_the_author_looked_on_the_same_day_is_told_of_too(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id, amina = await town.share("set"), town.people["AMINA"]
    await update_answers.thank(store, "UBEN", update_id, NOW)
    async with store.write() as uow:
        await uow.execute(update(Nudge).values(state="sent", due_at=NOW))
    await town.read(update_id, "UAMINA", NOW + HOUR)
    await update_answers.thank(store, "UCARA", update_id, NOW + 2 * HOUR)
    async with store.write() as uow:
        assert await compose(uow, amina.id, NOW + DAY, [update_news.ANSWERED_RULES]) is not None


async def test_an_author_who_has_left_has_not_seen_the_answers(store: WorkspaceStore) -> None:
    town = await circle(store)
    update_id = await town.share("set")
    await update_answers.thank(store, "UBEN", update_id, NOW)
    await town.leave("UAMINA", NOW + HOUR)
    assert (await town.read(update_id, "UAMINA", NOW + HOUR)).seen.update.seen_at is None
    async with store.write() as uow:
        await add_membership(uow, town.set_id, town.people["AMINA"], NOW + 2 * HOUR)
        assert await compose(uow, town.people["AMINA"].id, NOW + 2 * HOUR, [update_news.ANSWERED_RULES]) is not None
