"""Which of several actions a clause is about: their numbers, words of their labels, "both", "the other one"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sets.reply_verbs import PAST

_ORDINALS = {
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
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_ALL = re.compile(r"\b(?:all|both|everything|the lot|everything's)\b(?: (?:of )?(?:the )?(\w+))?")  # and of what
_NONE = re.compile(r"\b(?:neither|none|nothing|not any)\b")
_OTHERS = re.compile(r"\b(?:other|others|rest|remaining|remainder)\b")
_NAMED = re.compile(r"\b(?:no\.?|number|item|action|nr\.?|#) ?(\d|one|two|three|four|five)\b|#(\d)")
_BARE = re.compile(
    r"(?:^|\b(?:and|&|done|finished|sorted|did|with|on|only|just) )(\d)"
    r"(?=$|[ ,:&])(?! (?:of|out|more|weeks?|days?|months?)\b)"
)
_RUNS = re.compile(r"\b(first|last) (two|three|four|2|3|4)\b")
_PRONOUN = re.compile(r"^(?:it|it's|its|that|that's|thats|this|this one|that one|they|them)\b")
# Words of a label that say nothing about which it is.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """the and for with from that this about into what they them their need one two three four five some any all my
        our your his her its who how when where will out off over more less make get new next last time work""",
    )
)
_SHORTEST = 3
_ENDINGS = ("ing", "ed", "es", "s")


@dataclass(frozen=True)
class Target:
    """What a clause points at.

    places  of the actions, from 0; everything: all of them, but for those spoken of elsewhere; none: not one of them
    others  those not spoken of elsewhere; back: the one just spoken of
    """

    places: frozenset[int] = frozenset()
    everything: bool = False
    others: bool = False
    none: bool = False
    back: bool = False

    def __bool__(self) -> bool:
        return bool(self.places) or self.others or self.back


def stem(word: str) -> str:
    """A word without its ending, and a past form as its verb: "rang" and "ringing" are "ring"."""
    for verb, told in PAST.items():
        if word in told:
            return verb
    if word.endswith("ied"):
        return f"{word.removesuffix('ied')}y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > _SHORTEST else word


def stems(text: str) -> set[str]:
    """The words of a text (lower case) that may tell which action is meant."""
    words = re.findall(r"[^\W\d_]+", text)
    return {stem(word) for word in words if len(word) >= _SHORTEST and word not in _COMMON}


def target_of(clause: str, labels: Sequence[str], *, numbered: bool = True) -> Target:
    """What of `labels` (lower case, in their order) a clause points at. numbered: the writer has seen their numbers."""
    everything = frozenset(range(len(labels)))
    if _NONE.search(clause):
        return Target(everything, everything=True, none=True)
    if (every := _ALL.search(clause)) and not (every[1] and any(stem(every[1]) in stems(label) for label in labels)):
        return Target(everything, everything=True)
    if numbered and (places := _numbered(clause, len(labels))):
        return Target(frozenset(places))
    if named := _by_words(clause, labels):
        return Target(frozenset(named))
    if _OTHERS.search(clause):
        return Target(others=True)
    return Target(back=_PRONOUN.match(clause) is not None)


def _numbered(clause: str, count: int) -> set[int]:
    found = {_number(one or other) for one, other in _NAMED.findall(clause)}
    found |= {int(each) for each in _BARE.findall(clause)}
    for word in re.findall(r"\w+", clause):
        if word in _ORDINALS and re.search(rf"(?:^|the |and |done |did ){word}\b(?: one| item| action)?", clause):
            found.add(_ORDINALS[word])
    if re.search(r"\blast one\b", clause):
        found.add(count)
    for end, many in _RUNS.findall(clause):
        length = _number(many)
        found |= set(range(1, length + 1)) if end == "first" else set(range(count - length + 1, count + 1))
    return {each - 1 for each in found if 1 <= each <= count}


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _WORDS[word]


def _by_words(clause: str, labels: Sequence[str]) -> list[int]:
    """The action whose label has most words in common with the clause; none when two have as many."""
    said = stems(clause)
    own = [stems(label) for label in labels]
    counts = [len(said & words) for words in own]
    best = max(counts, default=0)
    return [counts.index(best)] if best and counts.count(best) == 1 else []
