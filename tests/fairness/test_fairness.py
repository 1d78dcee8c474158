"""Two dozen sets on paper and two in the database. The thousand are `make fairness`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sets import ledger, next_step, rotation, situation, turn_ends
from sets.rotation import Bar, Choice, Member, Rule
from tests.fairness import paper, room, rows
from tests.fairness.__main__ import some
from tests.fairness.kept import template
from tests.fairness.measure import Figures, judged, on_paper

SETS, SESSIONS = 24, 24


@pytest.fixture(scope="module")
def figures() -> Figures:
    return some(SESSIONS, range(SETS))


def test_every_turn_was_fair(figures: Figures) -> None:
    assert figures.breaches == []


def test_where_all_are_always_there_turns_differ_by_one_at_most(figures: Figures) -> None:
    assert (figures.calm, figures.apart) == (6, 1)


def test_there_was_something_to_be_fair_about(figures: Figures) -> None:
    assert figures.counts["held"] > 500
    for what in ("ask", "no", "lapse", "volunteer", "swap", "leave", "off", "owed, and offered", "slot", "coach"):
        assert figures.counts[what] >= 10, what
    for code in ("gave_way:twice_running", "spared:twice_running", "spared:presents", "spared:newcomer"):
        assert figures.counts[code] >= 10, code


async def test_the_same_seed_is_the_same_set() -> None:
    first, again = [await on_paper(3, 12) for _ in range(2)]
    assert first[0].lines == again[0].lines
    assert first[1] == again[1]


@pytest.mark.parametrize("seed", [2, 9])
async def test_the_database_and_the_paper_agree(seed: int, sqlite_template: Path) -> None:
    found = await judged(seed, 4, sqlite_template)
    assert (found.breaches, found.agreed) == ([], 1)


def test_the_command_makes_its_own_database(tmp_path: Path) -> None:
    assert asyncio.run(template(tmp_path)).stat().st_size > 0


def _last_comes_first(one: Member) -> Any:  # noqa: ANN401 - a sort key
    return (not one.owes, -one.served, one.joined, str(one.id))


def _nobody_owes(one: Member) -> Any:  # noqa: ANN401 - a sort key
    return (one.served, one.last.timestamp() if one.last else 0, one.joined, str(one.id))


def _no_memory(one: Member) -> Any:  # noqa: ANN401 - a sort key
    return (not one.owes, one.served, one.joined, str(one.id))


def _set(target: object, name: str, value: object) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(target, name, value)


BARS = rotation.bars
MUTANTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the most served first": _set(rotation, "_standing", _last_comes_first),
    "owed turns wait": _set(rotation, "_standing", _nobody_owes),
    "not the longest ago first": _set(rotation, "_standing", _no_memory),
    "turns are counted for life, not since joining": _set(Member, "served", property(lambda one: one.turns)),
    "soft rules never hold": _set(rotation, "SOFT_FROM", 99),
    "soft rules always hold": _set(rotation, "SOFT_FROM", 0),
    "newcomers are sent in at once": _set(rotation, "NEWCOMER_SESSIONS", 0),
    "presenters are asked": _set(rotation, "bars", lambda one, of: BARS(one, of) - {Bar.PRESENTS}),
    "the last facilitator is asked again": _set(rotation, "bars", lambda one, of: BARS(one, of) - {Bar.TWICE_RUNNING}),
    "every turn has the same rule": _set(rotation, "_rule", lambda one, free: Rule.LEAST_SERVED),
    "exceptions are not kept": _set(Choice, "exceptions", property(lambda one: "")),
    "who was asked is asked again": _set(situation.Situation, "passed", property(lambda one: set())),
    "a no counts as a turn": _set(ledger, "COUNTED", ("offered", "accepted", "done", "passed")),
    "who cannot come owes nothing": _set(turn_ends, "cannot_come", lambda turn: "passed"),
    "a turn given away is forgotten": _set(turn_ends, "given_away", lambda turn, in_return: "swapped"),
    "an owed offer that falls through is forgotten": _set(turn_ends, "withdrawn", lambda turn: "passed"),
    "an owed turn is owed for ever": _set(rows, "repaid_by", lambda turn, history: None),
    "who steps in gets no credit": _set(turn_ends, "credit", lambda session, turns, there, led: None),
    "volunteers lead as often as they like": _set(paper, "volunteering", lambda *about: frozenset()),
    "swaps lead twice running": _set(paper, "swapping", lambda *about: frozenset()),
    "who cannot be reached is waited for": _set(next_step, "reachable", lambda hours, now, before: now),
    "somebody leads their own slot": _set(room, "own_issue", lambda leader, *stages: False),
    "bids in the order of asking": _set(room, "ranked", lambda found: sorted(found, key=lambda one: one.row.at)),
}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_rule_that_is_changed_is_caught(
    mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant(monkeypatch)
    assert any(some(SESSIONS, [seed]).breaches for seed in range(SETS))
