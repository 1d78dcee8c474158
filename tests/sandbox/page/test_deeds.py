"""What a visitor does as somebody, and what is said when it cannot be done."""

import pytest

from tests.sandbox.page.hall import Hall


@pytest.mark.parametrize(
    "deed",
    [
        {"do": "fly"},
        {"do": "press"},
        {"do": "press", "where": {"channel": "C0", "ts": "1.0"}, "action_id": "x"},
        {"do": "press", "where": {"view": "V0"}, "action_id": "x"},
        {"do": "say", "text": "hello", "place": "C0NOWHERE"},
        {"do": "command", "text": "/nothing", "place": None},
        {"do": "submit", "view": "V0", "values": {}},
        {"do": "shortcut", "callback_id": "none"},
        {"do": "edit", "where": {"channel": "C0", "ts": "1.0"}, "text": "x"},
        {"do": "home", "tab": "cellar"},
    ],
)
async def test_what_cannot_be_done_is_said_and_changes_nothing(place: Hall, deed: dict[str, object]) -> None:
    status, said = await place.post(f"/seat/{place.id('cy')}/deed", deed)
    assert status == 409
    assert said["refused"]
    assert not [each for each in place.slack.log.of("message") if each.actor == place.id("cy")]


async def test_words_are_written_edited_and_deleted(place: Hall) -> None:
    ana = place.id("ana")
    await place.post(f"/seat/{ana}/deed", {"do": "say", "text": "  one  ", "place": None})
    message = place.slack.people["ana"].latest("one")
    where = {"channel": message.channel, "ts": message.ts}
    assert (await place.post(f"/seat/{ana}/deed", {"do": "edit", "where": where, "text": "two"}))[0] == 200
    assert place.slack.people["ana"].latest("two").ts == message.ts
    assert (await place.post(f"/seat/{place.id('ben')}/deed", {"do": "delete", "where": where}))[0] == 409
    assert (await place.post(f"/seat/{ana}/deed", {"do": "delete", "where": where}))[0] == 200
    assert place.slack.people["ana"].places()["app"] == []


async def test_nothing_is_sent_when_nothing_is_written(place: Hall) -> None:
    await place.post(f"/seat/{place.id('ana')}/deed", {"do": "say", "text": "   ", "place": None})
    assert place.slack.log.of("message") == []


async def test_a_deed_takes_a_moment_and_is_kept(place: Hall) -> None:
    assert place.page.scene is not None
    before = place.page.scene.now
    await place.post(f"/seat/{place.id('ana')}/deed", {"do": "say", "text": "one", "place": None})
    assert (place.page.scene.now - before).total_seconds() == 2
    assert place.theatre.kept == 1


async def test_a_body_that_is_no_object_is_refused(place: Hall) -> None:
    assert (await place.post(f"/seat/{place.id('ana')}/deed", ["press"]))[0] == 400
    url = f"{place.page.url}seat/{place.id('ana')}/deed"
    async with place.client.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400
