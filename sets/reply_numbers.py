"""Numbers and the like that point at actions: "2", "1 and 3", "number two", "the last one", "both", "the other one"."""

import re
from collections.abc import Iterator, Sequence

from sets.reply_days import Word
from sets.reply_labels import Labelled, how_many

# What was read, and how many words it takes.
Found = Iterator[tuple[Word, int]]

_FIRST = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
}
_NAMES_NUMBER = frozenset(["no", "number", "num", "nr", "item", "action", "question", "q", "task"])
_ITEMS = frozenset(["one", "ones", "action", "thing", "item", "task", "job"])
_LIST = re.compile(r"#?\d{1,2}(?:[,.]#?\d{1,2})*")
_RANGE = re.compile(r"#?(\d{1,2})-#?(\d{1,2})")
_COUNTED = frozenset(
    ["of", "out", "more", "to", "left", "down", "days", "weeks"]
)  # "2 to go" counts, "2 done" does not
_AMONG = tuple(each.split() for each in ("of them", "of these", "of those", "of it", "of the above", "them", "these"))
# After these, "all" says nothing: "it is all done".
_AFTER_BE = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "been",
        "it",
        "them",
        "that",
        "they",
        "am",
        "now",
        "got",
        "have",
        "PRONOUN",
        "IT",
        "THEM",
        "THEY",
        "N",
    ]
)


def count_in(texts: Sequence[str]) -> int:
    """Of how many words "2 out of 3" and "1 of 2" are: a count, and no number of an action."""
    for between in (["out", "of"], ["of"]):
        end = 1 + len(between)
        counts = how_many(texts[0]) or texts[0] == "one"
        if counts and texts[1:end] == between and any(map(how_many, texts[end : end + 1])):
            return end + 1
    return 0


def by_number(texts: Sequence[str], before: str, actions: Sequence[Labelled]) -> Found:
    """What begins here and is a number that its reader has seen. before: the word before it.

    A bare number is N: "done 2" may be a count.
    """
    skip = 1 if texts[0] in ("the", "my") and len(texts) > 1 else 0
    word, after = texts[skip], "".join(texts[skip + 1 : skip + 2])
    some = how_many(after)
    if word in _NAMES_NUMBER and (number := _number(after)):
        yield from _numbered([number], skip + 2, texts, actions)
    if word in _FIRST or (word == "last" and (after in _ITEMS or some)):
        first = _FIRST.get(word, len(_numbers(actions)) - (some or 1) + 1)
        yield from _numbered(range(first, first + (some or 1)), skip + 1 + (some > 0), texts, actions)
    if (span := _RANGE.fullmatch(word)) and int(span[1]) < int(span[2]):
        yield from _numbered(range(int(span[1]), int(span[2]) + 1), skip + 1, texts, actions)
    if _LIST.fullmatch(word):
        numbers = [int(each) for each in re.findall(r"\d+", word)]
        bare = len(numbers) == 1 and "#" not in word
        if not (bare and (before == "just" or after in _COUNTED)):
            yield from _numbered(numbers, skip + 1, texts, actions, kind="N" if bare else "IT")


def _numbered(
    numbers: Sequence[int], taken: int, texts: Sequence[str], actions: Sequence[Labelled], kind: str = "IT"
) -> Found:
    """The actions with these numbers, when there are so many."""
    places = _numbers(actions)
    if all(number in places for number in numbers):
        found = frozenset(places[number] for number in numbers)
        yield (
            Word(kind, found, by_number=True),
            taken + (1 if texts[taken : taken + 1] and texts[taken] in _ITEMS else 0),
        )


def _numbers(actions: Sequence[Labelled]) -> dict[int, int]:
    """The place of each number that has been seen."""
    return {each.number: place for place, each in enumerate(actions) if each.number is not None}


def _number(text: str) -> int:
    return 1 if text == "one" else how_many(text.strip("#.,"))


def by_quantity(texts: Sequence[str], before: str, actions: Sequence[Labelled]) -> Found:
    """What begins here and means all of them, none, or the others."""
    word, every = texts[0], frozenset(_numbers(actions).values())
    if word in ("neither", "none", "nothing", "either"):
        yield Word("NONE", every), 1 + _among(texts, 1)
    if word == "everything":
        yield Word("ALL", every), 1
    if texts[:2] == ["the", "lot"]:
        yield Word("ALL", every), 2
    if word in ("all", "both") and before not in _AFTER_BE:
        skip = 2 if texts[1:2] == ["the"] else 1
        counted = any(map(how_many, texts[skip : skip + 1]))
        many, taken = (how_many(texts[skip]), skip + 1) if counted else (2 if word == "both" else 0, 1)
        if places := _so_many(many, actions):
            yield Word("ALL", places), taken + _among(texts, taken)
    if len(every) > 1:
        yield from _others(texts)


def _others(texts: Sequence[str]) -> Found:
    """ "The other one", "the rest", "the other two": how many, 0 for any, stands in the place of places."""
    skip = 1 if texts[0] in ("the", "my") else 0
    word, after = "".join(texts[skip : skip + 1]), "".join(texts[skip + 1 : skip + 2])
    if word not in ("other", "others", "rest", "remaining"):
        return
    many, taken = 1 if word == "other" else 0, skip + 1
    if how_many(after) or after in ("ones", "actions", "things"):
        many, taken = how_many(after), taken + 1
    taken += 1 if texts[taken : taken + 1] and texts[taken] in _ITEMS else 0
    yield Word("OTHERS", frozenset({many})), taken + _among(texts, taken)


def _among(texts: Sequence[str], at: int) -> int:
    """Of how many words "of them" and the like are."""
    return next((len(each) for each in _AMONG if texts[at : at + len(each)] == each), 0)


def _so_many(many: int, actions: Sequence[Labelled]) -> frozenset[int]:
    """All of the actions that "both" and "all 3" count: of those that wait, or of all; none: they are not so many."""
    places = list(_numbers(actions).values())
    if not many:
        return frozenset(places)
    if len(places) == 1:
        return frozenset(places) if str(many) in actions[places[0]].words else frozenset()
    waiting = [place for place in places if actions[place].waiting]
    return next((frozenset(each) for each in (waiting, places) if len(each) == many), frozenset())
