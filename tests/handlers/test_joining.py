"""Being asked, choosing, changing one's mind: presses in, calls out, rows between."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from handlers.feature import Call, NotYet
from handlers.ids import Field, Form, Press
from sandbox.blocks import problems_in_message, problems_in_view
from sets.errors import Problem, Refused
from sets.people import Settings, meet
from storage.models import Consent, Delivery, Invitation, LearningSet, Membership
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person, save_settings
from tests.handlers.action_kit import buttons_of, claimed, shown
from tests.handlers.joining_kit import KINDS, Asked, plain, rows, someone_asked
from tests.statements import statements
from tests.whole.statements.core import JOINING, LEAVING


@pytest.fixture
async def asked(store: WorkspaceStore) -> Asked:
    return await someone_asked(store)


async def test_three_screens_and_back(asked: Asked) -> None:
    first = await asked.arrives()
    assert first["text"].replace("\u2068", "").replace("\u2069", "").startswith("Cora has asked you to join a group.")
    assert "speak to Priya, on 555 0100" in plain(first)
    assert set(buttons_of(first)) == {Press.JOIN_NEXT, Press.JOIN_NOT_NOW}
    second = await asked.press(Press.JOIN_NEXT)
    assert "holds the keys and could read what we store" in plain(second)
    third = await asked.press(Press.JOIN_NEXT)
    assert "Monday to Friday, 08:30 to 17:30, London time. At most 3 reminders a week." in plain(third)
    assert {Press.JOIN_YES, Press.JOIN_CHOICES, Press.JOIN_ASK, Press.JOIN_NOT_NOW} <= set(buttons_of(third))
    assert plain(await asked.press(Press.JOIN_BACK)) == plain(second)
    assert await asked.states() == ("asked", False)


async def test_joining_and_undoing_it(asked: Asked) -> None:
    await asked.reads_on()
    joined = await asked.press(Press.JOIN_YES)
    assert plain(joined).startswith("You have joined Tuesday set.")
    assert await asked.states() == ("joined", True)
    assert (await asked.prepared("joining.invite", recipient_id=asked.person.id)) == Call(
        "conversations.invite", {"channel": "CSET", "users": "UAMINA"}
    )
    assert await asked.prepared("joining.kick", recipient_id=asked.person.id) is None
    undone = await asked.press(Press.JOIN_UNDO)
    assert plain(undone).startswith("Undone. You can choose again.")
    assert await asked.states() == ("asked", False)
    assert await asked.prepared("joining.invite", recipient_id=asked.person.id) is None
    assert (await asked.prepared("joining.kick", recipient_id=asked.person.id)) == Call(
        "conversations.kick", {"channel": "CSET", "user": "UAMINA"}
    )
    await asked.press(Press.JOIN_YES)
    assert await asked.states() == ("joined", True)
    assert len(await rows(asked.store, Membership.id)) == 2  # an interval each, none rewritten
    said = [answer for (answer,) in await rows(asked.store, Consent.answer)]
    assert sorted(said) == ["taken back", "yes", "yes"]


async def test_the_yes_is_kept_with_the_hash_of_the_words_shown(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_YES)
    ((hashed, scope, subject),) = await rows(asked.store, Consent.text_hash, Consent.scope, Consent.subject_id)
    assert (len(hashed), scope, subject) == (64, "join", asked.set_id)


async def test_a_yes_to_words_that_changed_is_asked_for_again(asked: Asked) -> None:
    await asked.reads_on()
    async with asked.store.write() as uow:
        await save_settings(uow, asked.person.id, Settings(weekly_limit=1))
    again = await asked.press(Press.JOIN_YES)
    assert plain(again).startswith("Something here has changed since you read it.")
    assert "At most 1 reminder a week." in plain(again)
    assert await asked.states() == ("asked", False)
    await asked.press(Press.JOIN_YES)
    assert await asked.states() == ("joined", True)


async def test_not_now_and_later_yes(asked: Asked) -> None:
    await asked.arrives()
    said = await asked.press(Press.JOIN_NOT_NOW)
    assert "I will not ask again" in plain(said)
    assert "Cora sees only that you have not joined." in plain(said)
    assert await asked.states() == ("declined", False)
    assert await asked.prepared("joining.ask", recipient_id=asked.person.id) is None
    undone = await asked.press(Press.JOIN_UNDO)
    assert plain(undone).startswith("Undone.")
    await asked.press(Press.JOIN_NOT_NOW)
    again = await asked.prepared("joining.ask", recipient_id=asked.person.id, args={"again": True})
    assert again is not None
    asked.message = again.arguments
    await asked.press(Press.JOIN_NEXT)
    await asked.press(Press.JOIN_NEXT)
    await asked.press(Press.JOIN_YES)
    assert await asked.states() == ("joined", True)


@pytest.mark.parametrize("action_id", [Press.JOIN_NEXT, Press.JOIN_LOOK])
async def test_from_home_the_message_comes_again(asked: Asked, action_id: str) -> None:
    view = {"id": "VHOME", "type": "home", "blocks": []}
    await asked.bot.press("UAMINA", action_id, f"v1:{asked.invitation_id}:1", view=view)
    assert asked.bot.errors == []
    found = (await claimed(asked.store, NOW))["joining.ask"]
    assert found.args == {"again": True}
    assert found.recipient_id == asked.person.id


async def test_pressed_twice_is_done_once(asked: Asked) -> None:
    await asked.reads_on()
    third = asked.message
    await asked.press(Press.JOIN_YES, ts="9")
    asked.message = third
    assert plain(await asked.press(Press.JOIN_YES, ts="9")).startswith("You have joined")
    asked.message = third
    assert plain(await asked.press(Press.JOIN_YES, ts="10")).startswith("You have joined")
    assert len(await rows(asked.store, Membership.id)) == 1
    assert len(await rows(asked.store, Consent.id)) == 1
    assert [kind for (kind,) in await rows(asked.store, Delivery.kind)].count("joining.invite") == 1


async def test_somebody_else_presses(asked: Asked) -> None:
    await asked.reads_on()
    await add_person(asked.store, "UBEN")
    for user in ("UBEN", "UCORA", "UNOBODY"):
        await asked.press(Press.JOIN_YES, user=user)
        (error,) = asked.bot.errors
        assert isinstance(error, Refused)
        assert error.problem is Problem.NOT_YOUR_SET
        asked.bot.errors.clear()
    assert await asked.states() == ("asked", False)


async def test_a_press_stays_within_seven_statements(asked: Asked) -> None:
    await asked.reads_on()
    with statements(asked.store) as seen:
        await asked.press(Press.JOIN_YES)
    assert len(seen) <= 7 + JOINING, seen
    asked.bot.clock.moment += timedelta(minutes=1)  # else their Home is still to be published, which asks once more
    with statements(asked.store) as undone:
        await asked.press(Press.JOIN_UNDO)
    assert len(undone) <= 7 + LEAVING, undone
    with statements(asked.store) as read:
        await asked.press(Press.JOIN_BACK)
    assert len(read) == 1


async def test_a_question_goes_to_the_coordinator(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_ASK)
    form = asked.bot.client.calls[-1][1]["view"]
    assert problems_in_view(form) == []
    assert "Nobody watches this. If it is urgent, speak to Priya" in plain(form)
    assert "Cora will see this in Slack, with your name." in plain(form)
    answer = await asked.bot.submit("UAMINA", shown(form, values={Field.QUESTION: "Is it <!channel> on Tuesdays?"}))
    assert "Your question is with Cora." in plain(answer["view"])
    found = (await claimed(asked.store, NOW))["joining.question"]
    call = await asked.prepared("joining.question", recipient_id=found.recipient_id, args=found.args)
    assert call is not None
    assert "Amina has a question" in plain(call.arguments)
    assert "&lt;!channel&gt;" in plain(call.arguments)
    assert problems_in_message(call.arguments) == []


@pytest.mark.parametrize(("words", "problem"), [("  ", Problem.EMPTY), ("x" * 501, Problem.TOO_LONG)])
async def test_a_question_has_words_and_not_too_many(asked: Asked, words: str, problem: Problem) -> None:
    view = {"type": "modal", "callback_id": Form.JOIN_QUESTION, "private_metadata": f"v1:{asked.invitation_id}:0"}
    await asked.bot.submit("UAMINA", shown(view, values={Field.QUESTION: words}))
    (error,) = asked.bot.errors
    assert isinstance(error, Refused)
    assert error.problem is problem
    assert await rows(asked.store, Delivery.id) == []


async def test_the_choices_open_in_a_form(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_CHOICES)
    method, sent = asked.bot.client.calls[-1]
    assert (method, sent["view"]["callback_id"]) == ("views.open", Form.SETTINGS)


async def test_the_ask_waits_for_the_directory_a_little(asked: Asked) -> None:
    async with asked.store.write() as uow:
        fresh = await meet(uow, "UFRESH")
        await uow.insert(
            Invitation, id=uow.new_id(), set_id=asked.set_id, person_id=fresh.id, state="asked", asked_at=NOW
        )
    with pytest.raises(NotYet):
        await asked.prepared("joining.ask", recipient_id=fresh.id)
    assert await asked.prepared("joining.ask", now=NOW + timedelta(minutes=2), recipient_id=fresh.id) is not None


async def test_joining_before_there_is_a_channel_waits(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_YES)
    async with asked.store.write() as uow:
        await uow.execute(update(LearningSet).values(channel_id=None))
    with pytest.raises(NotYet):
        await asked.prepared("joining.invite", recipient_id=asked.person.id)


async def test_an_invitation_that_slack_refused_is_told_of(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_YES)
    kind = KINDS["joining.invite"]
    found = (await claimed(asked.store, NOW))["joining.invite"]
    assert kind.refused is not None
    async with asked.store.write() as uow:
        await kind.refused(uow, found, "user_is_ultra_restricted", NOW)
    told = (await claimed(asked.store, NOW))["joining.not_added"]
    assert told.args["code"] == "user_is_ultra_restricted"
    assert await asked.states() == ("joined", True)  # they said yes: their place is kept
