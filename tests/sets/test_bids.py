"""Bids are ranked as a proposal: urgent first, then who presented longest ago; the set decides. On both databases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets import bids, closing, leaving, slots, turns
from sets.bids import LINE_LIMIT, Bid, ranked
from sets.errors import Problem, Refused
from sets.slots import Ended, Ending, Talk
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Bid as BidModel
from storage.models import Issue, IssueHolder, IssueSession, Turn
from storage.queries import briefs
from storage.queries.bids import BidRow
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_issue, add_membership, add_session
from tests.sets.session_kit import TODAY, Room, make_room

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)


@pytest.fixture
async def room(store: WorkspaceStore) -> Room:
    return await make_room(store)


def bid(number: int, *, urgent: bool, months_ago: int | None, minutes: int) -> Bid:
    asker, other, at = UUID(int=number), UUID(int=0), NOON + timedelta(minutes=minutes)
    row = BidRow(asker, other, other, asker, "", "open", at, 1, b"")
    last = None if months_ago is None else NOON - timedelta(days=30 * months_ago)
    return Bid(row, Confidential(""), Confidential(""), urgent, last)


def test_the_order_that_is_proposed() -> None:
    late_urgent = bid(1, urgent=True, months_ago=1, minutes=9)
    never = bid(2, urgent=False, months_ago=None, minutes=8)
    long_ago = bid(3, urgent=False, months_ago=6, minutes=1)
    recent = bid(4, urgent=False, months_ago=1, minutes=2)
    first_of_two = bid(5, urgent=False, months_ago=1, minutes=0)
    expected = [late_urgent, never, long_ago, first_of_two, recent]
    assert ranked([recent, first_of_two, long_ago, never, late_urgent]) == expected


@given(
    st.lists(
        st.builds(
            bid,
            st.integers(1, 1000),
            urgent=st.booleans(),
            months_ago=st.none() | st.integers(0, 12),
            minutes=st.integers(0, 60),
        ),
        max_size=10,
    )
)
def test_the_order_is_one_of_all_and_does_not_depend_on_theirs(found: list[Bid]) -> None:
    order = ranked(found)
    assert ranked(order[::-1]) == order or len({each.row.id for each in found}) < len(found)
    assert [each.urgent for each in order] == sorted((each.urgent for each in found), reverse=True)


async def test_a_bid_is_sealed_can_be_worded_anew_and_taken_back(room: Room) -> None:
    await room.bid("UBEN", "SECRET-LINE")
    ((body, state),) = await room.rows(BidModel.body, BidModel.state)
    assert b"SECRET" not in body
    assert state == "open"
    await room.bid("UBEN", "SECOND-LINE", urgent=False)
    found, mine = await bids.mine(room.store, "UBEN", room.session)
    assert found.session.state == "planned"
    assert mine is not None
    assert (mine.line.reveal(), mine.urgent) == ("SECOND-LINE", False)
    await bids.withdraw(room.store, "UBEN", room.session, key="w", now=room.now)
    assert (await bids.mine(room.store, "UBEN", room.session))[1] is None
    ((taken_back,),) = await room.rows(BidModel.body)
    ((bid_id,),) = await room.rows(BidModel.id)
    async with room.store.read() as uow:
        words = await uow.unseal(Field.BID_BODY, Scope("set", room.set_id), bid_id, taken_back)
    assert "LINE" not in words.reveal()


async def test_a_leaver_s_bid_is_not_shown(room: Room) -> None:
    await room.bid("UBEN")
    await room.bid("UCHLOE")
    async with room.store.write() as uow:
        await leaving.end(uow, room.id_of("UBEN"), room.set_id, room.now)
    await room.begin(here=("UCHLOE",))
    choosing = await bids.choosing(room.store, "UAMINA", room.session)
    assert [bid.row.person_id for bid in choosing.bids] == [room.id_of("UCHLOE")]


@pytest.mark.parametrize(("line", "problem"), [(" \n ", Problem.EMPTY), ("x" * (LINE_LIMIT + 1), Problem.TOO_LONG)])
async def test_a_bid_has_one_line(room: Room, line: str, problem: Problem) -> None:
    with pytest.raises(Refused) as caught:
        await room.bid("UBEN", line)
    assert (caught.value.problem, caught.value.field) == (problem, "line")


async def test_longest_since_presenting_is_read_from_the_ledger(room: Room) -> None:
    earlier = [
        await add_session(room.store, room.set_id, TODAY - timedelta(days=28 * ago), state="closed", ordinal=10 - ago)
        for ago in (2, 1)
    ]
    async with room.store.write() as uow:
        for session, user in zip(earlier, ("UBEN", "UCHLOE"), strict=True):
            await turns.presented(uow, session, room.id_of(user), room.now)
    for user in ("UCHLOE", "UBEN", "UDEV"):
        await room.bid(user, urgent=False)
    await room.begin()
    choosing = await bids.choosing(room.store, "UAMINA", room.session)
    assert [each.row.name for each in choosing.bids] == ["Dev", "Ben", "Chloe"]  # Dev never presented


async def test_a_slot_from_its_headline_to_its_end(room: Room) -> None:
    await room.bid("UBEN", "My team and I")
    await room.begin()
    await room.presents("UBEN")
    await room.forward(times=4)
    seen = await slots.look(room.store, "UAMINA", room.session)
    assert seen.suggested is not None
    assert seen.suggested.reveal() == "My team and I"
    with pytest.raises(Refused) as caught:  # neither leads nor presents
        await slots.look(room.store, "UCHLOE", room.session)
    assert caught.value.problem is Problem.NOT_FACILITATOR
    words = Confidential("My team and I")
    await slots.name_issue(room.store, "UBEN", room.session, words, None, Talk.IDEAS, key="n", now=room.now)
    better = Confidential("How we meet")
    await slots.name_issue(room.store, "UAMINA", room.session, better, None, Talk.QUESTIONS, key="n2", now=room.now)
    assert await room.rows(Issue.author_id, Issue.standing) == [(room.id_of("UBEN"), "open")]
    assert await room.rows(IssueHolder.person_id, IssueHolder.state) == [(room.id_of("UBEN"), "yes")]
    named = await slots.look(room.store, "UBEN", room.session)
    assert named.headline is not None
    assert named.headline.reveal() == "How we meet"
    await slots.end(room.store, "UBEN", room.session, Ending.SETTLED, key="e", now=room.now)
    assert await room.rows(Issue.standing) == [("closed",)]
    await closing.close(room.store, "UAMINA", room.session, key="c", now=room.now)
    assert len(await room.rows(IssueSession.id)) == 1
    assert await room.rows(Turn.person_id, ledger="presenting", state="done") == [(room.id_of("UBEN"),)]


async def ended(room: Room, user: str, ending: Ending) -> Ended:
    return await slots.end(room.store, user, room.session, ending, key=room.key(), now=room.now)


async def test_only_its_holder_settles_an_issue(room: Room) -> None:
    """Who facilitates may end the slot, and writes down what they heard; that settles nothing."""
    await in_slot(room)
    await name(room, "UAMINA", "My team and I")
    assert await ended(room, "UAMINA", Ending.SETTLED) == Ended(Ending.SETTLED, settled=False, presenter="Ben")
    assert await room.rows(Issue.standing, Issue.closed_at) == [("open", None)]
    assert await ended(room, "UBEN", Ending.SETTLED) == Ended(Ending.SETTLED, settled=True, presenter="Ben")
    assert await room.rows(Issue.standing, Issue.closed_at) == [("closed", room.now)]
    await ended(room, "UAMINA", Ending.CARRIED)  # nor does it open one again
    assert await room.rows(Issue.standing) == [("closed",)]
    await ended(room, "UBEN", Ending.CARRIED)
    assert await room.rows(Issue.standing, Issue.closed_at) == [("open", None)]


async def test_who_leads_words_an_issue_only_while_it_is_new(room: Room) -> None:
    """As its holder says it, in the slot in which it is raised. Words from before are not theirs to change."""
    before = await add_issue(room.store, room.set_id, room.id_of("UBEN"), "From before")
    await in_slot(room)
    await name(room, "UAMINA", "", carried=before)
    await name(room, "UAMINA", "Something new")
    looked = await slots.look(room.store, "UAMINA", room.session)
    assert [(each, words.reveal()) for each, words in looked.carried] == [(before, "From before")]
    assert looked.headline is not None
    assert looked.headline.reveal() == "Something new"
    assert looked.mine is False
    await name(room, "UBEN", "Something newer")
    assert len(await room.rows(Issue.id)) == 2
    assert [each for (each,) in await room.rows(IssueSession.issue_id)] != [before]


async def in_slot(room: Room) -> None:
    """Ben presents, Amina facilitates."""
    await room.begin()
    await room.presents("UBEN")
    await room.forward(times=4)


async def name(room: Room, user: str, words: str, carried: UUID | None = None) -> None:
    headline, talk = Confidential(words), Talk.QUESTIONS
    await slots.name_issue(room.store, user, room.session, headline, carried, talk, key=room.key(), now=room.now)


async def test_an_issue_nobody_here_holds_is_not_carried(room: Room) -> None:
    """Its only holder has left the set. When they are back, so is their issue."""
    await add_issue(room.store, room.set_id, room.id_of("UBEN"), "From before")
    assert await carried(room) == (1, 1)
    await leaving.leave(room.store, "UBEN", room.set_id, "leave", room.now)
    assert await carried(room) == (0, 0)
    room.later(days=1)
    async with room.store.write() as uow:
        await add_membership(uow, room.set_id, room.people["UBEN"], room.now)
    assert await carried(room) == (1, 1)


async def carried(room: Room) -> tuple[int, int]:
    async with room.store.read() as uow:
        return len(await briefs.carried(uow, room.set_id)), await briefs.count_carried(uow, room.set_id)


async def test_a_carried_issue_is_taken_up_again(room: Room) -> None:
    await room.begin()
    await room.presents("UBEN")
    await room.forward(times=4)
    words = Confidential("My team and I")
    await slots.name_issue(room.store, "UBEN", room.session, words, None, Talk.IDEAS, key="n", now=room.now)
    ((issue,),) = await room.rows(Issue.id)
    none = Confidential("")
    await slots.name_issue(room.store, "UBEN", room.session, none, issue, Talk.IDEAS, key="n2", now=room.now)
    assert len(await room.rows(Issue.id)) == 1
    await room.presents("UCHLOE")  # the set changes its mind: Ben's issue is not hers
    with pytest.raises(Refused) as caught:
        await slots.name_issue(room.store, "UCHLOE", room.session, none, issue, Talk.IDEAS, key="n3", now=room.now)
    assert caught.value.problem is Problem.GONE
