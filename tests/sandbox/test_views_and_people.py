"""Modals, Home, and what the real interface lets people do and not do."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from sandbox.errors import CannotDo
from tests.sandbox.kit import Json, actions, button, element, field, home, modal, option, section
from tests.sandbox.world_kit import MANIFEST, Outbox, Room, open_room


@pytest.fixture
async def bot(room: Room) -> AsyncIterator[Outbox]:
    """A stand-in for the bot, connected by HTTP."""
    outbox = Outbox()
    await outbox.start()
    await room.slack.connect_http(outbox.url)
    yield outbox
    await outbox.close()


def payload(bot: Outbox) -> Json:
    """The last interactive payload the bot got."""
    found: Json = json.loads(parse_qs(bot.got[-1][1])["payload"][0])
    return found


async def open_modal(room: Room, view: Json) -> Json:
    return await room.call("views.open", trigger_id=room.command_trigger(room.ana), view=view)


NOTE = field(element("plain_text_input"), label="Note", block_id="note")


async def test_a_trigger_lives_three_seconds_and_works_once(room: Room) -> None:
    trigger = room.command_trigger(room.ana)
    assert (await room.call("views.open", trigger_id=trigger, view=modal(NOTE)))["ok"]
    assert (await room.call("views.open", trigger_id=trigger, view=modal(NOTE)))["error"] == "exchanged_trigger_id"
    late = room.command_trigger(room.ana)
    room.clock.advance(timedelta(seconds=3))
    assert (await room.call("views.open", trigger_id=late, view=modal(NOTE)))["error"] == "expired_trigger_id"
    assert (await room.call("views.open", trigger_id="1.2.x", view=modal(NOTE)))["error"] == "invalid_trigger_id"


async def test_a_stack_holds_three_views(room: Room, bot: Outbox) -> None:
    outside = room.command_trigger(room.ana)
    assert (await room.call("views.push", trigger_id=outside, view=modal(NOTE)))["error"] == "not_found"
    root = (await open_modal(room, modal(actions(button()), NOTE)))["view"]
    answers = []
    for _ in range(3):
        await room.ana.press(None, "done") if "actions" in str(room.ana.modal().body) else None
        trigger = payload(bot)["trigger_id"]
        answers.append(await room.call("views.push", trigger_id=trigger, view=modal(actions(button()), NOTE)))
    assert [a.get("error") for a in answers] == [None, None, "push_limit_reached"]
    assert answers[1]["view"]["root_view_id"] == root["id"]
    assert answers[1]["view"]["previous_view_id"] == answers[0]["view"]["id"]
    await room.ana.close_view()
    assert room.ana.modal().id == answers[0]["view"]["id"]
    await room.ana.close_view(everything=True)
    with pytest.raises(CannotDo, match="no modal open"):
        room.ana.modal()


async def test_hashes_guard_views(room: Room) -> None:
    view = (await open_modal(room, modal(NOTE)))["view"]
    updated = await room.call(
        "views.update", view_id=view["id"], hash=view["hash"], view=modal(NOTE, NOTE | {"block_id": "b"})
    )
    assert updated["ok"]
    stale = await room.call("views.update", view_id=view["id"], hash=view["hash"], view=modal(NOTE))
    assert stale["error"] == "hash_conflict"
    shown = await room.call("views.publish", user_id=room.ana.id, view=home(section()))
    again = await room.call("views.publish", user_id=room.ana.id, view=home(section()), hash=shown["view"]["hash"])
    assert again["view"]["id"] == shown["view"]["id"]
    stale = await room.call("views.publish", user_id=room.ana.id, view=home(section()), hash=shown["view"]["hash"])
    assert stale["error"] == "hash_conflict"
    first = await room.call("views.publish", user_id=room.ben.id, view=home(section()), hash="1.a")
    assert first["error"] == "hash_conflict"


async def test_views_that_are_gone_or_wrong(room: Room) -> None:
    assert (await room.call("views.update", view_id="V0NO", view=modal(NOTE)))["error"] == "not_found"
    assert (await room.call("views.update", view=modal(NOTE)))["argument"] == "view_id"
    assert (await open_modal(room, home(section())))["error"] == "invalid_arguments"
    assert (await open_modal(room, modal(NOTE, external_id="mine")))["ok"]
    assert (await room.call("views.update", external_id="mine", view=modal(NOTE, external_id="mine")))["ok"]
    trigger = room.slack.world.new_trigger(room.ben.id)
    taken = await room.call("views.open", trigger_id=trigger, view=modal(NOTE, external_id="mine"))
    assert taken["error"] == "duplicate_external_id"
    assert (await room.call("views.publish", user_id="U0NO", view=home(section())))["error"] == "user_not_found"


async def test_without_a_home_tab_nothing_is_published() -> None:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["features"]["app_home"] = {"home_tab_enabled": False, "messages_tab_enabled": False}
    room = await open_room(manifest)
    assert (await room.call("views.publish", user_id=room.ana.id, view=home(section())))["error"] == "not_enabled"
    with pytest.raises(CannotDo, match="no home tab"):
        await room.ana.open_home()
    with pytest.raises(CannotDo, match="no Messages tab"):
        await room.ana.say("hello")
    await room.close()


async def test_what_was_entered_survives_an_update_under_the_same_ids(room: Room) -> None:
    view = (await open_modal(room, modal(NOTE)))["view"]
    await room.ana.fill(None, {"note": "words"})
    other = field(element("plain_text_input", initial_value="first"), block_id="other")
    updated = await room.call("views.update", view_id=view["id"], view=modal(NOTE, other))
    values = updated["view"]["state"]["values"]
    assert values["note"]["plain_text_input"]["value"] == "words"
    assert values["other"]["plain_text_input"]["value"] == "first"


CASES: list[tuple[Json, object, str | None]] = [
    (element("plain_text_input"), "   ", "required"),
    (element("plain_text_input", min_length=3), "ab", "at least 3"),
    (element("plain_text_input"), "x" * 3001, "3000"),
    (element("plain_text_input"), "two\nlines", "single line"),
    (element("plain_text_input", multiline=True), "two\nlines", None),
    (element("number_input", is_decimal_allowed=False, min_value="2", max_value="5"), "1", "2 or more"),
    (element("number_input", is_decimal_allowed=False, min_value="2", max_value="5"), "6", "5 or less"),
    (element("number_input", is_decimal_allowed=False), "2.5", "whole number"),
    (element("number_input", is_decimal_allowed=True), "two", "a number"),
    (element("email_text_input"), "ana", "email"),
    (element("url_text_input"), "ana", "URL"),
    (element("static_select", options=[option()]), None, "required"),
    (element("static_select", options=[option()]), "One", None),
    (element("radio_buttons", options=[option()]), "one", None),
    (element("checkboxes", options=[option(), option("Two", "two")]), ["one", "Two"], None),
    (element("checkboxes", options=[option()]), [], "required"),
    (
        element("multi_static_select", options=[option(), option("Two", "two")], max_selected_items=1),
        ["one", "two"],
        "at most 1",
    ),
    (element("datepicker"), "2026-05-20", None),
    (element("timepicker"), "09:30", None),
    (element("datetimepicker"), 1778745600, None),
]


@pytest.mark.parametrize(("inside", "value", "problem"), CASES)
async def test_slack_checks_a_form_before_the_app_hears_of_it(
    room: Room, bot: Outbox, inside: Json, value: object, problem: str | None
) -> None:
    opened = await open_modal(room, modal(field(inside, block_id="b")))
    assert opened["ok"], opened
    await room.ana.fill(None, {"b": value})
    shown = await room.ana.submit()
    if problem is None:
        assert shown == {}
        assert payload(bot)["view"]["state"]["values"]["b"]
    else:
        assert problem in shown["b"]
        assert bot.got == []


async def test_an_optional_field_may_stay_empty(room: Room, bot: Outbox) -> None:
    await open_modal(room, modal(NOTE | {"optional": True}))
    assert await room.ana.submit() == {}
    assert payload(bot)["view"]["state"]["values"]["note"]["plain_text_input"] == {
        "type": "plain_text_input",
        "value": None,
    }


async def test_people_are_chosen_by_id(room: Room, bot: Outbox) -> None:
    await open_modal(room, modal(field(element("multi_users_select"), block_id="who")))
    with pytest.raises(CannotDo, match="nobody"):
        await room.ana.fill(None, {"who": ["U0NO"]})
    await room.ana.fill(None, {"who": [room.ben, room.cy.id]})
    assert await room.ana.submit() == {}
    chosen = payload(bot)["view"]["state"]["values"]["who"]["multi_users_select"]["selected_users"]
    assert chosen == [room.ben.id, room.cy.id]


@pytest.mark.parametrize(
    ("inside", "value"),
    [
        (element("static_select", options=[option()]), "Three"),
        (element("datepicker"), "tomorrow"),
        (element("timepicker"), "25:00"),
    ],
)
async def test_what_an_element_does_not_take(room: Room, inside: Json, value: str) -> None:
    await open_modal(room, modal(field(inside, block_id="b")))
    with pytest.raises(CannotDo):
        await room.ana.fill(None, {"b": value})
    with pytest.raises(CannotDo, match="not one field"):
        await room.ana.fill(None, {"c": value})


async def answered(room: Room, bot: Outbox, answer: Any) -> dict[str, str]:  # noqa: ANN401
    await open_modal(room, modal(NOTE | {"optional": True}))
    bot.answers = [web.json_response(answer) if answer is not None else web.Response()]
    return await room.ana.submit()


async def test_answers_to_a_submission(room: Room, bot: Outbox) -> None:
    assert await answered(room, bot, {"response_action": "errors", "errors": {"note": "No"}}) == {"note": "No"}
    assert room.ana.modal().errors == {"note": "No"}
    assert await answered(room, bot, {"response_action": "update", "view": modal(section("Next"))}) == {}
    assert room.ana.modal().body["blocks"][0]["text"]["text"] == "Next"
    assert await answered(room, bot, {"response_action": "push", "view": modal(section("Top"))}) == {}
    assert len(room.slack.ws.stack(room.ana.id)) == 2
    assert await answered(room, bot, {"response_action": "clear"}) == {}
    assert room.slack.ws.stack(room.ana.id) == []
    assert await answered(room, bot, None) == {}
    assert room.slack.ws.stack(room.ana.id) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "No"}},
        {"response_action": "dance"},
        {"response_action": "update", "view": modal(section("x" * 3001))},
        ["what"],
    ],
)
async def test_answers_slack_cannot_use_are_seen_as_trouble(room: Room, bot: Outbox, answer: object) -> None:
    assert await answered(room, bot, answer) == {"": "We had some trouble connecting. Try again?"}
    assert "trouble connecting" in room.ana.sees().text()
    assert room.slack.refusals[0].startswith("answer to view_submission: ")
    assert room.ana.modal()


async def test_closing_is_told_only_when_asked_for(room: Room, bot: Outbox) -> None:
    await open_modal(room, modal(NOTE))
    await room.ana.close_view()
    assert bot.got == []
    await open_modal(room, modal(NOTE, notify_on_close=True, clear_on_close=True))
    await room.ana.close_view()
    assert (payload(bot)["type"], payload(bot)["is_cleared"]) == ("view_closed", True)


async def test_pressing_and_choosing_in_messages(room: Room, bot: Outbox) -> None:
    row = actions(
        button(value="1"),
        element("static_select", options=[option(), option("Two", "two")]),
        element("overflow", options=[option(), option("Two", "two")]),
        block_id="row",
    )
    await room.call("chat.postMessage", channel=room.ana.id, text="Ask", blocks=[row])
    message = room.ana.latest("Ask")
    await room.ana.press(message, "done")
    pressed = payload(bot)
    assert (pressed["actions"][0]["value"], pressed["message"]["ts"]) == ("1", message.ts)
    await room.ana.select(message, "static_select", "Two")
    chosen = payload(bot)
    assert chosen["actions"][0]["selected_option"]["value"] == "two"
    assert chosen["state"]["values"]["row"]["static_select"]["selected_option"]["value"] == "two"
    assert chosen["actions"][0]["action_ts"] > pressed["actions"][0]["action_ts"]
    await room.ana.select(message, "overflow", "two")
    assert payload(bot)["actions"][0]["selected_option"]["value"] == "two"
    with pytest.raises(CannotDo, match="use select"):
        await room.ana.press(message, "overflow")


async def test_only_what_is_in_sight_can_be_pressed(room: Room, bot: Outbox) -> None:
    rows = [actions(button(value=n), block_id=f"row-{n}") for n in "12"]
    posted = await room.call("chat.postMessage", channel=room.ana.id, text="Ask", blocks=rows)
    message = room.ana.latest("Ask")
    with pytest.raises(CannotDo, match="does not see"):
        await room.ben.press(message, "done")
    with pytest.raises(CannotDo, match="2 times"):
        await room.ana.press(message, "done")
    with pytest.raises(CannotDo, match="0 buttons"):
        await room.ana.press(message, "done", value="3")
    with pytest.raises(CannotDo, match="there is no other"):
        await room.ana.press(message, "other")
    assert await room.ana.press(message, "done", value="2")
    await room.call("chat.update", channel=posted["channel"], ts=posted["ts"], text="Gone", blocks=[])
    with pytest.raises(CannotDo, match="nothing to press"):
        await room.ana.press(message, "done")
    assert await room.ana.press(message, "done", value="2", stale=True)
    room.slack.admin.deactivate(room.ana.id)
    with pytest.raises(CannotDo, match="deactivated"):
        await room.ana.say("hello")


async def test_an_input_tells_the_app_only_with_dispatch_action(room: Room, bot: Outbox) -> None:
    quiet = field(element("static_select", options=[option()]), block_id="quiet")
    loud = field(element("radio_buttons", options=[option()]), block_id="loud", dispatch_action=True)
    await open_modal(room, modal(quiet, loud))
    await room.ana.select(None, "static_select", "one")
    assert bot.got == []
    await room.ana.fill(None, {"loud": "one"})
    assert payload(bot)["actions"][0]["block_id"] == "loud"
    assert payload(bot)["view"]["state"]["values"]["quiet"]["static_select"]["selected_option"]["value"] == "one"


async def test_commands_and_shortcuts_of_the_manifest_only(room: Room, bot: Outbox) -> None:
    with pytest.raises(CannotDo, match="not a valid command"):
        await room.ana.command("/nothing")
    with pytest.raises(CannotDo, match="no such shortcut"):
        await room.ana.shortcut("keep")
    message = await room.ana.say("keep this")
    await room.slack.settled()
    assert await room.ana.shortcut("keep", message)
    assert payload(bot)["message"]["text"] == "keep this"
    assert await room.ana.shortcut("start")
    assert payload(bot)["type"] == "shortcut"
    stranger = room.slack.add_person("stranger", is_stranger=True)
    for act in (stranger.command("/als"), stranger.shortcut("start")):
        with pytest.raises(CannotDo, match="another organisation"):
            await act


async def test_what_people_type_is_stored_as_slack_stores_it(room: Room) -> None:
    said = await room.ana.say("a < b & <!channel> @ben @nobody @here http://x.org/?a=1")
    assert said.text == (f"a &lt; b &amp; &lt;!channel&gt; <@{room.ben.id}> @nobody <!here> <http://x.org/?a=1>")


async def test_channels_keep_their_doors(room: Room) -> None:
    private = await room.ana.create_channel("secret", is_private=True)
    with pytest.raises(CannotDo, match="invitation"):
        await room.ben.join(private)
    with pytest.raises(CannotDo, match="not in that channel"):
        await room.ben.say("hello", private)
    with pytest.raises(CannotDo, match="taken"):
        await room.ben.create_channel("secret")
    await room.ana.archive(private)
    with pytest.raises(CannotDo, match="archived"):
        await room.ana.say("hello", private)
    with pytest.raises(CannotDo, match="name_taken"):
        await room.ana.rename(private, "secret")
    with pytest.raises(CannotDo, match="not in that channel"):
        await room.ana.remove(private, room.cy.id)


async def test_nobody_edits_what_others_wrote(room: Room) -> None:
    await room.call("chat.postMessage", channel=room.ana.id, text="mine")
    with pytest.raises(CannotDo, match="not ana's"):
        await room.ana.edit(room.ana.latest("mine"), "theirs")
    with pytest.raises(CannotDo, match="sees no message"):
        room.ben.latest("mine")


async def test_what_somebody_sees_stays_as_it_was(room: Room) -> None:
    before = room.ana.sees()
    await room.ana.say("later")
    assert before.messages() == []
    assert room.ana.sees().text() != before.text()
