"""What each person's seat shows: theirs, and nothing that they may not see."""

import json

from tests.sandbox.page.hall import Hall


async def test_a_seat_shows_what_its_person_may_see(place: Hall) -> None:
    ben = place.slack.people["ben"]
    club = next(each for each in place.slack.ws.channels.values() if each.name == "club")
    await ben.say("Only for the club.", club)
    for name, sees in (("ana", True), ("ben", True), ("cy", False)):
        state = await place.json(f"/seat/{place.id(name)}/state?place={club.id}")
        assert ("Only for the club." in json.dumps(state)) == sees
        assert ("club" in state["sidebar"]) == sees
    assert (await place.json(f"/seat/{place.id('cy')}/state?place={club.id}"))["place"] == "app"


async def test_what_is_typed_cannot_become_markup(place: Hall) -> None:
    nasty = "<img src=x onerror=alert(1)> </script><script>alert(2)</script> \"'><b>bold</b>"
    answer = await place.post(f"/seat/{place.id('ana')}/deed", {"do": "say", "text": nasty, "place": None})
    assert answer[0] == 200
    state = await place.json(f"/seat/{place.id('ana')}/state?place=app")
    html = "".join(each["html"] for each in state["messages"])
    assert "<img" not in html
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


async def test_unread_messages_are_counted_until_they_are_read(place: Hall) -> None:
    ben = place.slack.people["ben"]
    club = next(each for each in place.slack.ws.channels.values() if each.name == "club")
    await ben.say("News", club)
    people = {each["name"]: each for each in (await place.json("/now"))["people"]}
    assert (people["Ana"]["unread"], people["Ben"]["unread"], people["Cy"]["unread"]) == (1, 0, 0)
    state = await place.json(f"/seat/{place.id('ana')}/state?place={club.id}")
    await place.post(f"/seat/{place.id('ana')}/read", {"place": club.id, "ts": state["read_up_to"]})
    people = {each["name"]: each for each in (await place.json("/now"))["people"]}
    assert people["Ana"]["unread"] == 0


async def test_old_messages_come_on_request(place: Hall) -> None:
    ana = place.slack.people["ana"]
    for number in range(70):
        await ana.say(f"Message {number}")
    state = await place.json(f"/seat/{ana.id}/state?place=app")
    assert (len(state["messages"]), state["earlier"]) == (61, 10)  # a line for the day among them
    state = await place.json(f"/seat/{ana.id}/state?place=app&most=120")
    assert (len(state["messages"]), state["earlier"]) == (71, 0)


async def test_only_what_changed_gets_another_hash(place: Hall) -> None:
    ana = place.slack.people["ana"]
    first = await ana.say("one")
    await ana.say("two")
    before = {each["key"]: each["hash"] for each in (await place.json(f"/seat/{ana.id}/state?place=app"))["messages"]}
    await ana.edit(first, "another one")
    after = {each["key"]: each["hash"] for each in (await place.json(f"/seat/{ana.id}/state?place=app"))["messages"]}
    assert {key for key in after if after[key] != before[key]} == {f"{first.channel}-{first.ts}"}


async def test_a_thread_shows_beside_the_messages(place: Hall) -> None:
    ana = place.slack.people["ana"]
    first = await ana.say("a question")
    await ana.say("an answer", None, first.ts)
    state = await place.json(f"/seat/{ana.id}/state?place=app&thread={first.ts}")
    assert len(state["thread"]["messages"]) == 2
    assert sum("an answer" in each["html"] for each in state["messages"]) == 0
    assert any("1 reply" in each["html"] for each in state["messages"])


async def test_nobody_has_a_seat_who_is_not_there(place: Hall) -> None:
    assert (await place.get("/seat/U0NOBODY/state"))[0] == 404
    assert (await place.post(f"/seat/{place.slack.ws.bot_user}/deed", {"do": "say"}))[0] == 404
    assert (await place.get("/seat/USLACKBOT"))[0] == 404
