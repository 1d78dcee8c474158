"""The matrix role x listener x set state: each refusal changes nothing, and has a twin that shows the content."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from handlers.ids import Press
from sets.errors import Refused
from tests.bot.test_listeners import everything_heard
from tests.handlers import matrix_table as table
from tests.handlers import matrix_world as world
from tests.handlers.action_kit import Bot
from tests.handlers.matrix.core import (
    IN_NO_SET,
    LETTERS,
    REFUSED,
    ROLES,
    SEEN,
    STATES,
    USERS,
    WROTE,
    Ids,
    Json,
    Listener,
    Things,
)
from tests.handlers.matrix_presses import payload
from tests.handlers.matrix_world import WholeBot

Towns = dict[str, tuple[Path, Ids]]
AMINA = "UAMINA"


@pytest.fixture(scope="module")
def towns(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Towns:
    """One world for each state of the set."""
    folder = tmp_path_factory.mktemp("towns")
    ids = asyncio.run(world.make(folder / "made", sqlite_template))
    return {state: (world.in_state(folder / "made", folder / state, ids, state), ids) for state in STATES}


def test_every_listener_stands_in_the_table() -> None:
    """Once, too."""
    listed = sorted(row.listener for row in table.LISTED)
    assert listed == sorted(everything_heard()), "what is new needs a row in tests/handlers/matrix, by privacy.md"


def test_every_row_says_what_happens_to_everyone() -> None:
    for row in table.LISTED:
        for letters in {row.in_state(state) for state in STATES}:
            assert len(letters) == len(ROLES), row.listener
            assert set(letters) <= LETTERS, row.listener
        assert {row.left, *row.also.values()} <= LETTERS | {""}, row.listener
        assert not set(row.also) & set(USERS.values()), row.listener


def test_every_field_is_of_one_feature() -> None:
    assert len(table.fields()) == sum(len(room.fields) for room in table.ROOMS.values())


def test_every_refusal_has_an_allowed_twin() -> None:
    for row in table.LISTED:
        if set(row.letters) & set(REFUSED):
            assert SEEN & {*row.letters, *row.also.values()}, row.listener
            assert row.shown, row.listener


def answered(bot: Bot, ack: Json) -> str:
    """All that Slack was told: the answer, and every call after it."""
    return json.dumps([ack, [call for call in bot.client.calls if call[0] != "users.info"]], ensure_ascii=False)


class Case:
    """One listener in one world."""

    def __init__(self, bot: WholeBot, ids: Ids, listener: Listener) -> None:
        self.bot, self.ids, self.listener = bot, ids, listener
        self.number = 0
        call = bot.client.api_call

        async def api_call(api_method: str, **arguments: Any) -> Any:  # noqa: ANN401
            found = await call(api_method, **arguments)
            return found | {"user": {"id": "U0", "name": "somebody"}} if api_method == "users.info" else found

        bot.client.api_call = api_call  # type: ignore[method-assign]

    async def check(self, user: str, things: Things, letter: str) -> None:
        """Press, and hold what happened against the letter."""
        self.number += 1
        before = self.bot.rows.dump()
        ack = await self.bot.send(payload(self.listener, user, self.ids, things, self.number))
        said, errors, after = answered(self.bot, ack), self.bot.errors[:], self.bot.rows.dump()
        self.bot.errors.clear()
        self.bot.client.calls.clear()
        about = f"{user} {self.listener}: expected {letter}, got {errors} {said}"
        if letter in REFUSED:
            assert [error.problem.value for error in errors if isinstance(error, Refused)] == [REFUSED[letter]], about
            assert said == "[{}, []]", about
            assert after == before, about
            return
        assert errors == [], about
        whose = things.name if letter == "R" else user.removeprefix("U")
        self._saw(said, whose, letter, changed=after != before, about=about)
        for holder, others in self.ids.things.items():
            if holder != user:
                assert world.rows_of(after, others) == world.rows_of(before, others), about

    def _saw(self, said: str, whose: str, letter: str, *, changed: bool, about: str) -> None:
        for holder in self.ids.things.values():
            if holder.name != whose:
                assert f"{holder.name}-" not in said, about
        if letter == ".":
            assert said == "[{}, []]", about
            return
        row = table.ROWS[self.listener]
        wanted = {"z": (IN_NO_SET,), "o": row.own or row.shown}.get(letter, row.shown)
        assert wanted, about
        for text in wanted:
            if text == WROTE:
                assert changed, about
            else:
                shown = text.format(name=whose)
                assert shown in said or shown in said.replace('\\"', '"'), f"{shown!r}: {about}"


def _name(listener: Listener) -> str:
    return " ".join(listener)


@pytest.mark.parametrize(
    ("user", "right"), [("UAMINA", "SR"), ("UBEN", "N"), ("UCOACH", "N")], ids=["holder", "member", "coach"]
)
async def test_a_wrong_letter_fails(user: str, right: str, towns: Towns, tmp_path: Path) -> None:
    """The holder is shown the holder's words; anyone else who would be shown them is one too many."""
    template, ids = towns["running"]
    async with world.copy(template, tmp_path / "wrong", ids) as bot:
        case = Case(bot, ids, ("action", Press.ACTION_OPEN))
        for letter in right:
            await case.check(user, ids.things[AMINA], letter)
        for letter in LETTERS - set(right) - {"o"}:
            with pytest.raises(AssertionError):
                await case.check(user, ids.things[AMINA], letter)


async def test_words_of_another_holder_beside_the_right_ones_fail(towns: Towns, tmp_path: Path) -> None:
    template, ids = towns["running"]
    right = "AMINA-LABEL-0 AMINA-DETAIL AMINA-NOTE"
    async with world.copy(template, tmp_path / "leak", ids) as bot:
        case = Case(bot, ids, ("action", Press.ACTION_OPEN))
        for letter in SEEN:
            case._saw(right, "AMINA", letter, changed=False, about="")
            with pytest.raises(AssertionError):
                case._saw(f"{right} FAY-NOTE", "AMINA", letter, changed=False, about="")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("listener", table.ROWS, ids=_name)
async def test_matrix(listener: Listener, state: str, towns: Towns, tmp_path: Path) -> None:
    template, ids = towns[state]
    row, things = table.ROWS[listener], ids.things[AMINA]
    letters = {USERS[role]: letter for role, letter in zip(ROLES, row.in_state(state), strict=True)} | dict(row.also)
    allowed = [user for user, letter in letters.items() if letter in "SR"]
    async with world.copy(template, tmp_path / "many", ids) as bot:
        case = Case(bot, ids, listener)
        others = [user for user in letters if user not in allowed]
        for user in sorted(others, key=lambda each: letters[each] not in REFUSED):
            await case.check(user, things, letters[user])
    for user in allowed:
        async with world.copy(template, tmp_path / user, ids) as bot:
            case = Case(bot, ids, listener)
            await case.check(user, things, letters[user])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("listener", table.LEFT, ids=_name)
async def test_who_has_left_reads_their_own_and_changes_nothing(
    listener: Listener, state: str, towns: Towns, tmp_path: Path
) -> None:
    (template, ids), row = towns[state], table.ROWS[listener]
    letter = (row.left_closed if state == "closed" else "") or row.left
    async with world.copy(template, tmp_path / "left", ids) as bot:
        case = Case(bot, ids, listener)
        for role in ("former", "deactivated"):
            await case.check(USERS[role], ids.things[USERS[role]], letter)
