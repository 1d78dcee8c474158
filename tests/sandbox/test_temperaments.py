"""What people would do, from what is in sight and the time of day; no bot is here."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.driver import Driver
from sandbox.residents import Resident
from sandbox.temperaments import LATE, PROMPT, SILENT, STUCK, Temperament, buttons_of, fields_of, stuck_then
from sandbox.waking import DAYS, NIGHTS, WEEKDAYS, Waking
from tests.sandbox.kit import Json, actions, button, element, field, modal, option, section
from tests.sandbox.world_kit import START, Outbox, Room, bolt_app, over_http, payload

ASKED = [
    actions(
        button("Undo", "undo"),
        button("Stuck", "stuck", value="1"),
        button("Done", "done", value="1", accessibility_label="Done 1"),
        block_id="a",
    ),
    actions(
        button("Stuck", "stuck", value="2"),
        button("Done", "done", value="2", accessibility_label="Done 2"),
        block_id="b",
    ),
    section(accessory=button("Read more", "more"), block_id="c"),
]


def test_they_press_what_they_recognise_each_button_once() -> None:
    in_sight = buttons_of(ASKED)
    first = PROMPT.choose(in_sight, frozenset())
    assert first is not None
    second = PROMPT.choose(in_sight, frozenset({first}))
    assert second is not None
    assert [(each.label, each.value) for each in (first, second)] == [("Done", "1"), ("Done", "2")]
    assert PROMPT.choose(in_sight, frozenset({first, second})) is None
    assert SILENT.choose(in_sight, frozenset()) is None
    assert PROMPT.choose(buttons_of([actions(button("Buy now"), button("Notice"), block_id="d")]), frozenset()) is None


def test_a_button_that_says_the_same_is_the_same_whatever_stands_behind_it() -> None:
    (first,) = buttons_of([actions(button("I agree", "agree", value="v1:1"), block_id="a")])
    (later,) = buttons_of([actions(button("I agree", "agree", value="v1:2"), block_id="b")])
    assert PROMPT.choose([later], frozenset({first})) is None


def test_links_are_no_buttons_to_answer_with() -> None:
    assert buttons_of([actions(button("Done", url="https://example.org"), block_id="d")]) == []


def test_a_window_is_filled_with_what_they_know_or_not_at_all() -> None:
    words = field(element("plain_text_input"), label="In a few words, I will", block_id="label")
    extra = field(element("plain_text_input"), label="Who could help", block_id="who", optional=True)
    set_already = field(element("datepicker", initial_date="2026-05-14"), label="By when", block_id="due")
    ready = stuck_then("Smaller step", In_a_few_words="ask one person")
    assert ready.fill(fields_of([words, extra]), "Save") == {"label": "ask one person"}
    assert STUCK.fill(fields_of([words, extra]), "Save") is None
    assert STUCK.fill(fields_of([extra]), "Save") is None
    assert STUCK.fill(fields_of([set_already]), "Save") == {}
    assert STUCK.fill(fields_of([section()]), "Delete everything") is None
    assert PROMPT.fill(fields_of([section()]), "Yes, that date") == {}


@pytest.mark.parametrize("temperament", [PROMPT, LATE, STUCK, SILENT])
def test_pauses_keep_their_bounds_and_follow_the_seed(temperament: Temperament) -> None:
    pauses = [temperament.pause(Random(seed)) for seed in range(50)]
    assert pauses == [temperament.pause(Random(seed)) for seed in range(50)]
    assert temperament.soonest <= min(pauses) < max(pauses) <= temperament.latest


ZONES = ("Europe/London", "America/New_York", "Asia/Karachi", "Pacific/Auckland", "Australia/Lord_Howe")
HOURS = (DAYS, NIGHTS, Waking(time(9), time(9)), Waking(days=WEEKDAYS, away=((date(2026, 5, 18), date(2026, 5, 22)),)))
moments = st.integers(0, 270 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(moments, st.sampled_from(ZONES), st.sampled_from(HOURS))
def test_the_next_waking_moment_is_one_and_none_is_missed(moment: datetime, zone: str, waking: Waking) -> None:
    found = waking.next(moment, zone)
    assert moment <= found <= moment + timedelta(days=12)
    assert waking.awake(found, zone)
    if found > moment:
        assert not waking.awake(moment, zone)
        assert found.astimezone(ZoneInfo(zone)).time() == waking.opens


@pytest.mark.parametrize(
    ("waking", "hour", "awake"),
    [(DAYS, 7, False), (DAYS, 8, True), (DAYS, 20, True), (DAYS, 21, False), (NIGHTS, 3, True), (NIGHTS, 12, False)],
)
def test_hours_are_local(waking: Waking, hour: int, awake: bool) -> None:
    for zone in ZONES:
        assert waking.awake(datetime(2026, 5, 14, hour, 0, tzinfo=ZoneInfo(zone)), zone) is awake


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    off = Waking(time(19), time(7, 30), away=((date(2026, 5, 14), date(2026, 5, 14)),))
    assert off.awake(datetime(2026, 5, 14, 5, 0, tzinfo=UTC), "UTC")
    assert not off.awake(datetime(2026, 5, 15, 5, 0, tzinfo=UTC), "UTC")


def test_somebody_who_never_looks_is_said_so() -> None:
    with pytest.raises(ValueError, match="never look"):
        Waking(days=frozenset()).next(START, "UTC")


async def ask(room: Room, *blocks: Json, person: str | None = None) -> str:
    answer = await room.call("chat.postMessage", channel=person or room.ana.id, text="Ask", blocks=list(blocks))
    return str(answer["ts"])


async def test_a_resident_answers_in_their_hours_and_reads_what_they_do_not_know(room: Room, bot: Outbox) -> None:
    driver = Driver(room.slack)
    ben = Resident(room.ben, PROMPT, log=room.slack.log, driver=driver)  # New York: at the start it is 4 in the morning
    await ask(room, *ASKED[:1], person=room.ben.id)
    await ask(room, actions(button("Buy now")), person=room.ben.id)
    await driver.run_until(START + timedelta(days=1))
    assert ben.did("reads")[:2] == ["Ask", "Ask"]
    assert ben.did("presses") == ["Done"]
    assert all(DAYS.awake(entry.at, "America/New_York") for entry in ben.diary)
    assert ben.diary[0].at.astimezone(ZoneInfo("America/New_York")).hour == 8
    assert payload(bot)["actions"][0]["value"] == "1"


async def test_what_is_gone_by_then_is_not_pressed(room: Room, bot: Outbox) -> None:
    driver = Driver(room.slack)
    ana = Resident(room.ana, PROMPT, log=room.slack.log, driver=driver)
    direct = (await room.call("conversations.open", users=room.ana.id))["channel"]["id"]
    changed, deleted = await ask(room, *ASKED), await ask(room, *ASKED)
    await driver.settle()
    await room.call("chat.update", channel=direct, ts=changed, text="Closed", blocks=[section("That is all.")])
    await room.call("chat.delete", channel=direct, ts=deleted)
    await driver.run_until(START + timedelta(days=2))
    assert ana.did("reads") == ["Closed"]
    assert ana.did("presses") == []
    assert bot.got == [] or "block_actions" not in bot.got[-1][1]


async def test_a_channels_talk_passes_by_but_a_button_they_want_does_not(room: Room, bot: Outbox) -> None:
    driver = Driver(room.slack)
    channel = await room.channel(room.ana, room.ben)
    ana = Resident(room.ana, PROMPT, log=room.slack.log, driver=driver)
    ben = Resident(room.ben, SILENT, log=room.slack.log, driver=driver)
    await room.call("chat.postMessage", channel=channel, text="Notice")
    await room.call("chat.postMessage", channel=channel, text="Rules", blocks=[actions(button("I agree", "agree"))])
    await driver.run_until(START + timedelta(days=1))
    assert [(entry.deed, entry.what) for entry in ana.diary][:2] == [("reads", "Rules"), ("presses", "I agree")]
    assert ben.diary == []


async def test_windows_of_their_own_are_gone_through_and_others_left_open(room: Room) -> None:
    app, driver = bolt_app(room), Driver(room.slack)
    unknown = field(element("radio_buttons", options=[option()]), label="Choose", block_id="choose")
    shown = [modal(unknown), modal(actions(button("Keep it to myself", "keep")))]

    @app.action("stuck")
    async def opens(ack: Any, body: Json) -> None:  # noqa: ANN401
        await ack()
        await room.call("views.open", trigger_id=body["trigger_id"], view=shown.pop())

    @app.action("keep")
    async def closes(ack: Any, body: Json) -> None:  # noqa: ANN401
        await ack()
        await room.call("views.update", view_id=body["view"]["id"], view=modal(section("That's fine.")))

    async with over_http(room, app):
        ana = Resident(room.ana, STUCK, log=room.slack.log, driver=driver)
        await room.open_modal(modal(section("A window of somebody else's making")))
        await driver.run_until(START + timedelta(hours=3))
        await room.ana.close_view()
        for _ in range(2):
            await ask(room, *ASKED[:1])
            await driver.run_until(driver.now + timedelta(days=1))
            assert room.ana.sees().modal is None
    assert ana.did("presses") == ["Stuck", "Keep it to myself", "Stuck"]
    assert ana.did("closes") == ["A form", "A form"]


async def test_the_same_seed_lives_the_same_life(room: Room, bot: Outbox) -> None:
    driver = Driver(room.slack)
    twins = [Resident(room.ana, SILENT, log=room.slack.log, driver=driver, seed=seed) for seed in (1, 1, 2)]
    for _ in range(3):
        await ask(room, section())
    await driver.run_until(START + timedelta(days=1))
    first, same, other = ([entry.at for entry in twin.diary] for twin in twins)
    assert first == same != other
