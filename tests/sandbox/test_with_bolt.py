"""An unchanged Bolt app, over HTTP and Socket Mode: the independent witness that we speak Slack."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.sandbox.kit import actions, button, element, field, home, modal, section
from tests.sandbox.world_kit import Room, bolt_app, over_http, over_sockets


def _app(room: Room, heard: list[str]) -> AsyncApp:
    app = bolt_app(room)

    @app.command("/als")
    async def command(ack: Any, body: Any, client: Any) -> None:  # noqa: ANN401
        if body["text"] == "words":
            await ack("Just words")
            return
        note = field(element("plain_text_input", max_length=20), label="Note", block_id="note")
        view = modal(note, callback_id="form", notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("form")
    async def submitted(ack: Any, body: Any, client: Any) -> None:  # noqa: ANN401
        words = body["view"]["state"]["values"]["note"]["plain_text_input"]["value"]
        if words == "bad":
            await ack(response_action="errors", errors={"note": "Not that"})
            return
        blocks = [section(words), actions(button(value="v1"), block_id="row")]
        await client.chat_postMessage(channel=body["user"]["id"], text=words, blocks=blocks)
        await ack()

    @app.view_closed("form")
    async def closed(ack: Any) -> None:  # noqa: ANN401
        heard.append("closed")
        await ack()

    @app.action("done")
    async def done(ack: Any, body: Any, respond: Any) -> None:  # noqa: ANN401
        heard.append(body["actions"][0]["value"])
        await respond(text="Well done", replace_original=True)
        await ack()

    @app.event("message")
    async def message(event: Any) -> None:  # noqa: ANN401
        heard.append(event.get("text") or event["subtype"])

    @app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:  # noqa: ANN401
        await client.views_publish(user_id=event["user"], view=home(section("Your actions")))

    return app


async def _story(room: Room, heard: list[str]) -> None:
    """A person goes through everything once."""
    assert await room.ana.command("/als", "words")
    assert room.ana.sees().direct[-1].text == "Just words"
    assert await room.ana.command("/als", "action")
    assert await room.ana.submit() == {"note": "Please complete this required field."}
    await room.ana.fill(None, {"note": "far too long for this field"})
    assert "20 characters" in (await room.ana.submit())["note"]
    await room.ana.fill(None, {"note": "bad"})
    assert await room.ana.submit() == {"note": "Not that"}
    await room.ana.fill(None, {"note": "ring the ward"})
    assert await room.ana.submit() == {}
    assert room.ana.sees().modal is None
    assert await room.ana.press(room.ana.latest("ring the ward"), "done")
    await room.slack.settled()
    assert room.ana.latest().text == "Well done"
    await room.ana.say("thanks & <bye>")
    await room.ana.open_home()
    await room.slack.settled()
    shown = room.ana.sees().home
    assert shown is not None
    assert "Your actions" in room.ana.sees().lines(shown)
    await room.ana.command("/als", "action")
    await room.ana.close_view()
    # The app's own posts and edits come back as events too; Bolt knows them and passes them by.
    own = [t for t in room.slack.log.traffic if t.name == "message" and room.slack.ws.bot_id in t.request]
    assert len(own) == 2
    assert heard == ["v1", "thanks &amp; &lt;bye&gt;", "closed"]
    assert not room.slack.visible_errors
    assert not room.slack.refusals


async def test_a_bolt_app_works_over_http(room: Room) -> None:
    heard: list[str] = []
    async with over_http(room, _app(room, heard)):
        await _story(room, heard)


async def test_a_bolt_app_works_over_socket_mode(room: Room) -> None:
    heard: list[str] = []
    async with over_sockets(room, _app(room, heard)):
        await _story(room, heard)


@pytest.mark.parametrize("way", ["http", "sockets"])
async def test_a_listener_that_fails_becomes_an_error_the_person_sees(room: Room, way: str) -> None:
    app = bolt_app(room)

    @app.command("/als")
    async def command() -> None:
        raise ValueError("oh")

    async with over_http(room, app) if way == "http" else over_sockets(room, app):
        assert not await room.ana.command("/als")
    assert [e.user for e in room.slack.visible_errors] == [room.ana.id]
    assert '/als failed with the error "' in room.ana.sees().text()
