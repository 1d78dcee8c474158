"""An action's label, as people point at it in a reply: words that tell which it is, names, its verb, how many."""

import re
from dataclasses import dataclass

from sets.reply_tables import listed
from sets.reply_text import NUMBERS, tokens_of
from sets.reply_verbs import Forms, forms_of

_COMMON, _PEOPLE = frozenset(listed("common")), frozenset(listed("people"))
_LETTERS = ("write", "email", "message", "letter", "text", "send")  # who is to write may speak of "the email"


@dataclass(frozen=True)
class Labelled:
    """One action as it can be pointed at.

    words    every word of the label; telling: those that tell which it is; names: those that mean somebody
    number   what its reader has seen before it; None: none, so only its words point at it
    waiting  it was asked about, and is not answered yet
    """

    words: frozenset[str]
    telling: frozenset[str]
    names: frozenset[str]
    verb: Forms
    number: int | None
    waiting: bool

    @property
    def counts(self) -> frozenset[str]:
        """How many it is about: "3", and "both" for two."""
        return frozenset(each for each in self.words if how_many(each)) | ({"both"} if "2" in self.words else set())


def labelled(label: str, number: int | None, *, waiting: bool) -> Labelled:
    """An action by its label."""
    words = tokens_of(label.lower())
    names = set() if label.istitle() else {word.lower() for word in re.findall(r"(?<=\S )[A-Z][a-z]+", label)}
    if words and words[0] in _LETTERS:
        words = [*words, *_LETTERS]
    words = [*words, *(other for each in words for other in _same_number(each))]
    telling = {each for each in words[1:] if each not in _COMMON and not how_many(each) and len(each) > 1}
    verb = forms_of(words[0] if words else "")
    return Labelled(frozenset(words), frozenset(telling), frozenset(names | (telling & _PEOPLE)), verb, number, waiting)


def how_many(word: str) -> int:
    """How many "3" or "three" is; 0: it is no such word."""
    digits = NUMBERS.get(word, word)
    return int(digits) if digits.isdecimal() else 0


def _same_number(word: str) -> list[str]:
    """ "three" for "3", and the other way."""
    return [other for pair in NUMBERS.items() if word in pair for other in pair if other != word]
