"""Modals and Home: triggers, stacks, hashes, forms, and answers to submissions."""

import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from sandbox.errors import CannotDo
from tests.sandbox.kit import Json, actions, button, element, field, home, modal, option, section
from tests.sandbox.world_kit import MANIFEST, Outbox, Room, open_room, payload

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
    root = (await room.open_modal(modal(actions(button()), NOTE)))["view"]
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
    view = (await room.open_modal(modal(NOTE)))["view"]
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
    assert (await room.open_modal(home(section())))["error"] == "invalid_arguments"
    assert (await room.open_modal(modal(NOTE, external_id="mine")))["ok"]
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
    view = (await room.open_modal(modal(NOTE)))["view"]
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
    opened = await room.open_modal(modal(field(inside, block_id="b")))
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
    await room.open_modal(modal(NOTE | {"optional": True}))
    assert await room.ana.submit() == {}
    assert payload(bot)["view"]["state"]["values"]["note"]["plain_text_input"] == {
        "type": "plain_text_input",
        "value": None,
    }


async def test_every_kind_of_choice_in_a_modal(room: Room, bot: Outbox) -> None:
    two = [option(), option("Two", "two")]
    kinds: dict[str, tuple[Json, Any, str, Any]] = {
        "radio": (element("radio_buttons", options=two), "Two", "selected_option", "two"),
        "boxes": (element("checkboxes", options=two), ["one", "Two"], "selected_options", ["one", "two"]),
        "menu": (element("static_select", options=two), "one", "selected_option", "one"),
        "several": (element("multi_static_select", options=two), ["two"], "selected_options", ["two"]),
        "day": (element("datepicker"), "2026-06-18", "selected_date", "2026-06-18"),
        "hour": (element("timepicker", timezone="Europe/London"), "14:30", "selected_time", "14:30"),
        "moment": (element("datetimepicker"), 1781787600, "selected_date_time", 1781787600),
        "people": (element("multi_users_select"), [room.ben, room.cy.id], "selected_users", [room.ben.id, room.cy.id]),
        "place": (element("conversations_select"), "C0123456789", "selected_conversation", "C0123456789"),
    }
    inputs = [field(inside, block_id=block_id) for block_id, (inside, *_) in kinds.items()]
    more = section("More", accessory=element("overflow", options=two), block_id="more")
    await room.open_modal(modal(*inputs, more))
    assert await room.ana.select(None, "overflow", "two")
    assert payload(bot)["actions"][0]["selected_option"]["value"] == "two"
    assert set(await room.ana.submit()) == set(kinds)
    await room.ana.fill(None, {block_id: value for block_id, (_, value, *_) in kinds.items()})
    assert await room.ana.submit() == {}
    state = payload(bot)["view"]["state"]["values"]
    for block_id, (inside, _, key, wanted) in kinds.items():
        found = state[block_id][inside["action_id"]][key]
        if key in ("selected_option", "selected_options"):
            found = [each["value"] for each in found] if isinstance(found, list) else found["value"]
        assert found == wanted, block_id


async def test_people_are_chosen_by_id(room: Room, bot: Outbox) -> None:
    await room.open_modal(modal(field(element("multi_users_select"), block_id="who")))
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
    await room.open_modal(modal(field(inside, block_id="b")))
    with pytest.raises(CannotDo):
        await room.ana.fill(None, {"b": value})
    with pytest.raises(CannotDo, match="not one field"):
        await room.ana.fill(None, {"c": value})


async def answered(room: Room, bot: Outbox, answer: Any) -> dict[str, str]:  # noqa: ANN401
    await room.open_modal(modal(NOTE | {"optional": True}))
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
    await room.open_modal(modal(NOTE))
    await room.ana.close_view()
    assert bot.got == []
    await room.open_modal(modal(NOTE, notify_on_close=True, clear_on_close=True))
    await room.ana.close_view()
    assert (payload(bot)["type"], payload(bot)["is_cleared"]) == ("view_closed", True)
