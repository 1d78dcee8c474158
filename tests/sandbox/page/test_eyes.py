"""The operator's eyes: what leads from a screen to rows, what traffic shows, and when there is no database to see."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest

from sandbox import messages
from sandbox.log import Traffic
from sandbox.page.eyes import Column, Record, exchange, rows_behind, traffic_shown
from tests.sandbox.page.hall import Hall

ACTION, DELIVERY = UUID(int=7), UUID(int=8)


class Shelf:
    """An archive with a row for every id, which remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[set[UUID]] = []

    async def counts(self) -> Sequence[tuple[str, int]]:
        return [("action", 3), ("delivery", 4)]

    async def behind(self, ids: Collection[UUID]) -> Sequence[Record]:
        self.asked.append(set(ids))
        return [Record("action", str(each), [Column("label", "confidential", "", "sealed")]) for each in sorted(ids)]

    async def latest(self, table: str) -> Sequence[Record]:
        if table not in ("action", "delivery"):
            raise KeyError(table)
        return [Record(table, "1", [Column("state", "plain", "<why>", "<b>open</b>")])]

    def declared(self) -> Sequence[tuple[str, str, str, str]]:
        return [("action", "label", "confidential", ""), ("action", "open", "plain", "whether it is asked about")]


def _post(place: Hall, *, value: str = "", delivery: str = "", to: str = "ana") -> None:
    world = place.slack.world
    button = {"type": "button", "action_id": "x", "value": value, "text": {"type": "plain_text", "text": "Open"}}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}] if value else None
    metadata = {"event_type": "message", "event_payload": {"delivery_id": delivery}} if delivery else None
    direct = world.ws.direct(place.id(to))
    messages.post(world, direct, world.ws.bot_user, "How is it?", blocks=blocks, metadata=metadata, by_app=True)


async def test_handles_and_delivery_ids_lead_to_rows(place: Hall) -> None:
    _post(place, value=f"v1:{ACTION}:3", delivery=str(DELIVERY))
    _post(place, value="words, not a handle")
    shelf = Shelf()
    found = await rows_behind(place.slack.people["ana"], "app", shelf)
    assert shelf.asked == [{ACTION, DELIVERY}]
    assert [each.what for each in found] == ["“How is it?”"]
    _post(place, value=f"v1:{ACTION}:4")
    found = await rows_behind(place.slack.people["ana"], "app", shelf)
    assert [[record.id for record in each.records] for each in found] == [[str(ACTION)], [str(DELIVERY)]]


async def test_nobody_elses_screen_is_looked_behind(place: Hall) -> None:
    _post(place, value=f"v1:{ACTION}:3")
    shelf = Shelf()
    assert await rows_behind(place.slack.people["ben"], "app", shelf) == []
    assert shelf.asked == [set()]


async def test_each_view_is_a_piece_of_html_with_everything_escaped(place: Hall) -> None:
    assert place.page.scene is not None
    place.page.scene.archive = Shelf()
    _post(place, value=f"v1:{ACTION}:3")
    for view in ("rows", "tables", "thief", "outbox", "traffic"):
        html = (await place.json(f"/eyes/{view}?seat={place.id('ana')}&place=app"))["html"]
        assert "<b>" not in html
        assert "<why>" not in html
    assert str(ACTION) in (await place.json(f"/eyes/rows?seat={place.id('ana')}&place=app"))["html"]
    assert "action.label" in (await place.json("/eyes/thief"))["html"]
    assert (await place.get("/eyes/tables?table=none"))[0] == 404
    for number in ("", "x", "-1", "99999"):
        assert (await place.get(f"/eyes/exchange?number={number}"))[0] == 404


async def test_without_the_bots_database_that_is_said(place: Hall) -> None:
    for view in ("rows", "tables", "thief", "outbox"):
        assert "with the bot" in (await place.json(f"/eyes/{view}?seat={place.id('ana')}"))["html"]
    assert "with the bot" not in (await place.json("/eyes/traffic"))["html"]


def test_traffic_is_newest_first_short_and_without_tokens() -> None:
    at = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
    token = "xoxb-" + "1234-abcd"
    first = Traffic(at, "in", "chat.postMessage", "200", 0.0125, f"token={token}&text={'x' * 9000}", "{}")
    second = Traffic(at, "out", "block_actions", "acked", 0.004)
    shown = traffic_shown([first, second])
    assert [each["name"] for each in shown] == ["block_actions", "chat.postMessage"]
    assert shown[1]["took"] == "12.5 ms"
    assert "x" * 100 not in str(shown)
    said = exchange([first, second], 0)
    assert token not in said["request"]
    assert 3000 < len(said["request"]) < 5000
    for number in (-1, 2):
        with pytest.raises(IndexError):
            exchange([first, second], number)
