"""A new set through its form, what the coordinator hears, and what happens to its channel."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.channels import FEATURE as CHANNELS
from handlers.feature import Call, NotYet
from handlers.ids import Field, Form, Press
from handlers.people import FEATURE as PEOPLE
from handlers.setup import FEATURE
from sandbox.blocks import problems_in_message, problems_in_view
from sets.errors import Problem, Refused
from sets.people import known
from storage.models import LearningSet, Phase, SetupStep
from storage.queries import setup as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, claimed, shown
from tests.handlers.joining_kit import plain, prepared, rows
from tests.statements import statements

KINDS = {kind.name: kind for kind in (*FEATURE.kinds, *CHANNELS.kinds)}


def typed(**changes: Any) -> Json:  # noqa: ANN401
    """The form, filled in; a value by block_id in Slack's own shape."""
    chosen: Json = {
        Field.SET_NAME: {"value": "Tuesday set"},
        Field.SET_PEOPLE: {"selected_users": ["U1", "U2", "U3", "U4"]},
        Field.SET_CADENCE: {"selected_option": {"value": "4"}},
        Field.SET_ZONE: {"selected_option": {"value": "Europe/London"}},
        Field.SET_CONFIDENTIALITY: {"selected_option": {"value": "full"}},
        Field.SET_CONTACTS: {"value": "Priya, on 555 0100"},
        **changes,
    }
    state = {"values": {block: {Field.VALUE: value} for block, value in chosen.items()}}
    return {**shown({"type": "modal", "callback_id": Form.SET_NEW, "private_metadata": ""}), "state": state}


class Directory:
    """Slack's users.info for people of these tests; writes down whom it was asked about."""

    def __init__(self, **facts: Json) -> None:
        self.facts, self.asked = facts, list[str]()

    async def __call__(self, *, user: str, include_locale: bool) -> Json:
        assert include_locale
        self.asked.append(user)
        known_facts: Json = {"id": user, "real_name": f"Person {user}", "tz": "Europe/Paris", "locale": "fr-FR"}
        return {"ok": True, "user": {**known_facts, **self.facts.get(user, {})}}


def bot_of(store: WorkspaceStore, directory: Directory | None = None) -> Bot:
    bot = Bot(store, NOW, PEOPLE, FEATURE, CHANNELS)
    bot.client.users_info = directory or Directory()  # type: ignore[method-assign, assignment]
    return bot


async def call_of(store: WorkspaceStore, kind: str, set_id: UUID, **more: Any) -> Call | None:  # noqa: ANN401
    found = await prepared(store, KINDS[kind], more.pop("now", NOW), set_id=set_id, **more)
    if found is not None and found.method == "chat.postMessage":
        assert problems_in_message(found.arguments) == []
    return found


async def test_the_form_opens_for_coordinators_only(store: WorkspaceStore) -> None:
    await add_coordinator(store)
    await add_person(store, "UAMINA")
    bot = bot_of(store)
    with statements(store) as seen:
        await bot.press("UCORA", Press.SET_NEW)
    assert len(seen) == 1
    ((method, sent),) = bot.client.calls
    assert (method, sent["view"]["callback_id"]) == ("views.open", Form.SET_NEW)
    assert problems_in_view(sent["view"]) == []
    for user in ("UAMINA", "UNOBODY"):
        await bot.press(user, Press.SET_NEW)
        error = bot.errors.pop()
        assert isinstance(error, Refused)
        assert error.problem is Problem.NOT_COORDINATOR
    assert len(bot.client.calls) == 1


async def nothing() -> None:
    """What follows the ack, held back."""


async def test_the_form_makes_a_set(store: WorkspaceStore) -> None:
    await add_coordinator(store)
    directory = Directory()
    bot = bot_of(store, directory)
    waiting, bot.tasks.run = bot.tasks.run, nothing  # type: ignore[method-assign]
    with statements(store) as seen:
        answer = await bot.submit("UCORA", typed())
    assert bot.errors == []
    assert len(seen) <= 10, seen
    assert plain(answer["view"]).startswith("I am asking everyone now.")
    assert directory.asked == []  # nothing is asked of Slack before the ack
    await waiting()
    assert directory.asked == ["U1", "U2", "U3", "U4"]
    async with store.read() as uow:
        first = await known(uow, "U1")
    assert first is not None
    assert (first.display_name, first.tz, first.locale) == ("Person U1", "Europe/Paris", "fr-FR")
    assert await rows(store, LearningSet.name, LearningSet.confidentiality) == [("Tuesday set", "full")]
    assert await rows(store, Phase.cadence_weeks) == [(4,)]
    found = await claimed(store, NOW + timedelta(minutes=3))
    assert set(found) == {"joining.ask", "setup.channel", "setup.ready", "home.publish"}


async def test_not_known_yet_is_kept_as_not_stated(sqlite_store: WorkspaceStore) -> None:
    await add_coordinator(sqlite_store)
    unknown = {"selected_option": {"value": "unknown"}}
    form = typed(**{Field.SET_CADENCE: unknown, Field.SET_CONFIDENTIALITY: unknown})
    await bot_of(sqlite_store).submit("UCORA", form)
    assert (
        await rows(sqlite_store, LearningSet.confidentiality)
        == await rows(sqlite_store, Phase.cadence_weeks)
        == [(None,)]
    )


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({Field.SET_NAME: {"value": None}}, {Field.SET_NAME: "Give the set a name."}),
        ({Field.SET_CONTACTS: {"value": ""}}, {Field.SET_CONTACTS: "Name at least one person to speak to."}),
        (
            {Field.SET_PEOPLE: {"selected_users": ["U1"]}},
            {Field.SET_PEOPLE: "You chose 1 person. Choose 4 to 10."},
        ),
        (
            {Field.SET_PEOPLE: {"selected_users": [f"U{n}" for n in range(12)]}},
            {Field.SET_PEOPLE: "You chose 12 people. Choose 4 to 10."},
        ),
        (
            {Field.SET_PEOPLE: {"selected_users": ["U1", "U2", "U3", "UCORA"]}},
            {Field.SET_PEOPLE: "You look after these sets, so you cannot be in one. Take yourself off the list."},
        ),
    ],
)
async def test_what_is_wrong_stands_under_its_field(
    sqlite_store: WorkspaceStore, changes: Json, errors: dict[str, str]
) -> None:
    await add_coordinator(sqlite_store)
    bot = bot_of(sqlite_store)
    answer = await bot.submit("UCORA", typed(**changes))
    assert answer == {"response_action": "errors", "errors": errors}
    assert await rows(sqlite_store, LearningSet.id) == []


async def made(store: WorkspaceStore) -> UUID:
    await add_coordinator(store, name="Cora")
    await bot_of(store).submit("UCORA", typed())
    ((set_id,),) = await rows(store, LearningSet.id)
    return UUID(str(set_id))


@pytest.mark.parametrize(("facts", "code"), [({"is_bot": True}, "bot"), ({"is_stranger": True}, "stranger")])
async def test_whom_the_directory_calls_nobody_to_ask(store: WorkspaceStore, facts: Json, code: str) -> None:
    await add_coordinator(store, name="Cora")
    await bot_of(store, Directory(U2=facts)).submit("UCORA", typed())
    steps = await rows(store, SetupStep.kind, SetupStep.state, SetupStep.error)
    assert [step for step in steps if step[1] == "failed"] == [("ask", "failed", code)]


async def test_the_channel_is_private_neutral_and_welcomes(store: WorkspaceStore) -> None:
    set_id = await made(store)
    call = await call_of(store, "setup.channel", set_id)
    assert call is not None
    assert call.method == "conversations.create"
    assert call.arguments["is_private"] is True
    assert call.arguments["name"].startswith("learning-set-")
    kind, found = KINDS["setup.channel"], (await claimed(store, NOW))["setup.channel"]
    assert kind.sent is not None
    async with store.write() as uow:
        await kind.sent(uow, found, {"ok": True, "channel": {"id": "CNEW"}}, NOW)
    assert await rows(store, LearningSet.state, LearningSet.channel_id) == [("running", "CNEW")]
    assert await call_of(store, "setup.channel", set_id) is None  # not made twice
    welcome = (await claimed(store, NOW))["setup.welcome"]
    assert welcome.channel == "CNEW"
    call = await call_of(store, "setup.welcome", set_id)
    assert call is not None
    assert plain(call.arguments).startswith("*Welcome to Tuesday set.*")


async def test_no_channel_is_told_and_tried_again(store: WorkspaceStore) -> None:
    set_id = await made(store)
    kind, found = KINDS["setup.channel"], (await claimed(store, NOW))["setup.channel"]
    assert kind.refused is not None
    async with store.write() as uow:
        await kind.refused(uow, found, "restricted_action", NOW)
        cora = await known(uow, "UCORA")
    assert cora is not None
    assert "setup.no_channel" in await claimed(store, NOW)
    call = await call_of(store, "setup.no_channel", set_id, recipient_id=cora.id)
    assert call is not None
    assert "your Slack does not let apps make private channels" in plain(call.arguments)
    bot = bot_of(store)
    await bot.press("UCORA", Press.SET_RETRY, buttons_of(call.arguments)[Press.SET_RETRY]["value"])
    assert bot.errors == []
    assert bot.client.calls[-1][0] == "chat.update"
    assert "setup.channel" in await claimed(store, NOW)
    assert await call_of(store, "setup.no_channel", set_id, recipient_id=cora.id) is None


async def test_the_coordinator_hears_when_everyone_was_asked(store: WorkspaceStore) -> None:
    set_id = await made(store)
    async with store.write() as uow:
        cora, first = await known(uow, "UCORA"), await known(uow, "U1")
    assert cora is not None
    assert first is not None
    with pytest.raises(NotYet):
        await call_of(store, "setup.ready", set_id, recipient_id=cora.id)
    assert await call_of(store, "setup.ready", set_id, recipient_id=cora.id, now=NOW + timedelta(hours=2))
    async with store.write() as uow:
        await queries.finish_step(uow, set_id, "ask", None)
        await queries.finish_step(uow, set_id, "ask", first.id, "user_disabled")
    call = await call_of(store, "setup.ready", set_id, recipient_id=cora.id)
    assert call is not None
    said = plain(call.arguments)
    assert "I have asked 3 people to join Tuesday set." in said
    assert "their Slack account is closed. The others are not affected." in said
    bot = bot_of(store)
    await bot.press("UCORA", Press.SET_TAKE_OFF, buttons_of(call.arguments)[Press.SET_TAKE_OFF]["value"])
    assert bot.errors == []
    assert len(await rows(store, SetupStep.id)) == 5  # the channel, the three, and that it has begun


async def test_someone_else_cannot_try_again(sqlite_store: WorkspaceStore) -> None:
    set_id = await made(sqlite_store)
    await add_person(sqlite_store, "UAMINA")
    bot = bot_of(sqlite_store)
    for action_id in (Press.SET_RETRY, Press.SET_TAKE_OFF):
        await bot.press("UAMINA", action_id, f"v1:{set_id}:0")
        assert isinstance(bot.errors.pop(), Refused)


def channel_event(kind: str, event_id: str = "Ev1", **more: object) -> Json:
    event = {"type": kind, "channel": "CSET", "user": "UAMINA", **more}
    return {"type": "event_callback", "team_id": "T0001", "event_id": event_id, "event": event}


@pytest.mark.parametrize("kind", ["group_archive", "group_deleted", "group_left"])
async def test_a_channel_that_went_is_told_of_once(store: WorkspaceStore, kind: str) -> None:
    cora = await add_coordinator(store, name="Cora")
    set_id = await add_set(store, cora, members=[await add_person(store, "UAMINA")])
    bot = bot_of(store)
    with statements(store) as seen:
        await bot.send(channel_event(kind))
    assert len(seen) <= 6, seen
    await bot.send(channel_event("group_deleted", "Ev2"))
    await bot.send(channel_event(kind, "Ev3", channel="CELSE"))
    assert bot.errors == []
    found = await claimed(store, NOW)
    assert found["setup.channel_gone"].recipient_id == cora.id
    call = await call_of(store, "setup.channel_gone", set_id, recipient_id=cora.id)
    assert call is not None
    assert plain(call.arguments).startswith("I can no longer write in the channel of Tuesday set.")


async def test_a_channel_that_moved_keeps_its_set(store: WorkspaceStore) -> None:
    await add_set(store, await add_coordinator(store))
    moved = channel_event("channel_id_changed", old_channel_id="CSET", new_channel_id="CMOVED")
    await bot_of(store).send(moved)
    async with store.read() as uow:
        assert (await uow.rows(select(LearningSet.channel_id))).scalar_one() == "CMOVED"


@pytest.mark.parametrize("kind", ["group_rename", "tokens_revoked", "app_uninstalled"])
async def test_other_news_of_channels_is_taken_in(sqlite_store: WorkspaceStore, kind: str) -> None:
    bot = bot_of(sqlite_store)
    await bot.send(channel_event(kind))
    assert bot.errors == []
