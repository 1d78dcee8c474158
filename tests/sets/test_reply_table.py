"""Every line of tests/data/replies.csv: what people type, and what the bot makes of it."""

import csv
from datetime import date, timedelta
from pathlib import Path

from sets.reply_words import Asked, Reading, read

TABLE = Path(__file__).parents[1] / "data" / "replies.csv"
TODAY = date(2026, 5, 14)
DUE = {"before": TODAY + timedelta(days=4), "on": TODAY, "after": TODAY - timedelta(days=7)}
KINDS = {"still_on_it": "still on it", "not_now": "not now"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
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
    found = read_row(row)
    return found[0].isdigit() and not right(row)


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
    assert len(wrong) <= 0.05 * len(rows())


def test_nothing_is_written_down_that_was_not_said() -> None:
    assert [row["reply"] for row in rows() if acts_wrongly(row)] == []
