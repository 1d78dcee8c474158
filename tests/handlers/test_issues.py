"""Issues over the real listeners: from the menu to the settled one, windows out of date, forged ones, and leavers."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.features import FEATURES
from handlers.ids import Command, Field, Form, Press, handle
from sandbox.blocks import problems_in_view
from sets.errors import Problem, Refused
from storage.models import Action, Issue, IssueEvent
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import plain
from tests.sets.issue_kit import Table, make_table


class Eyes:
    """One person's windows: what they press and send, and the window they look at then."""

    def __init__(self, table: Table, user: str = "UAMINA") -> None:
        self.table, self.user = table, user
        self.bot = Bot(table.store, table.now, *FEATURES)
        self.window: Json = {}
        self.ts = self.sent = 0

    @property
    def text(self) -> str:
        return plain(texts_of(self.window)) if self.window else ""

    async def types(self, text: str) -> str:
        who = {"user_id": self.user, "team_id": "T0001", "channel_id": "C1", "user": self.user}
        return await self._after({"command": Command.ALS, "text": text, "trigger_id": "t", **who})

    async def press(self, press: str, value: str | None = None, window: Json | None = None) -> str:
        """A button of the window they look at, or of one that has been open for a while."""
        self.ts += 1
        view = window or self.window
        known = buttons_of(view).get(press, {}).get("value", "") if value is None else value
        before = len(self.bot.client.calls)
        await self.bot.press(self.user, press, known, shown(view) if view else None, ts=str(self.ts))
        return self._look(before)

    async def send(
        self, values: dict[str, str], over: str | None = "V0", form: Json | None = None, *, again: bool = False
    ) -> Json:
        """The form they look at; over: the window beneath it; again: Slack delivers the last one twice."""
        self.sent += not again
        before, view = len(self.bot.client.calls), form or self.window
        more = {"previous_view_id": over} if over else {}
        answer = await self.bot.submit(self.user, shown(view, f"V{self.sent}", values, hash=str(self.sent), **more))
        if answer.get("view"):
            self.window = answer["view"]
        self._look(before)
        return answer

    async def _after(self, payload: Json) -> str:
        before = len(self.bot.client.calls)
        await self.bot.send(payload)
        return self._look(before)

    def _look(self, before: int) -> str:
        for method, sent in self.bot.client.calls[before:]:
            if method in ("views.open", "views.push", "views.update"):
                assert problems_in_view(sent["view"]) == []
                self.window = sent["view"]
        return self.text

    @property
    def refused(self) -> list[Problem]:
        found = [error.problem for error in self.bot.errors if isinstance(error, Refused)]
        assert len(found) == len(self.bot.errors), self.bot.errors
        self.bot.errors.clear()
        return found


@pytest.fixture
async def table(store: WorkspaceStore) -> Table:
    return await make_table(store)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> Table:
    return await make_table(sqlite_store)


async def raised(table: Table, user: str = "UAMINA") -> Eyes:
    """Somebody looks at an issue that they have just raised."""
    eyes = Eyes(table, user)
    await eyes.types("issue")
    await eyes.press(Press.ISSUE_NEW)
    await eyes.send({Field.ISSUE_HEADLINE: "Rotas"}, over=None)
    return eyes


async def test_from_the_menu_to_a_settled_issue(table: Table) -> None:
    eyes = Eyes(table)
    await eyes.types("")
    assert "An issue is a work problem you bring to your set." in eyes.text
    await eyes.press(Press.ISSUES_MINE)
    assert "No issues yet." in eyes.text
    await eyes.press(Press.ISSUE_NEW)
    assert (await eyes.send({Field.ISSUE_HEADLINE: "Rotas"}, over=None))["response_action"] == "update"
    assert "It is open. I carry it forward" in eyes.text
    await eyes.press(Press.ISSUE_MOVING)
    assert "Saved. Your issue is moving." in eyes.text
    await eyes.press(Press.ISSUE_SETTLE)
    form = eyes.window
    answer = await eyes.send({Field.ISSUE_HELPED: "A walk", Field.ISSUE_LINE: "Ask the night team"})
    assert answer == {}
    assert eyes.bot.client.calls[-1][1]["view_id"] == "V0", "the window beneath the form"
    assert "Your issue is settled." in eyes.text
    assert "A walk" in eyes.text
    assert eyes.bot.client.calls.count(("views.publish", {})) == 0
    await eyes.send({Field.ISSUE_HELPED: "A walk", Field.ISSUE_LINE: "Ask the night team"}, form=form, again=True)
    assert await table.rows(Issue.standing, Issue.revision) == [("closed", 3)]
    ben = Eyes(table, "UBEN")
    await ben.press(Press.ISSUES_OURS, handle(table.set_id))
    assert "Settled lately" in ben.text
    await ben.press(Press.ISSUE_OPEN)
    assert "Ask the night team" in ben.text
    assert "A walk" not in ben.text
    assert set(buttons_of(ben.window)) == set()
    await eyes.press(Press.ISSUE_UNDO)
    assert "It is moving." in eyes.text
    assert "A walk" not in eyes.text


async def test_no_word_of_it_in_a_message_or_on_home(light: Table) -> None:
    eyes = await raised(light)
    await eyes.bot.send(
        {
            "type": "event_callback",
            "event_id": "Ev1",
            "team_id": "T0001",
            "event": {"type": "app_home_opened", "user": "UBEN", "channel": "D1", "tab": "home"},
        }
    )
    ((_, home),) = [call for call in eyes.bot.client.calls if call[0] == "views.publish"]
    assert "1 issue is carried forward." in str(home)
    assert "Rotas" not in str(home)
    assert not [method for method, _ in eyes.bot.client.calls if method.startswith("chat.")]


async def test_words_typed_behind_the_command_stand_in_the_form(light: Table) -> None:
    eyes = Eyes(light)
    await eyes.types("issue The night rota")
    box = next(block for block in eyes.window["blocks"] if block.get("block_id") == Field.ISSUE_HEADLINE)
    assert box["element"]["initial_value"] == "The night rota"


async def test_a_form_says_what_it_cannot_take(light: Table) -> None:
    eyes = Eyes(light)
    await eyes.types("issue x")
    answer = await eyes.send({Field.ISSUE_HEADLINE: " "}, over=None)
    assert answer["errors"] == {Field.ISSUE_HEADLINE: "Write one line about your issue."}
    answer = await eyes.send({Field.ISSUE_HEADLINE: "x" * 151}, over=None)
    assert answer["errors"] == {Field.ISSUE_HEADLINE: "Use 150 letters or fewer here."}
    assert await light.rows(Issue.id) == []
    eyes = await raised(light)
    await eyes.press(Press.ISSUE_SETTLE)
    assert (await eyes.send({Field.ISSUE_LINE: "x" * 501}))["errors"].keys() == {Field.ISSUE_LINE}
    assert await light.rows(Issue.standing) == [("open",)]


async def test_words_changed_in_another_window_are_not_written_over(light: Table) -> None:
    eyes = await raised(light)
    await eyes.press(Press.ISSUE_WORDS)
    form = eyes.window
    await eyes.send({Field.ISSUE_HEADLINE: "Rotas at night"})
    assert "Rotas at night" in eyes.text
    answer = await eyes.send({Field.ISSUE_HEADLINE: "Rotas by day"}, form=form)
    assert answer["errors"].keys() == {Field.ISSUE_HEADLINE}
    assert "Things changed while this window was open." in str(answer)


async def test_an_old_button_shows_how_it_stands_now(light: Table) -> None:
    eyes = await raised(light)
    old = eyes.window
    await eyes.press(Press.ISSUE_MOVING)
    await eyes.press(Press.ISSUE_PARK, window=old)
    assert "This changed while your window was open, so I did nothing." in eyes.text
    await eyes.press(Press.ISSUE_MOVING, window=old)
    assert "This is already done." in eyes.text
    assert eyes.refused == []
    assert await light.rows(Issue.standing, Issue.revision) == [("open", 2)]


async def test_a_new_action_about_it_and_the_way_back(light: Table) -> None:
    eyes = await raised(light)
    ((issue_id,),) = await light.rows(Issue.id)
    await eyes.press(Press.ISSUE_ACTION)
    form = shown(eyes.window, "V5", {Field.ACTION_LABEL: "Ring three wards", Field.ACTION_DUE: "20 May"})
    box = next(block for block in eyes.window["blocks"] if block.get("block_id") == Field.ACTION_ISSUE)
    form["state"]["values"][Field.ACTION_ISSUE] = {
        Field.VALUE: {"type": "static_select", "selected_option": box["element"]["initial_option"]}
    }
    check = (await eyes.bot.submit("UAMINA", form))["view"]
    assert await eyes.bot.submit("UAMINA", shown(check, "V6")) == {"response_action": "clear"}
    assert await light.rows(Action.issue_id) == [(issue_id,)]
    eyes.window = {}
    await eyes.press(Press.ISSUE_OPEN, handle(issue_id))
    assert "Ring three wards" in eyes.text
    await eyes.press(Press.ACTION_OPEN)
    assert eyes.bot.client.calls[-1][0] == "views.update", "in its place: Slack stacks three windows"
    assert "My issue" in eyes.text
    await eyes.press(Press.ISSUE_OPEN)
    assert eyes.bot.client.calls[-1][0] == "views.update"
    assert "Actions about it" in eyes.text


async def test_removed_and_brought_back(light: Table) -> None:
    eyes = await raised(light)
    ((issue_id,),) = await light.rows(Issue.id)
    old = eyes.window
    await eyes.press(Press.ISSUE_REMOVE)
    assert eyes.text == ("Removed. Nobody can read it now.\nFor one hour you can undo this. Then I delete its words.")
    removed = eyes.window
    ben = Eyes(light, "UBEN")
    await ben.press(Press.ISSUE_OPEN, handle(issue_id))
    assert ben.refused == [Problem.GONE]
    await eyes.press(Press.ISSUE_PARK, window=old)
    assert eyes.refused == [Problem.GONE]
    await eyes.press(Press.ISSUE_UNDO, window=removed)
    assert "Undone." in eyes.text
    assert "Rotas" in eyes.text


PRESSES = (Press.ISSUE_MOVING, Press.ISSUE_PARK, Press.ISSUE_SETTLE, Press.ISSUE_WORDS, Press.ISSUE_ACTION)


async def test_from_a_window_that_was_open_before_leaving_nothing_goes(light: Table) -> None:
    """Their own words they may still read and remove."""
    eyes = await raised(light)
    old = eyes.window
    await eyes.press(Press.ISSUE_SETTLE)
    form = eyes.window
    await light.leave("UAMINA")
    before = await light.rows(Issue.revision)
    for press in PRESSES:
        await eyes.press(press, window=old)
        assert eyes.refused == [Problem.FORMER_MEMBER], press
    await eyes.send({Field.ISSUE_HELPED: "A walk"}, form=form)
    assert eyes.refused == [Problem.FORMER_MEMBER]
    assert await light.rows(Issue.revision) == before
    await eyes.types("issue")
    assert "You have left Tuesday set." in eyes.text
    await eyes.press(Press.ISSUE_OPEN)
    assert "You have left Tuesday set. You can still read or remove it." in eyes.text
    await eyes.press(Press.ISSUE_REMOVE)
    assert "In one hour I delete its words." in eyes.text


async def test_another_member_who_left_reads_nothing_from_an_old_window(light: Table) -> None:
    await raised(light)
    ben = Eyes(light, "UBEN")
    await ben.press(Press.ISSUES_OURS, handle(light.set_id))
    old = ben.window
    await light.leave("UBEN")
    await ben.press(Press.ISSUE_OPEN, window=old)
    await ben.press(Press.ISSUES_OURS, handle(light.set_id))
    assert ben.refused == [Problem.FORMER_MEMBER, Problem.FORMER_MEMBER]


@pytest.mark.parametrize("user", ["UBEN", "UCOACH", "UOLU", "UCORA", "UNOBODY"])
async def test_forged_values_change_nothing(user: str, light: Table) -> None:
    """Somebody else's issue in one's own button, window and form."""
    eyes = await raised(light)
    ((issue_id,),) = await light.rows(Issue.id)
    await eyes.press(Press.ISSUE_MOVING)
    ((event,),) = await light.rows(IssueEvent.id)
    await eyes.press(Press.ISSUE_SETTLE)
    settle = eyes.window
    theirs = Eyes(light, user)
    expected = Problem.NOT_HOLDER if user in ("UBEN", "UCOACH") else Problem.NOT_YOUR_SET
    before = await state(light)
    for press in (*PRESSES, Press.ISSUE_REMOVE):
        await theirs.press(press, handle(issue_id, 2), window=settle)
        assert theirs.refused == [expected], press
    await theirs.press(Press.ISSUE_UNDO, handle(event), window=settle)
    await theirs.send({Field.ISSUE_LINE: "forged"}, form=settle)
    await theirs.send({Field.ISSUE_HEADLINE: "forged"}, form={**settle, "callback_id": Form.ISSUE_WORDS})
    assert theirs.refused == [expected] * 3
    assert await state(light) == before
    assert "Rotas" not in str(theirs.bot.client.calls)


async def test_a_forged_set_raises_nothing(light: Table) -> None:
    olu = Eyes(light, "UOLU")
    await olu.types("issue x")
    form = {**olu.window, "private_metadata": handle(light.set_id)}
    await olu.send({Field.ISSUE_HEADLINE: "forged"}, over=None, form=form)
    assert olu.refused == [Problem.NOT_YOUR_SET]
    assert await light.rows(Issue.id) == []


async def state(table: Table) -> list[Any]:
    async with table.store.read() as uow:
        issues = (await uow.rows(select(Issue.id, Issue.revision, Issue.standing, Issue.headline))).all()
        events = (await uow.rows(select(IssueEvent.id, IssueEvent.undone_at))).all()
    return [tuple(row) for row in (*issues, *events)]


async def test_a_coach_and_somebody_in_no_set(light: Table) -> None:
    rosa = Eyes(light, "UCOACH")
    await rosa.types("issue x")
    assert "You are here as a coach." in rosa.text
    await rosa.types("issue")
    assert Press.ISSUE_NEW not in buttons_of(rosa.window)
    assert Press.ISSUES_OURS in buttons_of(rosa.window)
    cora = Eyes(light, "UCORA")
    await cora.types("issue x")
    assert "You are not in a set yet." in cora.text


async def test_an_id_of_nothing(light: Table) -> None:
    eyes = await raised(light)
    await eyes.press(Press.ISSUE_OPEN, handle(UUID(int=5)))
    await eyes.press(Press.ISSUE_UNDO, handle(UUID(int=5)), window={})
    assert eyes.refused == [Problem.GONE, Problem.GONE]
