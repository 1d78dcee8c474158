"""A whole session in the pretend Slack: led by one phone, seven people, ninety minutes."""

from pathlib import Path

from handlers.ids import Field, Press
from tests.whole.session_room import session_room


async def test_ninety_minutes_led_from_one_phone(tmp_path: Path, sqlite_template: Path) -> None:
    async with session_room(tmp_path, sqlite_template) as room:
        amina, ben = room.person("Amina"), room.person("Ben")
        await room.village.commit(ben, "ring the ward")
        before = {name: len(room.direct(room.person(name))) for name in ("Ben", "Chloe", "Dev", "Efe", "Fay", "Gus")}
        await room.begin(amina)
        print(room.reads(amina))
        assert "7 are here." in room.board_words()
        await room.press(amina, Press.SESSION_QUESTION)
        print(room.reads(amina))
        await room.press(amina, Press.SESSION_NEXT)
        print(room.reads(amina))
        assert "Opening round" in room.board_words()
        await room.press(amina, Press.SESSION_NEXT)
        await room.press(amina, Press.PROGRESS)
        print(room.reads(amina))
        await room.press(amina, Press.PROGRESS, room_value(amina, "Next person"))
        print(room.reads(amina))
        await room.press(amina, Press.PROGRESS_DONE)
        print(room.reads(amina))
        await amina.close_view()
        await room.press(amina, Press.SESSION_NEXT)
        await room.presents(amina, "Ben")
        print(room.reads(amina))
        await room.press(amina, Press.SESSION_NEXT)
        print(room.reads(amina))
        await room.press(amina, Press.SLOT_ISSUE)
        assert await room.send(amina, {Field.SLOT_HEADLINE: "My team and I", Field.SLOT_TALK: "questions"}) == {}
        print(room.reads(amina))
        await room.village.later(minutes=46)
        assert room.direct(amina)[-2:] == ["2 minutes left.", "Time."]
        await room.press(amina, Press.SLOT_END)
        assert await room.send(amina, {Field.SLOT_ENDING: "action"}) == {}
        print(room.reads(amina))
        await room.press(amina, Press.SESSION_NEXT)
        await room.press(amina, Press.SESSION_NEXT)
        print(room.reads(amina))
        await room.press(amina, Press.CLOSING)
        print(room.reads(amina))
        assert await room.send(amina) == {}
        print(room.reads(amina))
        print(room.posts())
        assert len(room.posts()) <= 8
        for name, count in before.items():
            assert len(room.direct(room.person(name))) == count, name
        assert "closed" in room.board_words()


def room_value(person: object, text: str) -> str:
    for block in person.modal().body["blocks"]:  # type: ignore[attr-defined]
        for each in block.get("elements", []):
            if each.get("type") == "button" and each["text"]["text"] == text:
                return str(each["value"])
    raise AssertionError(text)
