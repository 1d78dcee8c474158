"""The Home tab: for someone new, a member, a coordinator; what it may hold; when it is published again."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from bot.features import FEATURES
from handlers.ids import Press
from sandbox.blocks import problems_in_view
from sets import committing, home
from sets.action_forms import Typed
from sets.people import Person
from storage.models import Delivery, Invitation, Nudge, PersonSettings
from storage.outbox import Effect
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_coordinator, add_membership, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of, claimed, texts_of
from tests.handlers.heavy_home import HEAVY, Load, laden
from tests.statements import statements

LABEL = "Ring three wards"
PUBLISH = next(kind for feature in FEATURES for kind in feature.kinds if kind.name == home.KIND)


async def opened(store: WorkspaceStore, user: str, tab: str = "home") -> list[Json]:
    """What is published when someone opens the app."""
    bot = Bot(store, NOW, *FEATURES)
    event = {"type": "app_home_opened", "user": user, "tab": tab, "channel": "D1", "event_ts": "1.0"}
    await bot.send({"type": "event_callback", "team_id": "T0001", "event_id": "Ev1", "event": event})
    assert bot.errors == []
    assert all(method == "views.publish" and sent["user_id"] == user for method, sent in bot.client.calls)
    views: list[Json] = [sent["view"] for _, sent in bot.client.calls]
    for view in views:
        assert problems_in_view(view) == []
    return views


async def commit(store: WorkspaceStore, user: str, label: str = LABEL, form: str = "V1") -> None:
    made = await committing.draft(store, user, form, Typed(label, "next Friday"), NOW)
    await committing.confirm(store, user, made.action_id, made.revision, f"view:{form}", NOW)


async def member(store: WorkspaceStore) -> Person:
    amina = await add_person(store, "UAMINA", name="Amina")
    await add_set(store, await add_coordinator(store, name="Cora"), members=[amina])
    return amina


def plain(view: Json) -> str:
    return texts_of(view).replace("\u2068", "").replace("\u2069", "")


async def test_someone_new_is_welcomed(store: WorkspaceStore) -> None:
    (view,) = await opened(store, "UNEW")
    assert plain(view).startswith("*Welcome.* You are not in a set yet.")
    assert set(buttons_of(view)) == {Press.WHAT_IS_A_SET, Press.SETTINGS}


async def test_other_tabs_publish_nothing(store: WorkspaceStore) -> None:
    assert await opened(store, "UNEW", tab="messages") == []


async def test_a_member_sees_their_own_actions_and_set(store: WorkspaceStore) -> None:
    amina = await member(store)
    (view,) = await opened(store, "UAMINA")
    assert "No open actions. An action is one small step you choose." in plain(view)
    await commit(store, "UAMINA")
    async with store.write() as uow:
        for slot, state in (("before", "sent"), ("due", "planned")):
            await uow.insert(
                Nudge,
                id=uow.new_id(),
                person_id=amina.id,
                kind="checkin",
                subject_id=uow.new_id(),
                slot=slot,
                subject_revision=1,
                since=NOW,
                due_at=NOW,
                expires_at=NOW,
                state=state,
                revision=1,
            )
    (view,) = await opened(store, "UAMINA")
    text = plain(view)
    assert "*Next for you.* 1 short check-in waits in your messages with me." in text
    assert f"{LABEL}, by Friday 22 May" in text
    assert "Cora looks after it." in text
    assert {Press.ACTION_NEW, Press.ACTION_LIST, Press.ACTION_OPEN, Press.SETTINGS} <= set(buttons_of(view))


async def test_labels_are_hidden_for_those_who_want_that(store: WorkspaceStore) -> None:
    amina = await member(store)
    await commit(store, "UAMINA")
    async with store.write() as uow:
        await uow.insert(
            PersonSettings,
            id=uow.new_id(),
            person_id=amina.id,
            days="12345",
            window_start="08:30",
            window_end="17:30",
            weekly_limit=3,
            show_labels=False,
        )
    (view,) = await opened(store, "UAMINA")
    assert "One of your actions, by Friday 22 May" in plain(view)
    assert LABEL not in str(view)


async def test_a_coordinator_sees_their_sets_and_nothing_of_the_actions(store: WorkspaceStore) -> None:
    await member(store)
    await commit(store, "UAMINA")
    (view,) = await opened(store, "UCORA")
    assert "I do not show you what a set writes." in plain(view)
    assert LABEL not in str(view)
    assert Press.SET_NEW in buttons_of(view)
    assert Press.ACTION_NEW not in buttons_of(view)


async def test_a_coach_sees_their_set_and_is_offered_no_action_there(store: WorkspaceStore) -> None:
    await member(store)
    rosa = await add_person(store, "UROSA", name="Rosa")
    coached = await add_set(store, await add_coordinator(store, "UPRIYA"), name="Coached set", channel_id="CTWO")
    async with store.write() as uow:
        await add_membership(uow, coached, rosa, EARLIER, role="coach")
    (view,) = await opened(store, "UROSA")
    assert "Coached set" in plain(view)
    assert "action" not in plain(view)
    assert set(buttons_of(view)) == {
        Press.AWAY,
        Press.SETTINGS,
        Press.ISSUES_OURS,
        Press.SESSION_MENU,
        Press.RULES_READ,
        Press.LEAVE,
        Press.DATA,
    }


async def test_what_may_be_joined_is_shown(store: WorkspaceStore) -> None:
    dee = await add_person(store, "UDEE")
    await add_set(store, await add_coordinator(store, name="Cora"), asked=[dee])
    (view,) = await opened(store, "UDEE")
    assert "Cora asked you to join" in plain(view)
    async with store.write() as uow:
        await uow.execute(update(Invitation).values(state="joined"))
    (view,) = await opened(store, "UDEE")
    assert "asked you to join" not in plain(view)


async def test_sixty_open_actions_stay_under_the_limit(sqlite_store: WorkspaceStore) -> None:
    await member(sqlite_store)
    for number in range(60):
        await commit(sqlite_store, "UAMINA", f"Step {number}", f"V{number}")
    (view,) = await opened(sqlite_store, "UAMINA")
    assert len(view["blocks"]) < 100
    assert "There are more in My actions." in plain(view)


async def test_many_changes_make_one_publication_with_the_latest(store: WorkspaceStore) -> None:
    amina = await member(store)
    async with store.write() as uow:
        for second in range(3):
            await home.changed(uow, amina.id, NOW + timedelta(seconds=second))
    assert "home.publish" not in await claimed(store, NOW + timedelta(seconds=3))
    await commit(store, "UAMINA")
    delivery = (await claimed(store, NOW + timedelta(seconds=15)))["home.publish"]
    assert delivery.effect is Effect.PUBLISH_HOME
    async with store.read() as uow:
        rows = (await uow.rows(select(Delivery.id).where(Delivery.kind == "home.publish"))).all()
        call = await PUBLISH.prepare(uow, delivery, NOW)
    assert len(rows) == 1
    assert call is not None
    assert call.method == "views.publish"
    assert LABEL in str(call.arguments["view"])


async def test_a_change_after_the_publication_makes_another(store: WorkspaceStore) -> None:
    amina = await member(store)
    async with store.write() as uow:
        await home.changed(uow, amina.id, NOW)
        await home.changed(uow, amina.id, NOW + home.MARGIN + timedelta(seconds=home.SPAN_S))
    async with store.read() as uow:
        assert len((await uow.rows(select(Delivery.id))).all()) == 2


async def test_however_much_somebody_has_their_home_takes_as_many_statements(sqlite_store: WorkspaceStore) -> None:
    await laden(sqlite_store, "UFEW", Load(2, 11, 3), NOW)
    await laden(sqlite_store, "UMANY", replace(HEAVY, entries=30), NOW)
    counts = {}
    for user in ("UFEW", "UMANY"):
        with statements(sqlite_store) as seen:
            (view,) = await opened(sqlite_store, user)
        counts[user] = len(seen)
        assert len(view["blocks"]) < 100
        assert "What I noticed" not in str(view)
    assert counts["UFEW"] == counts["UMANY"]
