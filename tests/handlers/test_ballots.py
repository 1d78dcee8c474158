"""Secret ballots through Slack's own payloads: answering, changing, taking back, reading."""

from datetime import timedelta
from typing import Any

from bot.features import FEATURES
from handlers.ids import Field, Form, Press, handle
from sets import ballot_closing
from sets.ballot_kinds import KINDS
from storage.queries import ballots as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.handlers.action_kit import Bot, Json, buttons_of, claimed, shown, texts_of
from tests.sets.ballot_kit import DEADLINE, circle


def filled(form: Json, view_hash: str, **chosen: str) -> Json:
    """The form as Slack sends it back: choices, and a line under `wish`."""
    view = shown(form, hash=view_hash)
    for name, said in chosen.items():
        element: dict[str, Any] = {"value": said} if name == "wish" else {"selected_option": {"value": said}}
        view["state"]["values"][f"{Field.BALLOT_PREFIX}{name}"] = {Field.VALUE: element}
    return view


async def opened(bot: Bot, user: str, value: str) -> Json:
    """The form that a button of the round opens."""
    bot.client.calls.clear()
    await bot.press(user, Press.BALLOT_ANSWER, value)
    assert bot.errors == []
    view: Json = bot.client.calls[-1][1]["view"]
    return view


async def test_answer_change_take_back_and_read(store: WorkspaceStore) -> None:
    town, bot = await circle(store), Bot(store, NOW, *FEATURES)
    value = handle(await town.ask())
    for number, person in enumerate(town.people[:4]):
        form = await opened(bot, person.slack_user_id, value)
        view = filled(form, "h1", questions="half", wish=f"words {number}")
        answer = await bot.submit(person.slack_user_id, {**view, "id": f"V{number}"})
        assert "Your answer is in." in texts_of(answer["view"])
    assert "*You have answered.*" not in texts_of(await opened(bot, "UELIF", value))
    form = await opened(bot, "UAMINA", value)
    assert "*You have answered.* What you sent so far is filled in below." in texts_of(form)
    assert form["blocks"][3]["element"]["initial_option"]["value"] == "half"
    # The same window, shown anew and sent again, is another answer; word for word the same one is not.
    await bot.submit("UAMINA", {**filled(form, "h2", time="even"), "id": "V0"})
    await bot.submit("UAMINA", {**filled(form, "h2", time="uneven"), "id": "V0"})
    form = await opened(bot, "UAMINA", value)
    assert form["blocks"][4]["element"]["initial_option"]["value"] == "even"
    saved = shown({"type": "modal", "callback_id": Form.BALLOT, "blocks": []})
    await bot.press("UAMINA", Press.BALLOT_TAKE_BACK, value, view=saved)
    assert bot.client.calls[-1][0] == "views.update"
    assert "I took it back." in texts_of(bot.client.calls[-1][1]["view"])
    await town.cast((await _round(town.store)), town.people[0], time="even")
    await ballot_closing.close_due(store, DEADLINE)
    due = await claimed(store, DEADLINE)
    kind = next(kind for feature in FEATURES for kind in feature.kinds if kind.name == ballot_closing.CLOSED_KIND)
    async with store.read() as uow:
        call = await kind.prepare(uow, due[ballot_closing.CLOSED_KIND], DEADLINE)
    assert call is not None
    assert due[ballot_closing.CLOSED_KIND].channel == "CSET"
    look = buttons_of(call.arguments)[Press.BALLOT_RESULT]["value"]
    await bot.press("UHANA", Press.BALLOT_RESULT, look)
    said = texts_of(bot.client.calls[-1][1]["view"])
    assert "4 people answered." in said
    assert sorted(line for line in said.split("\n") if line.startswith("words")) == ["words 1", "words 2", "words 3"]
    assert bot.errors == []


async def _round(store: WorkspaceStore) -> Any:  # noqa: ANN401 - a uuid
    async with store.read() as uow:
        return (await queries.due(uow, DEADLINE + timedelta(days=1), KINDS))[0]


async def test_an_empty_or_too_long_answer_is_said_under_its_box(sqlite_store: WorkspaceStore) -> None:
    town, bot = await circle(sqlite_store), Bot(sqlite_store, NOW, *FEATURES)
    form = await opened(bot, "UAMINA", handle(await town.ask()))
    assert (await bot.submit("UAMINA", filled(form, "h")))["errors"] == {
        "ballot.questions": "Choose or write at least one thing."
    }
    too_long = await bot.submit("UAMINA", filled(form, "h", wish="x" * 301))
    assert too_long["errors"] == {"ballot.wish": "Use 300 letters or fewer."}
    assert bot.errors == []
