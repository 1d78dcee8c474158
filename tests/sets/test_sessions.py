"""Running a session: who may, two at once, time that survives, own issues, handing over; on both databases."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers import board as board_room
from handlers.feature import NotYet
from sets import board, closing, leading, opening, running, signs
from sets.errors import Problem, Refused
from sets.running import Happened
from storage.models import Attendance, Delivery, Round, Session, Stage, Turn
from storage.models import Run as RunModel
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_person, add_session
from tests.sets.session_kit import TODAY, Room, make_room


@pytest.fixture
async def room(store: WorkspaceStore) -> Room:
    return await make_room(store)


def refused(problem: Problem) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.problem is problem)


# Opening


async def test_it_opens_with_its_stages_and_a_board(room: Room) -> None:
    await room.begin(here=("UBEN",))
    found = await room.seen()
    assert (found.session.state, found.session.mode, found.session.opened_at) == ("open", "led", room.now)
    assert [(one.kind, one.planned_seconds // 60) for one in await room.stages()] == [
        ("open", 5),
        ("opening_round", 10),
        ("progress_round", 10),
        ("bids", 5),
        ("issue", 45),
        ("process_review", 5),
        ("closing_round", 10),
    ]
    first = await room.stage()
    assert (first.kind, first.ends_at) == ("open", room.now + timedelta(minutes=5))
    states = dict(await room.rows(Attendance.person_id, Attendance.state))
    assert states == {room.id_of("UAMINA"): "here", room.id_of("UBEN"): "here"}  # of the others nothing is noted
    assert (await room.kinds()).count("sessions.board") == 1


async def test_only_who_has_the_turn_opens(room: Room) -> None:
    with refused(Problem.NOT_FACILITATOR):
        await room.begin("UBEN")
    with refused(Problem.NOT_YOUR_SET):
        await room.begin("UCORA")
    await room.begin("UAMINA")
    with refused(Problem.ALREADY_DONE):
        await room.begin("UAMINA")


async def test_it_opens_on_its_day_and_not_before(room: Room) -> None:
    room.later(hours=-11)  # 23:00 of the day before in London
    with refused(Problem.NOT_ITS_DAY):
        await opening.asked(room.store, "UAMINA", room.session, room.now)
    with refused(Problem.NOT_ITS_DAY):
        await room.begin()
    with refused(Problem.NOT_ITS_DAY):
        await leading.look(room.store, "UBEN", room.session, room.now)
    with refused(Problem.NOT_ITS_DAY):
        await leading.take_over(room.store, "UBEN", room.session, key="o", now=room.now)
    room.later(hours=1)  # midnight there
    await leading.look(room.store, "UBEN", room.session, room.now)
    await room.begin()
    assert (await room.seen()).session.state == "open"


async def test_a_session_that_nobody_opened_on_its_day_can_be_opened_after(room: Room) -> None:
    room.later(days=2)
    await room.begin()
    assert (await room.seen()).session.state == "open"


async def test_a_coach_opens_and_leads(store: WorkspaceStore) -> None:
    room = await make_room(store, facilitator=None, coach=True)
    await room.begin("UCOACH")
    assert (await room.seen()).session.facilitator_id == room.id_of("UCOACH")


async def test_nobodys_turn_is_led_by_who_opens_or_together(store: WorkspaceStore) -> None:
    room = await make_room(store, facilitator=None)
    await room.begin("UBEN", together=True)
    found = await room.seen()
    assert (found.session.facilitator_id, found.session.mode) == (None, "together")
    assert await room.forward("UCHLOE") is Happened.MOVED  # anyone may move it on


async def test_together_is_no_way_around_somebodys_turn(room: Room) -> None:
    await room.begin("UAMINA", together=True)
    found = await room.seen()
    assert (found.session.facilitator_id, found.session.mode) == (room.id_of("UAMINA"), "led")


async def test_two_who_open_at_once_open_it_once(room: Room) -> None:
    outcomes = await asyncio.gather(room.begin(), room.begin(), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Refused"]
    assert len(await room.rows(RunModel.id)) == 1
    assert len(await room.rows(Stage.id)) == 7


async def test_somebody_of_another_set_cannot_be_ticked(room: Room) -> None:
    stranger = (await add_person(room.store, "UNOA")).id
    with refused(Problem.NOT_YOUR_SET):
        await opening.begin(
            room.store, "UAMINA", room.session, [stranger], together=False, phones=False, key="k", now=room.now
        )


async def test_a_session_left_open_ends_when_the_next_one_opens(room: Room) -> None:
    await room.begin()
    following = await add_session(
        room.store, room.set_id, TODAY + timedelta(days=28), facilitator=room.people["UBEN"], ordinal=3
    )
    room.later(days=28)
    await opening.begin(room.store, "UBEN", following, [], together=False, phones=False, key="n", now=room.now)
    assert dict(await room.rows(Session.id, Session.state)) == {room.session: "closed", following: "open"}


async def test_a_session_nobody_closed_ends_a_day_later_without_a_word(room: Room) -> None:
    assert await closing.next_end(room.store, room.now) is None
    await room.begin()
    await room.presents("UBEN")
    await room.forward(times=4)
    due = await closing.next_end(room.store, room.now)
    assert due == room.now + timedelta(minutes=90, hours=24)
    await closing.end_due(room.store, due - timedelta(seconds=1))
    assert (await room.seen()).session.state == "open"
    before = await room.kinds()
    for _ in range(2):
        await closing.end_due(room.store, due)
    found = (await room.seen()).session
    assert (found.state, found.closed_at) == ("closed", due)
    assert await room.rows(Turn.person_id, ledger="presenting") == [(room.id_of("UBEN"),)]
    after = await room.kinds()
    assert sorted(after) == sorted([*before, "sessions.board_edit"])
    assert await closing.next_end(room.store, due) is None


async def test_a_board_that_slack_refused_is_not_edited(room: Room) -> None:
    await room.begin()
    await room.forward()
    (edit,) = [each for each in await room.due() if each.kind == board.EDIT]
    async with room.store.write() as uow:
        with pytest.raises(NotYet):
            await board_room._edit(uow, edit, room.now)
        await uow.execute(update(Delivery).where(Delivery.kind == board.POST).values(state="dead"))
        assert await board_room._edit(uow, edit, room.now) is None


# Moving on


async def test_two_who_press_next_move_one_stage(room: Room) -> None:
    await room.begin()
    presses = [running.forward(room.store, "UAMINA", room.session, 1, room.now) for _ in range(4)]
    happened = await asyncio.gather(*presses)
    assert sorted(each.value for each in happened) == ["moved", "overtaken", "overtaken", "overtaken"]
    assert (await room.stage()).ordinal == 2
    assert (await room.kinds()).count("sessions.board_edit") == 1


async def test_nobody_else_moves_it(room: Room) -> None:
    await room.begin()
    for move in (running.forward, running.back, running.more, running.pause, running.switch):
        with refused(Problem.NOT_FACILITATOR):
            await move(room.store, "UBEN", room.session, 1, room.now)
    assert (await room.run()).revision == 1


async def test_nothing_moves_by_itself_and_the_end_is_where_it_was(room: Room) -> None:
    await room.begin()
    ends_at = (await room.stage()).ends_at
    room.later(hours=3)
    after = await room.stage()
    assert (after.ordinal, after.ends_at) == (1, ends_at)


async def test_next_and_back_again(room: Room) -> None:
    await room.begin()
    room.later(minutes=4)
    await room.forward()
    assert await running.back(room.store, "UAMINA", room.session, 2, room.now) is Happened.MOVED
    stage, (first, second, *_) = await room.stage(), await room.stages()
    assert (stage.ordinal, first.ended_at, second.started_at, second.ends_at) == (1, None, None, None)
    assert stage.ends_at == room.now + timedelta(minutes=1)


async def test_the_last_stage_has_no_next(room: Room) -> None:
    await room.begin()
    assert await room.forward(times=6) is Happened.MOVED
    assert await room.forward() is Happened.LAST


async def test_two_minutes_more(room: Room) -> None:
    await room.begin()
    ends_at = (await room.stage()).ends_at
    assert ends_at is not None
    await running.more(room.store, "UAMINA", room.session, 1, room.now)
    assert (await room.stage()).ends_at == ends_at + timedelta(minutes=2)
    room.later(minutes=30)  # long past its end: two minutes from now, not from then
    await running.more(room.store, "UAMINA", room.session, 2, room.now)
    assert (await room.stage()).ends_at == room.now + timedelta(minutes=2)


async def test_a_pause_keeps_what_was_left(room: Room) -> None:
    await room.begin()
    room.later(minutes=2)
    await running.pause(room.store, "UAMINA", room.session, 1, room.now)
    paused = await room.stage()
    assert (paused.ends_at, paused.paused_left) == (None, 180)
    room.later(minutes=40)
    await running.pause(room.store, "UAMINA", room.session, 2, room.now)
    going = await room.stage()
    assert (going.ends_at, going.paused_left) == (room.now + timedelta(minutes=3), None)


async def test_questions_are_never_the_same_twice(room: Room) -> None:
    await room.begin()
    numbers = []
    for number in range(6):
        offered = await signs.question(room.store, "UAMINA", room.session, key=f"q{number}", now=room.now)
        numbers.append(offered.question.number if offered.question else None)
    assert numbers[4:] == [None, None]  # four feelings, then none is left for this stage
    assert len(set(numbers[:4])) == 4


# Who leads


async def test_nobody_facilitates_their_own_issue(room: Room) -> None:
    await room.begin()
    await room.forward(times=3)
    await room.presents("UAMINA")
    assert await room.forward() is Happened.OWN_ISSUE
    assert (await room.stage()).kind == "bids"
    await leading.hand_over(room.store, "UAMINA", room.session, room.id_of("UBEN"), key="h", now=room.now)
    assert await room.forward("UBEN") is Happened.MOVED
    with refused(Problem.OWN_ISSUE):  # not while it is her own
        await leading.take_back(room.store, "UAMINA", room.session, key="t", now=room.now)
    with refused(Problem.OWN_ISSUE):
        await leading.take_over(room.store, "UAMINA", room.session, key="o", now=room.now)
    with refused(Problem.OWN_ISSUE):
        await leading.hand_over(room.store, "UBEN", room.session, room.id_of("UAMINA"), key="b", now=room.now)
    await room.forward("UBEN")
    await leading.take_back(room.store, "UAMINA", room.session, key="t2", now=room.now)
    assert (await room.seen()).session.facilitator_id == room.id_of("UAMINA")


async def test_a_slot_that_runs_cannot_become_its_leaders_own(room: Room) -> None:
    await room.begin()
    await room.forward(times=4)
    with refused(Problem.OWN_ISSUE):
        await room.presents("UAMINA")
    await room.presents("UBEN")


async def test_taking_over_and_taking_it_back(room: Room) -> None:
    await room.begin()
    await leading.take_over(room.store, "UDEV", room.session, key="o", now=room.now)
    with refused(Problem.NOT_FACILITATOR):
        await room.forward("UAMINA")
    with refused(Problem.STALE):
        await leading.take_back(room.store, "UCHLOE", room.session, key="c", now=room.now)
    await leading.take_back(room.store, "UAMINA", room.session, key="b", now=room.now)
    assert await room.forward("UAMINA") is Happened.MOVED
    assert (await room.kinds()).count("sessions.leads") == 2


async def test_two_who_take_over_at_once(room: Room) -> None:
    await room.begin()
    tries = [
        leading.take_over(room.store, user, room.session, key=user, now=room.now) for user in ("UBEN", "UCHLOE", "UDEV")
    ]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert all(not isinstance(each, BaseException) or isinstance(each, Refused) for each in outcomes)
    found = await room.seen()
    assert found.session.facilitator_id in {room.id_of(user) for user in ("UBEN", "UCHLOE", "UDEV")}


async def test_somebody_who_is_not_here_is_not_handed_the_session(room: Room) -> None:
    await room.begin(here=("UBEN",))
    with refused(Problem.NOBODY_CHOSEN):
        await leading.hand_over(room.store, "UAMINA", room.session, room.id_of("UDEV"), key="h", now=room.now)


async def test_a_facilitator_who_does_not_come_is_no_obstacle(room: Room) -> None:
    await leading.take_over(room.store, "UBEN", room.session, key="o", now=room.now)
    await room.begin("UBEN")
    assert (await room.seen()).session.facilitator_id == room.id_of("UBEN")


# The end


async def test_closing_keeps_who_was_there_and_no_words(room: Room) -> None:
    await room.begin(here=("UBEN",))
    await signs.sign(room.store, "UBEN", room.session, signs.PASS, key="p", now=room.now)
    await closing.close(room.store, "UAMINA", room.session, key="c", now=room.now)
    assert (await room.seen()).session.state == "closed"
    assert len(await room.rows(Attendance.id, state="here")) == 2
    assert sorted(kind for (kind,) in await room.rows(Round.kind)) == ["feedback", "process_review"]
    assert (await room.kinds()).count("sessions.closed") == 1
    with refused(Problem.NOT_OPEN):
        await room.forward()


async def test_a_session_closed_too_soon_goes_on(room: Room) -> None:
    await room.begin()
    await room.forward(times=2)
    await closing.close(room.store, "UAMINA", room.session, key="c", now=room.now)
    room.later(minutes=5)
    await closing.reopen(room.store, "UBEN", room.session, key="r", now=room.now)
    assert (await room.stage()).ordinal == 3
    assert await room.forward() is Happened.MOVED
    await closing.close(room.store, "UAMINA", room.session, key="c2", now=room.now)
    room.later(hours=13)
    with refused(Problem.GONE):
        await closing.reopen(room.store, "UBEN", room.session, key="r2", now=room.now)


async def test_a_repeat_of_the_same_press_changes_nothing(room: Room) -> None:
    await room.begin()
    await closing.close(room.store, "UAMINA", room.session, key="c", now=room.now)
    await closing.close(room.store, "UAMINA", room.session, key="c", now=room.now)
    assert (await room.kinds()).count("sessions.closed") == 1
