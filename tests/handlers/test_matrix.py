"""The matrix role x listener x set state: each refusal changes nothing, and has a twin that shows the content."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.features import FEATURES
from sets.errors import Refused
from tests.bot.test_listeners import Listening
from tests.handlers import matrix_table as table
from tests.handlers import matrix_world as world
from tests.handlers.action_kit import Bot, Json
from tests.handlers.matrix_presses import IN_NO_SET, OWN, SHOWN, WROTE, Listener, payload
from tests.handlers.matrix_world import HOLDERS, USERS, Ids, Things

Towns = dict[str, tuple[Path, Ids]]
AMINA = "UAMINA"


@pytest.fixture(scope="module")
def towns(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Towns:
    """One world for each state of the set."""
    folder = tmp_path_factory.mktemp("towns")
    return {
        state: (folder / state, asyncio.run(world.make(folder / state, sqlite_template, state)))
        for state in table.STATES
    }


def heard() -> list[Listener]:
    """Every listener that the features register."""
    app = Listening()
    for feature in FEATURES:
        if feature.register is not None:
            feature.register(app, None)  # type: ignore[arg-type]
    return app.heard


def test_every_listener_stands_in_the_table() -> None:
    assert set(table.TABLE) == set(heard()), "write a line in matrix_table.py, from privacy.md, for what is new"
    assert table.CLOSED.keys() <= table.TABLE.keys()
    assert table.LEFT.keys() <= table.TABLE.keys()
    for letters in [*table.TABLE.values(), *table.CLOSED.values()]:
        assert len(letters) == len(table.ROLES)
        assert set(letters) <= {"S", "o", "z", ".", *table.REFUSED}


def test_every_refusal_has_an_allowed_twin() -> None:
    for listener, letters in table.TABLE.items():
        if set(letters) & set(table.REFUSED):
            assert "S" in letters or "o" in letters, listener
            assert SHOWN[listener], listener


def answered(bot: Bot, ack: Json) -> str:
    """All that Slack was told: the answer, and every call after it."""
    return json.dumps([ack, [call for call in bot.client.calls if call[0] != "users.info"]], ensure_ascii=False)


class Case:
    """One listener in one world."""

    def __init__(self, bot: Bot, path: Path, ids: Ids, listener: Listener) -> None:
        self.bot, self.path, self.ids, self.listener = bot, path, ids, listener
        self.number = 0
        call = bot.client.api_call

        async def api_call(api_method: str, **arguments: Any) -> Any:  # noqa: ANN401
            found = await call(api_method, **arguments)
            return found | {"user": {"id": "U0", "name": "somebody"}} if api_method == "users.info" else found

        bot.client.api_call = api_call  # type: ignore[method-assign]

    async def check(self, user: str, things: Things, letter: str) -> None:
        """Press, and hold what happened against the letter."""
        self.number += 1
        before = world.dump(self.path)
        ack = await self.bot.send(payload(self.listener, user, self.ids, things, self.number))
        said, errors, after = answered(self.bot, ack), self.bot.errors[:], world.dump(self.path)
        self.bot.errors.clear()
        self.bot.client.calls.clear()
        about = f"{user} {self.listener}: expected {letter}, got {errors} {said}"
        if letter in table.REFUSED:
            assert [error.problem.value for error in errors if isinstance(error, Refused)] == [table.REFUSED[letter]], (
                about
            )
            assert said == "[{}, []]", about
            assert after == before, about
            return
        assert errors == [], about
        self._saw(said, user, letter, changed=after != before, about=about)
        for holder, others in self.ids.things.items():
            if holder != user:
                assert world.rows_of(after, others) == world.rows_of(before, others), about

    def _saw(self, said: str, user: str, letter: str, *, changed: bool, about: str) -> None:
        for holder in HOLDERS:
            if holder != user:
                assert f"{holder.removeprefix('U')}-" not in said, about
        if letter == ".":
            assert said == "[{}, []]", about
            return
        wanted = (IN_NO_SET,) if letter == "z" else SHOWN[self.listener]
        if letter == "o":
            wanted = OWN.get(self.listener, wanted)
        for text in wanted:
            if text == WROTE:
                assert changed, about
            else:
                shown = text.format(name=user.removeprefix("U"))
                assert shown in said or shown in said.replace('\\"', '"'), f"{shown!r}: {about}"


def _name(listener: Listener) -> str:
    return " ".join(listener)


@pytest.mark.parametrize("state", table.STATES)
@pytest.mark.parametrize("listener", table.TABLE, ids=_name)
async def test_matrix(listener: Listener, state: str, towns: Towns, tmp_path: Path) -> None:
    template, ids = towns[state]
    letters = dict(zip(table.ROLES, table.row(listener, state), strict=True))
    allowed = [role for role, letter in letters.items() if letter == "S"]
    async with world.copy(template, tmp_path / "many", ids) as bot:
        case = Case(bot, tmp_path / "many" / "main.db", ids, listener)
        others = [role for role in table.ROLES if role not in allowed]
        for role in sorted(others, key=lambda each: letters[each] not in table.REFUSED):
            await case.check(USERS[role], ids.things[AMINA], letters[role])
    for role in allowed:
        async with world.copy(template, tmp_path / role, ids) as bot:
            case = Case(bot, tmp_path / role / "main.db", ids, listener)
            await case.check(USERS[role], ids.things[AMINA], "S")


@pytest.mark.parametrize("state", table.STATES)
@pytest.mark.parametrize("listener", table.LEFT, ids=_name)
async def test_who_has_left_reads_their_own_and_changes_nothing(
    listener: Listener, state: str, towns: Towns, tmp_path: Path
) -> None:
    template, ids = towns[state]
    async with world.copy(template, tmp_path / "left", ids) as bot:
        case = Case(bot, tmp_path / "left" / "main.db", ids, listener)
        for role in ("former", "deactivated"):
            await case.check(USERS[role], ids.things[USERS[role]], table.LEFT[listener])
