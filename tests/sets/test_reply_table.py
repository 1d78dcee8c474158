"""Every line of tests/data/replies.csv and not_closed.txt: what people type, and what the bot makes of it."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from sets.reply_words import Asked, Reading, read

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 5, 14)
DUE = {"before": TODAY + timedelta(days=4), "on": TODAY, "after": TODAY - timedelta(days=7)}
KINDS = {"still_on_it": "still on it", "not_now": "not now"}
CLOSING = {"done", "stopped"}
MOST_NOT_RIGHT = 0.05


def rows() -> list[dict[str, str]]:
    with (DATA / "replies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def meaning(reading: Reading, several: bool) -> str:
    """In the words of the table."""
    if reading.stop_writing:
        return "stop writing"
    if not reading.answers:
        return "ask" if several else "note"
    told = []
    for place, said in sorted(reading.answers.items()):
        word = "until" if said.kind == "not_now" else "by"
        day = f" {word} {said.day:%a %-d %b}" if said.day else ""
        told.append(f"{place + 1}: {KINDS.get(said.kind, said.kind)}{day}")
    return "; ".join(told)


def read_row(row: dict[str, str]) -> str:
    labels = row["asked"].split(" / ")
    asked = [Asked(label, DUE[row["when"]]) for label in labels]
    return meaning(read(row["reply"], asked, TODAY), len(asked) > 1)


def right(row: dict[str, str]) -> bool:
    """With one action, words are kept with it either way, and it is asked what they meant: "note" and "ask" are one."""
    means = row["means"] if " / " in row["asked"] else row["means"].replace("ask", "note")
    return read_row(row) in means.split(" or ")


def acts_wrongly(row: dict[str, str]) -> bool:
    """Something would be written down that was not said."""
    return read_row(row)[0].isdigit() and not right(row)


def closes(reply: str, label: str = "ring three wards") -> bool:
    return bool(CLOSING & {said.kind for said in read(reply, [Asked(label, TODAY)], TODAY).answers.values()})


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 150
    assert len({(row["asked"], row["when"], row["reply"]) for row in rows()}) == len(rows())


def test_nearly_every_reply_is_read_rightly() -> None:
    wrong = [
        f"{row['asked']}, {row['when']}: {row['reply']!r} -> {read_row(row)}, not {row['means']}"
        for row in rows()
        if not right(row)
    ]
    print(f"{len(rows()) - len(wrong)} of {len(rows())} read rightly", *wrong, sep="\n")
    assert len(wrong) <= MOST_NOT_RIGHT * len(rows())


def test_nothing_is_written_down_that_was_not_said() -> None:
    assert [row["reply"] for row in rows() if acts_wrongly(row)] == []


def test_what_only_looks_like_an_end_closes_nothing() -> None:
    lines = (DATA / "not_closed.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 300
    assert [line for line in lines if closes(line)] == []


DONE = (
    "done",
    "all done",
    "I've done it",
    "it's sorted",
    "rang them all",
    "finished it yesterday",
    "wards rung",
    "did it",
)
STOPPED = ("I want to drop this one", "no longer needed", "not needed any more", "stop this action", "let it go")
TAKES_BACK = """
    not / never / nearly / almost / if / hopefully / half / should be / will be / would have / can't be / Ben
    she / someone / they / unless / until / when / nobody / I wish / supposed to be / might be / could be
    need to be / must be / maybe / probably / partly / some of / most / except one / but not all / by Friday
    tomorrow / next week / to be / my manager / by Ben / for Ben / isn't / hasn't been / hardly / barely
    far from / as good as / as if / want to get / I hope / I think / who / what / how / have I / did you / do I
    can I / don't say / pretend / wrong one / says / apparently / don't / shouldn't
"""


@pytest.mark.parametrize(
    "added", [each.strip() for line in TAKES_BACK.strip().splitlines() for each in line.split(" / ")]
)
def test_one_word_more_anywhere_and_nothing_is_closed(added: str) -> None:
    closed = []
    for phrase in (*DONE, *STOPPED):
        words = phrase.split()
        for at in range(len(words) + 1):
            reply = " ".join([*words[:at], added, *words[at:]])
            closed += [reply] if closes(reply) else []
    assert closed == []


@pytest.mark.parametrize("phrase", [*DONE, *STOPPED])
def test_as_they_stand_they_close_it_and_as_questions_they_do_not(phrase: str) -> None:
    assert closes(phrase)
    assert not closes(f"{phrase}?")


@pytest.mark.parametrize(
    "reply",
    ["not yet " * 375, "done, " * 500, "and " * 750, "all the my our " * 200, "1 2 3 " * 500, "\n" * 3000, ":" * 3000],
)
def test_the_oddest_words_are_read_at_once(reply: str) -> None:
    """A reading that tried every way to take such words apart would take minutes, and this test with it."""
    many = [Asked(f"ask Ben about rota number {number} for the ward", TODAY) for number in range(15)]
    assert read(reply, many, TODAY).answers.keys() <= set(range(15))


def test_a_number_is_that_of_a_question_and_words_name_the_others() -> None:
    asked = [Asked("ring three wards", TODAY), Asked("sort the rota", TODAY, numbered=False, waiting=False)]
    assert read("done", asked, TODAY).answers.keys() == {0}
    assert read("rota sorted", asked, TODAY).answers.keys() == {1}
    assert read("2 done", asked, TODAY).answers == {}
    assert read("done, the rota is a mess", asked, TODAY).answers == {}
    assert read("done", asked, TODAY, numbered=False).answers == {}


def test_what_waits_is_meant_when_nothing_else_is_said() -> None:
    asked = [Asked(label, TODAY, waiting=label == "sort the rota") for label in ("ring three wards", "sort the rota")]
    assert read("done", asked, TODAY).answers.keys() == {1}
    assert read("1 done", asked, TODAY).answers.keys() == {0}
    assert read("rest done", asked, TODAY).answers.keys() == {1}
