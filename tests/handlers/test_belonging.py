"""Facts, ground rules, arrivals, one more person, leaving and a channel that exists: presses in, calls out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from handlers import agreement, arrivals, channels, facts, inviting, leaving
from handlers.feature import NotYet
from handlers.ids import Field, Form, Press, handle
from handlers.people import FEATURE as PEOPLE
from handlers.places import AboutSet
from handlers.words import Reader
from sandbox.blocks import problems_in_message, problems_in_view
from sets import agreement as agreement_use
from sets import arrivals as arrivals_use
from sets import home
from sets import leaving as leaving_use
from sets.errors import Problem, Refused
from sets.people import Person, meet
from storage.confidential import Confidential
from storage.models import Arrival, Delivery, Invitation, LearningSet, Membership, Phase
from storage.outbox import Delivery as Claimed
from storage.outbox import Effect
from storage.queries import agreement as agreement_queries
from storage.queries import arrivals as arrivals_queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, shown
from tests.handlers.joining_kit import plain, prepared, rows

FEATURES = (
    facts.FEATURE,
    arrivals.FEATURE,
    agreement.FEATURE,
    inviting.FEATURE,
    leaving.FEATURE,
    channels.FEATURE,
)
KINDS = {kind.name: kind for feature in FEATURES for kind in feature.kinds}


class House:
    """Amina and Ben in Cora's set, and a bot that listens."""

    def __init__(self, store: WorkspaceStore, set_id: UUID, amina: Person) -> None:
        self.store, self.set_id, self.amina = store, set_id, amina
        self.bot = Bot(store, NOW, PEOPLE, *FEATURES)
        self.bot.client.users_info = self.directory  # type: ignore[method-assign, assignment]

    async def directory(self, *, user: str, include_locale: bool) -> Json:
        return {"ok": True, "user": {"id": user, "real_name": f"Person {user}", "tz": "Europe/London"}}

    async def send(self, user: str, form: str, metadata: str, values: dict[str, Json]) -> Json:
        view = {"type": "modal", "callback_id": form, "private_metadata": metadata}
        state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
        return await self.bot.submit(user, {**shown(view), "state": state})

    def last(self, method: str) -> Json:
        name, sent = self.bot.client.calls[-1]
        assert name == method
        return sent

    def refused(self) -> Problem:
        error = self.bot.errors.pop()
        assert isinstance(error, Refused)
        return error.problem

    async def rules(self) -> agreement_queries.RulesRow:
        async with self.store.read() as uow:
            row = await agreement_queries.newest(uow, self.set_id)
        assert row is not None
        return row

    async def message(self, kind: str, now: Any = NOW, **columns: Any) -> Json | None:  # noqa: ANN401
        call = await prepared(self.store, KINDS[kind], now, set_id=self.set_id, **columns)
        if call is not None and call.method == "chat.postMessage":
            assert problems_in_message(call.arguments) == []
        return call.arguments if call is not None else None


@pytest.fixture
async def house(sqlite_store: WorkspaceStore) -> House:
    cora = await add_coordinator(sqlite_store, name="Cora")
    amina, ben = await add_person(sqlite_store, "UAMINA"), await add_person(sqlite_store, "UBEN")
    return House(sqlite_store, await add_set(sqlite_store, cora, members=[amina, ben]), amina)


def select_of(value: str) -> Json:
    return {"selected_option": {"value": value}}


# Facts


async def test_the_form_asks_just_what_is_missing(house: House) -> None:
    await house.bot.press("UCORA", Press.SET_FACTS, handle(house.set_id))
    view = house.last("views.open")["view"]
    assert problems_in_view(view) == []
    blocks = [block.get("block_id") for block in view["blocks"]]
    assert Field.SET_CADENCE not in blocks  # the factory stated it
    assert {Field.SET_WEEKDAY, Field.SET_TIME, Field.SET_LENGTH, Field.SET_SESSIONS, Field.SET_PURPOSE} <= set(blocks)
    answer = await house.send(
        "UCORA",
        Form.SET_FACTS,
        view["private_metadata"],
        {
            Field.SET_WEEKDAY: select_of("2"),
            Field.SET_TIME: {"selected_time": "14:00"},
            Field.SET_LENGTH: select_of("unknown"),
            Field.SET_SESSIONS: select_of("6"),
            Field.SET_PURPOSE: {"value": "To learn"},
        },
    )
    assert "Not filled in yet: for how long, what may leave the set, who may hear its themes." in plain(answer["view"])
    assert await rows(house.store, Phase.weekday, Phase.local_time, Phase.length_minutes) == [(2, "14:00", None)]


async def test_what_is_wrong_with_a_fact_stands_under_it(house: House) -> None:
    async with house.store.write() as uow:
        await uow.execute(update(Phase).values(mode=None))
    answer = await house.send(
        "UCORA", Form.SET_FACTS, handle(house.set_id), {Field.SET_COACH: {"selected_user": "UAMINA"}}
    )
    assert answer["errors"] == {Field.SET_COACH: "They are on the list of the set. A coach is not in it."}


async def test_a_coach_is_learned_about_after_the_answer(house: House) -> None:
    async with house.store.write() as uow:
        await uow.execute(update(Phase).values(mode=None))
    await house.send("UCORA", Form.SET_FACTS, handle(house.set_id), {Field.SET_COACH: {"selected_user": "UROSA"}})
    async with house.store.read() as uow:
        assert (await meet(uow, "UROSA")).display_name == "Person UROSA"
    assert ("coach",) in await rows(house.store, Invitation.role)


async def test_home_of_a_coordinator_says_what_is_not_stated(house: House) -> None:
    async with house.store.read() as uow:
        standing = await home.of_user(uow, "UCORA")
        assert standing is not None
        assert facts.FEATURE.home is not None
        (part,) = await facts.FEATURE.home(uow, standing, Reader("en-GB", "Europe/London"), NOW)
    (about,) = part.sets
    assert isinstance(about, AboutSet)
    assert about.words.startswith("Not filled in yet: on which day, at what time,")
    assert [button.action_id for button in about.buttons] == [Press.SET_FACTS]


# Ground rules


async def test_agreeing_edits_the_message_and_thanks_one_person(house: House) -> None:
    row = await house.rules()
    message = await house.message("agreement.rules", args={"agreement": str(row.id)})
    assert message is not None
    assert message["channel"] == "CSET"
    await house.bot.press("UAMINA", Press.RULES_AGREE, buttons_of(message)[Press.RULES_AGREE]["value"])
    (edited, whispered) = house.bot.client.calls[-2:]
    assert edited[0] == "chat.update"
    assert "1 has agreed." in plain(edited[1])
    assert (whispered[0], whispered[1]["user"]) == ("chat.postEphemeral", "UAMINA")
    await house.bot.press("UAMINA", Press.RULES_UNDO, buttons_of(whispered[1])[Press.RULES_UNDO]["value"], ts="2")
    assert "Undone." in plain(house.last("chat.postEphemeral"))
    assert (await house.rules()).agreed == 0


async def test_in_a_window_agreeing_stays_in_it(house: House) -> None:
    await house.bot.press("UAMINA", Press.RULES_READ, handle(house.set_id))
    view = house.last("views.open")["view"]
    assert problems_in_view(view) == []
    window = {**view, "id": "V1", "type": "modal"}
    await house.bot.press("UAMINA", Press.RULES_AGREE, buttons_of(view)[Press.RULES_AGREE]["value"], view=window)
    thanks = house.last("views.update")["view"]
    await house.bot.press(
        "UAMINA", Press.RULES_UNDO, buttons_of(thanks)[Press.RULES_UNDO]["value"], view=window, ts="2"
    )
    assert "Undone." in plain(house.last("views.update")["view"])


async def test_an_older_message_says_that_there_is_a_newer_version(house: House) -> None:
    old = await house.rules()
    await agreement_use.write(house.store, "UBEN", house.set_id, 1, Confidential("Kind."), "view:1", NOW)
    await house.bot.press("UAMINA", Press.RULES_AGREE, handle(old.id))
    edited = house.bot.client.calls[-2][1]
    assert "There is a newer version now." in plain(edited)
    assert Press.RULES_AGREE not in buttons_of(edited)
    window = {"id": "V1", "type": "modal"}
    await house.bot.press("UAMINA", Press.RULES_AGREE, handle(old.id), view=window, ts="2")
    assert "There is a newer version now." in plain(house.last("views.update")["view"])
    assert await house.message("agreement.rules", args={"agreement": str(old.id)}) is None
    new = await house.message("agreement.rules", args={"agreement": str((await house.rules()).id)})
    assert "Kind." not in str(new)


@pytest.mark.parametrize(
    ("form", "field", "limit"), [(Form.RULES_SUGGEST, Field.RULE_IDEA, 500), (Form.RULES_WRITE, Field.RULES, 2500)]
)
async def test_words_are_checked_under_their_box(house: House, form: str, field: str, limit: int) -> None:
    for words, said in (("  ", "Write a few words first."), ("x" * (limit + 1), f"Use {limit} letters or fewer.")):
        answer = await house.send("UAMINA", form, handle(house.set_id, 1), {field: {"value": words}})
        assert answer == {"response_action": "errors", "errors": {field: said}}
    await house.send("UCORA", form, handle(house.set_id, 1), {field: {"value": "Mine"}})
    assert house.refused() is Problem.NOT_YOUR_SET


async def test_an_idea_and_a_version_go_through_their_windows(house: House) -> None:
    answer = await house.send(
        "UAMINA", Form.RULES_SUGGEST, handle(house.set_id), {Field.RULE_IDEA: {"value": "Phones away"}}
    )
    back = buttons_of(answer["view"])[Press.RULES_TAKE_BACK]["value"]
    await house.bot.press("UBEN", Press.RULES_READ, handle(house.set_id))
    assert "Phones away" in plain(house.last("views.open")["view"])
    await house.bot.press("UAMINA", Press.RULES_TAKE_BACK, back, view={"id": "V1", "type": "modal"}, ts="2")
    assert "I no longer hold your idea." in plain(house.last("views.update")["view"])
    for press in (Press.RULES_WRITE, Press.RULES_SUGGEST):
        await house.bot.press("UBEN", press, handle(house.set_id), view={"id": "V2", "type": "modal"}, ts=press)
        assert problems_in_view(house.last("views.push")["view"]) == []
    answer = await house.send(
        "UBEN", Form.RULES_WRITE, handle(house.set_id, 1), {Field.RULES: {"value": "Phones away."}}
    )
    assert "Version 2 is saved." in plain(answer["view"])


async def test_a_coach_opens_no_form_of_the_rules(house: House) -> None:
    rosa = await add_person(house.store, "UROSA")
    async with house.store.write() as uow:
        await add_membership(uow, house.set_id, rosa, NOW, role="coach")
    for press in (Press.RULES_WRITE, Press.RULES_SUGGEST):
        await house.bot.press("UROSA", press, handle(house.set_id))
        assert house.refused() is Problem.NOT_YOUR_SET


async def test_who_joined_late_is_asked_unless_they_have_agreed(house: House) -> None:
    row = await house.rules()
    nia = await add_person(house.store, "UNIA")
    asking = {"recipient_id": nia.id, "args": {"agreement": str(row.id)}}
    assert await house.message("agreement.ask_late", **asking) is None  # not in the set
    async with house.store.write() as uow:
        await add_membership(uow, house.set_id, nia, NOW)
    message = await house.message("agreement.ask_late", **asking)
    assert message is not None
    assert "Nobody sees who has not agreed." in plain(message)
    await house.bot.press("UNIA", Press.RULES_AGREE, handle(row.id))
    assert await house.message("agreement.ask_late", **asking) is None


# Arrivals


async def arrival(house: House, user: str, how: str = "came") -> UUID:
    async with house.store.write() as uow:
        person = await meet(uow, user)
        if how == "suggested":
            await arrivals_use.suggest(uow, house.set_id, person.id, NOW)
        else:
            await arrivals_use.came(uow, house.set_id, person.id, NOW)
        return (await arrivals_queries.waiting(uow, house.set_id))[-1]


async def test_the_question_waits_for_the_name_and_becomes_the_answer(house: House) -> None:
    args = {"arrival": str(await arrival(house, "UUMA"))}
    with pytest.raises(NotYet):
        await house.message("arrivals.notice", args=args)
    later = await house.message("arrivals.notice", now=NOW + timedelta(minutes=2), args=args)
    assert later is not None
    assert "<@UUMA> came into this channel." in plain(later)
    value = buttons_of(later)[Press.ARRIVAL_WELCOME]["value"]
    await house.bot.press("UAMINA", Press.ARRIVAL_WELCOME, value)
    assert "is welcome." in plain(house.last("chat.update"))
    assert "Amina" not in str(house.last("chat.update"))
    assert await house.message("arrivals.notice", now=NOW + timedelta(minutes=2), args=args) is None
    await house.bot.press("UBEN", Press.ARRIVAL_REFUSE, value, ts="2")
    assert house.refused() is Problem.NO_LONGER_WAITING


async def test_a_bot_in_the_channel_is_no_question(house: House) -> None:
    await add_person(house.store, "UTHING", kind="bot")
    args = {"arrival": str(await arrival(house, "UTHING"))}
    assert await house.message("arrivals.notice", args=args) is None


async def test_whom_slack_keeps_is_said_in_the_channel(house: House) -> None:
    uma = await add_person(house.store, "UUMA", name="Uma")
    arrival_id = await arrival(house, "UUMA")
    args = {"arrival": str(arrival_id)}
    assert await house.message("arrivals.still_here", args=args) is None
    await house.bot.press("UAMINA", Press.ARRIVAL_REFUSE, handle(arrival_id, 1))
    assert "I am taking them out" in plain(house.last("chat.update"))
    message = await house.message("arrivals.still_here", args=args)
    assert message is not None
    assert "I could not take Uma out of this channel" in plain(message)
    assert uma.id in [person for (person,) in await rows(house.store, Delivery.recipient_id)]


async def test_what_the_set_said_to_a_suggestion_goes_to_who_made_it(house: House) -> None:
    await add_person(house.store, "UUMA", name="Uma")
    arrival_id = await arrival(house, "UUMA", "suggested")
    message = await house.message("arrivals.notice", args={"arrival": str(arrival_id)})
    assert message is not None
    assert "Cora suggests asking Uma" in plain(message)
    await house.bot.press("UBEN", Press.ARRIVAL_REFUSE, handle(arrival_id, 1))
    async with house.store.read() as uow:
        cora = await meet(uow, "UCORA")
    told = await house.message("arrivals.answered", recipient_id=cora.id, args={"arrival": str(arrival_id)})
    assert told is not None
    assert "would rather stay as it is" in plain(told)
    assert "Ben" not in plain(told)


# One more person


async def test_one_more_person_through_the_window(house: House) -> None:
    await house.bot.press("UAMINA", Press.ONE_MORE, handle(house.set_id))
    view = house.last("views.open")["view"]
    assert problems_in_view(view) == []
    chosen = {Field.ONE_MORE: {"selected_user": "UNIA"}}
    answer = await house.send("UAMINA", Form.ONE_MORE, view["private_metadata"], chosen)
    assert "I am asking them now." in plain(answer["view"])
    async with house.store.read() as uow:
        assert (await meet(uow, "UNIA")).display_name == "Person UNIA"
    for wrong, said in (("UCORA", "They look after sets"), ("UNIA", "They have been asked already."), ("", "Choose")):
        answer = await house.send(
            "UBEN", Form.ONE_MORE, handle(house.set_id), {Field.ONE_MORE: {"selected_user": wrong}}
        )
        assert said in answer["errors"][Field.ONE_MORE]
    await house.send("UNOBODY", Form.ONE_MORE, handle(house.set_id), chosen)
    assert house.refused() is Problem.NOT_YOUR_SET


# Leaving


async def test_leaving_and_coming_back(house: House) -> None:
    await house.bot.press("UAMINA", Press.LEAVE, handle(house.set_id))
    view = house.last("views.open")["view"]
    assert problems_in_view(view) == []
    assert view["close"]["text"] == "Stay"
    answer = await house.send("UAMINA", Form.LEAVE, view["private_metadata"], {})
    assert "You can come back until Thursday 28 May." in plain(answer["view"])
    open_now = select(Membership.person_id).where(Membership.until_at.is_(None))
    async with house.store.read() as uow:
        assert house.amina.id not in (await uow.rows(open_now)).scalars().all()
    undo = buttons_of(answer["view"])[Press.LEAVE_UNDO]["value"]
    window = {"id": "V1", "type": "modal"}
    await house.bot.press("UBEN", Press.LEAVE_UNDO, undo, view=window, ts="2")
    assert house.refused() is Problem.NOT_YOUR_SET
    await house.bot.press("UAMINA", Press.LEAVE_UNDO, undo, view=window, ts="3")
    assert "You are in Tuesday set again." in plain(house.last("views.update")["view"])
    async with house.store.read() as uow:
        assert house.amina.id in (await uow.rows(open_now)).scalars().all()
    kinds = [kind for (kind,) in await rows(house.store, Delivery.kind)]
    assert (kinds.count("joining.kick"), kinds.count("joining.invite")) == (1, 1)
    await house.bot.press("UAMINA", Press.LEAVE_UNDO, undo, view=window, ts="4")  # pressed again: nothing more
    assert len(await rows(house.store, Membership.id)) == 3


async def test_after_two_weeks_the_set_has_gone_on(house: House) -> None:
    answer = await house.send("UAMINA", Form.LEAVE, handle(house.set_id), {})
    undo = buttons_of(answer["view"])[Press.LEAVE_UNDO]["value"]
    house.bot.clock.moment = NOW + leaving_use.BACK_WITHIN + timedelta(minutes=1)
    await house.bot.press("UAMINA", Press.LEAVE_UNDO, undo, view={"id": "V1", "type": "modal"}, ts="2")
    assert house.refused() is Problem.GONE


# A channel that exists


async def test_the_channel_is_described_and_then_taken(house: House) -> None:
    async with house.store.write() as uow:
        await uow.execute(update(LearningSet).values(channel_id=None, state="setting_up", wanted_channel_id="COLD"))
    call = await prepared(house.store, KINDS["channels.take"], NOW, set_id=house.set_id)
    assert call is not None
    assert (call.method, call.arguments["channel"]) == ("conversations.info", "COLD")
    async with house.store.write() as uow:
        kind = KINDS["channels.take"]
        assert kind.sent is not None
        delivery = await _delivery(house, "channels.take")
        old = {"id": "COLD", "is_private": True, "is_member": True, "num_members": 4}
        await kind.sent(uow, delivery, {"ok": True, "channel": old}, NOW)
    assert await rows(house.store, LearningSet.channel_id, LearningSet.state) == [("COLD", "running")]
    assert await prepared(house.store, kind, NOW, set_id=house.set_id) is None  # not taken twice


async def test_who_is_there_is_compared_page_by_one_page(house: House) -> None:
    kind = KINDS["channels.compare"]
    call = await prepared(house.store, kind, NOW, set_id=house.set_id)
    assert call is not None
    assert call.method == "conversations.members"
    assert kind.sent is not None
    delivery = await _delivery(house, "channels.compare")
    async with house.store.write() as uow:
        more = {"members": ["UAMINA"], "response_metadata": {"next_cursor": "more"}}
        await kind.sent(uow, delivery, more, NOW)
    assert await rows(house.store, Arrival.id) == []
    async with house.store.write() as uow:
        await kind.sent(uow, delivery, {"members": ["UBOT", "UAMINA", "UBEN", "UUMA"]}, NOW)
    assert len(await rows(house.store, Arrival.id)) == 1


async def _delivery(house: House, kind: str) -> Claimed:
    return Claimed(
        id=UUID(int=1),
        workspace_id=house.store.workspace_id,
        effect=Effect.LOOK,
        kind=kind,
        due_at=NOW,
        lease_token=UUID(int=2),
        lease_until=NOW + timedelta(minutes=1),
        set_id=house.set_id,
    )
