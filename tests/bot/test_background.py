"""Background work: tracked, reported, held back until the ack, drained."""

import asyncio

import pytest

from bot.background import Background, InFlight, RefusedWhileStopping

Reports = list[tuple[str, BaseException]]


@pytest.fixture
def reports() -> Reports:
    return []


@pytest.fixture
def background(reports: Reports) -> Background:
    return Background(lambda name, error: reports.append((name, error)))


async def test_a_failure_is_reported_and_harms_no_sibling(background: Background, reports: Reports) -> None:
    done: list[str] = []

    async def breaks() -> None:
        raise KeyError("secret")

    async def works() -> None:
        await asyncio.sleep(0.01)
        done.append("works")

    background.start(works(), "works")
    background.start(breaks(), "breaks")
    assert len(background) == 2
    await background.idle()
    assert done == ["works"]
    assert [(name, type(error)) for name, error in reports] == [("breaks", KeyError)]
    assert len(background) == 0


async def test_idle_waits_for_work_that_work_starts(background: Background) -> None:
    done: list[int] = []

    async def again(left: int) -> None:
        await asyncio.sleep(0)
        done.append(left)
        if left:
            background.start(again(left - 1), "again")

    background.start(again(3), "again")
    await background.idle()
    assert done == [3, 2, 1, 0]


async def test_draining_cuts_off_the_slow_and_refuses_the_late(background: Background, reports: Reports) -> None:
    background.start(asyncio.sleep(60), "slow")
    assert await background.drain(0.01) == 1
    background.start(asyncio.sleep(0), "late")
    assert [(name, type(error)) for name, error in reports] == [
        ("slow", asyncio.CancelledError),
        ("late", RefusedWhileStopping),
    ]


async def test_draining_lets_the_quick_finish(background: Background, reports: Reports) -> None:
    background.start(asyncio.sleep(0.01), "quick")
    assert await background.drain(5) == 0
    assert reports == []


async def test_work_from_a_listener_waits_for_the_answer(background: Background) -> None:
    order: list[str] = []
    in_flight = InFlight()

    async def work() -> None:
        order.append("work")

    async with in_flight.request():
        background.start(work(), "work")
        await asyncio.sleep(0.02)
        order.append("answer")
        assert len(in_flight) == 1
    await background.idle()
    assert order == ["answer", "work"]
    assert len(in_flight) == 0


async def test_work_of_a_request_cut_off_is_closed(background: Background, reports: Reports) -> None:
    async with InFlight().request():
        background.start(asyncio.sleep(0), "held")
        await asyncio.sleep(0)
        assert await background.drain(0.01) == 1
    assert [name for name, _ in reports] == ["held"]


async def test_a_slow_answer_is_noticed() -> None:
    slow: list[float] = []
    in_flight = InFlight(0.01, slow.append)
    async with in_flight.request():
        pass
    assert slow == []
    async with in_flight.request():
        await asyncio.sleep(0.02)
    assert len(slow) == 1


async def test_in_flight_drains_with_a_limit() -> None:
    in_flight = InFlight()
    async with in_flight.request():
        assert await in_flight.drain(0.01) == 1
    assert await in_flight.drain(0.01) == 0
    await in_flight.idle()
