"""Whole sessions in the pretend Slack: from one phone, from everybody's, together, and without the facilitator."""

from contextlib import AsyncExitStack
from pathlib import Path

from handlers.ids import Field, Press
from sandbox.people import Person
from tests.whole.session_room import SEVEN, session_room


async def test_ninety_minutes_led_from_one_phone(tmp_path: Path, sqlite_template: Path) -> None:
    """Seven people, at most eight messages in the channel, and no word to anyone but who facilitates."""
    async with session_room(tmp_path, sqlite_template) as room:
        amina, ben = room.person("Amina"), room.person("Ben")
        await room.village.commit(ben, "ring the ward")
        before = {name: len(room.direct(room.person(name))) for name in SEVEN}
        await room.begin(amina)
        assert "7 are here." in room.board_words()
        assert "“Welcome. What is said here stays here." in room.reads(amina)
        await room.press(amina, Press.SESSION_QUESTION)
        assert "An open question" in room.reads(amina)
        await room.press(amina, Press.SESSION_NEXT)
        assert "*Opening round*, until" in room.board_words()
        await room.press(amina, Press.SESSION_NEXT)
        await room.press(amina, Press.PROGRESS)
        await room.press(amina, Press.PROGRESS, value_of(amina, "Next person"))
        assert "Ben speaks first." in room.reads(amina)
        await room.press(amina, Press.PROGRESS_DONE)
        assert "Marked as done." in room.reads(amina)
        await amina.close_view()
        await room.press(amina, Press.SESSION_NEXT)
        await room.presents(amina, "Ben")
        await room.press(amina, Press.SESSION_NEXT)
        await room.press(amina, Press.SLOT_ISSUE)
        assert await room.send(amina, {Field.SLOT_HEADLINE: "My team and I", Field.SLOT_TALK: "questions"}) == {}
        assert "My team and I" in room.reads(amina)
        await room.village.later(minutes=46)
        assert room.direct(amina)[-2:] == ["2 minutes left.", "Time."]
        await room.press(amina, Press.SLOT_END)
        assert await room.send(amina, {Field.SLOT_ENDING: "action"}) == {}
        await room.press(amina, Press.SESSION_NEXT)
        assert "How did we work?" in room.board_words()
        await room.press(amina, Press.SESSION_NEXT)
        assert "This is the last stage." in room.reads(amina)
        await room.press(amina, Press.CLOSING)
        assert await room.send(amina) == {}
        assert "Our session is closed." in room.board_words()
        for name in SEVEN[1:]:
            assert len(room.direct(room.person(name))) == before[name], name
        assert len(room.posts()) <= 8
        told = [text for text in room.posts() if text in ("Our session is open.", "Our session is closed.")]
        assert len(told) == 2  # the board, which is edited from then on, and the line at the end


async def test_the_owner_sees_what_was_marked_and_can_undo_it(tmp_path: Path, sqlite_template: Path) -> None:
    async with session_room(tmp_path, sqlite_template) as room:
        amina, ben = room.person("Amina"), room.person("Ben")
        await room.village.commit(ben, "ring the ward")
        await room.begin(amina)
        await room.press(amina, Press.SESSION_NEXT)
        await room.press(amina, Press.SESSION_NEXT)
        await room.press(amina, Press.PROGRESS)
        await room.press(amina, Press.PROGRESS, value_of(amina, "Next person"))
        await room.press(amina, Press.PROGRESS_DONE)
        await room.opens_menu(ben)
        await room.press(ben, Press.ACTION_LIST)
        assert "ring the ward" in room.reads(ben)
        await room.press(ben, Press.ACTION_OPEN)
        assert "This was marked in your session" in room.reads(ben)
        await room.press(ben, Press.ACTION_UNDO)
        assert "Stop this action" in room.reads(ben)  # it is on the list again


async def test_everybodys_phone(tmp_path: Path, sqlite_template: Path) -> None:
    async with session_room(tmp_path, sqlite_template) as room:
        amina, ben, gus = room.person("Amina"), room.person("Ben"), room.person("Gus")
        await room.begin(amina, {Field.SESSION_PHONES: "all", f"{Field.SESSION_HERE}_0": []})
        assert "1 is here." in room.board_words()
        await room.press_board(gus, Press.SIGN_HERE)
        assert "2 are here." in room.board_words()
        assert "Good to have you here." in room.hears(gus)
        await room.press_board(ben, Press.SESSION_PASSING)
        assert "You passed." in room.hears(ben)
        await room.press_board(ben, Press.SESSION_PLEASE)
        await room.press_board(gus, Press.SESSION_PLEASE)
        assert room.direct(amina)[-1:] == ["A note for you."]
        assert room.direct(amina).count("A note for you.") == 1  # once a stage, and no name
        await room.press(amina, Press.SESSION_MORE)
        assert "Passing in this round: Ben." in room.reads(amina)
        assert "Someone would welcome an open question." in room.reads(amina)
        assert "Ben" not in room.board_words()


async def test_led_together(tmp_path: Path, sqlite_template: Path) -> None:
    async with session_room(tmp_path, sqlite_template, facilitator="") as room:
        ben, gus = room.person("Ben"), room.person("Gus")
        await room.begin(ben, {Field.SESSION_LEAD: "together"})
        assert "We lead this one together." in room.board_words()
        await room.press_board(gus, Press.SESSION_NEXT)
        assert "You moved to: Opening round." in room.hears(gus)
        assert "*Opening round*, until" in room.board_words()
        assert "What are you bringing in with you?" in room.board_words()
        await room.press_board(ben, Press.SESSION_PAUSE)
        assert "*Opening round*, paused." in room.board_words()


async def test_the_facilitator_vanishes_and_comes_back(tmp_path: Path, sqlite_template: Path) -> None:
    async with session_room(tmp_path, sqlite_template) as room:
        amina, ben = room.person("Amina"), room.person("Ben")
        await room.begin(amina)
        await room.opens_menu(ben)
        await room.press(ben, Press.LEADING_TAKE_OVER)
        assert "Amina is facilitating now. If they cannot go on, you can." in room.reads(ben)
        assert await room.send(ben) == {}
        assert "You facilitate from here. The set is told." in room.reads(ben)
        assert "Amina can take it back at any time." in room.hears(ben)
        await room.press(amina, Press.SESSION_NEXT)  # her window still shows the panel
        assert "Ben is facilitating, so I changed nothing." in room.reads(amina)
        assert "*Open*, until" in room.board_words()
        told = amina.latest("can take it back", channel=room.village.channel)
        await amina.close_view(everything=True)
        assert await amina.press(told, Press.LEADING_TAKE_BACK)
        await room.settle()
        assert "You facilitate from here." in room.reads(amina)
        assert "Amina facilitates from here." in room.hears(ben)


async def test_the_bot_restarts_at_every_stage_and_in_the_middle_of_each(tmp_path: Path, sqlite_template: Path) -> None:
    """It goes on where it was, and each time note comes once."""
    async with session_room(tmp_path, sqlite_template) as room, AsyncExitStack() as later:
        amina = room.person("Amina")
        await room.begin(amina)
        stages: list[str] = []
        while True:
            stages.append(stage_on(room.board_words()))
            before = len(room.direct(amina))
            later.push_async_callback((await room.restart()).stop)
            await room.press(amina, Press.SESSION_MORE)
            await room.village.later(minutes=1)
            later.push_async_callback((await room.restart()).stop)
            assert stage_on(room.board_words()) == stages[-1]
            await room.village.later(hours=1, minutes=5)
            notes = ["2 minutes left.", "Time."] if stages[-1] == "Issue 1 of 1" else []
            assert room.direct(amina)[before:] == notes
            later.push_async_callback((await room.restart()).stop)
            if stages[-1] == "Closing round":
                break
            await room.press(amina, Press.SESSION_NEXT)
        assert len(set(stages)) == 7
        await room.press(amina, Press.CLOSING)
        assert await room.send(amina) == {}
        assert "Our session is closed." in room.board_words()


def stage_on(board: str) -> str:
    """The stage that a board shows: its first words in bold."""
    return board.split("*")[1]


def value_of(person: Person, text: str) -> str:
    """The value of a button by what it says."""
    for block in person.modal().body["blocks"]:
        for each in block.get("elements", []):
            if each.get("type") == "button" and each["text"]["text"] == text:
                return str(each["value"])
    raise AssertionError(text)
