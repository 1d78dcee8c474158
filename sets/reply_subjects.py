"""What the words of a clause point at: words of an action's label, its verb, a number, "it".

Each is put in their place as one word: see sets/phrases/README.md for what these stand for.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from sets.reply_days import Word
from sets.reply_labels import Labelled
from sets.reply_numbers import Found, by_number, by_quantity, count_in
from sets.reply_tables import listed
from sets.reply_text import tokens_of
from sets.reply_verbs import WEAK

_PRONOUNS = sorted((tokens_of(each) for each in listed("pronouns")), key=len, reverse=True)
_DETERMINERS = frozenset(chain.from_iterable(each.split() for each in listed("determiners")))
_THINGS = frozenset(listed("things"))
_TIMES = frozenset(
    ["am", "pm", "morning", "afternoon", "evening", "week", "month", "time", "weekend"]
)  # "this morning"
# Or things: first in a sentence, it may be they who did it.
_PEOPLE = {"they": "THEY", "them": "THEM", "him": "THEM", "her": "THEM", "those": "THEM", "these": "THEM"}
_UP = frozenset(["up", "out", "off", "in", "over", "down", "away", "round", "back", "through"])  # "written up"
_LINKING = frozenset(["for", "about", "to", "with", "on", "at", "of", "from", "in"])  # "the rota for Ben"


def with_subjects(words: Sequence[Word], actions: Sequence[Labelled], *, by_label: bool = True) -> list[Word]:
    """The words with each subject in one. by_label: words of labels count; else only numbers and the like."""
    found: list[Word] = []
    at = 0
    while at < len(words):
        before = found[-1].text if found else ""
        word, length = next(_readings(words[at:], before, actions, by_label), (words[at], 1))
        found.append(word)
        at += length
    return _linked(found)


def _readings(words: Sequence[Word], before: str, actions: Sequence[Labelled], by_label: bool) -> Found:
    """What begins here, with how many words it takes; the first one counts."""
    texts = [each.text for each in words]
    if count := count_in(texts):
        yield Word("count"), count
    if sum(each.number is not None for each in actions) > 1:
        yield from by_number(texts, before, actions)
    if by_label:
        yield from _by_label(texts, actions)
    yield from by_quantity(texts, before, actions)
    if by_label:
        yield from _by_verb(texts[0], actions)
        if texts[0] in _UP and any(texts[0] in each.words for each in actions):
            yield Word("PARTICLE"), 1
    for pronoun in _PRONOUNS:
        end = len(pronoun)
        if texts[:end] == pronoun and not _TIMES & {*texts[end : end + 1]}:
            yield Word(_PEOPLE.get(pronoun[0], "PRONOUN")), end


def _by_label(texts: Sequence[str], actions: Sequence[Labelled]) -> Found:
    """The longest run of words of one label; of several, one that was asked about goes first."""
    runs = [_run(texts, each) for each in actions]
    longest = max(runs, default=0)
    if not longest:
        return
    places = [place for place, length in enumerate(runs) if length == longest]
    chosen = [place for place in places if actions[place].number is not None] or places
    if len(chosen) > 1:
        yield Word("SEVERAL", frozenset(chosen)), longest
        return
    action, said = actions[chosen[0]], texts[:longest]
    colon = texts[longest : longest + 1] == [":"]
    telling = {each for each in said if each in action.telling}
    who = telling and telling <= action.names and not colon and not _THINGS & {*said}
    yield Word("WHO" if who else "IT", frozenset(chosen), by_number=colon), longest + colon


def _run(texts: Sequence[str], action: Labelled) -> int:
    """How many words from the first on are of this label, with its articles; 0 when none of them tells which it is."""
    length, telling = 0, False
    for at, each in enumerate(texts):
        if at == 0 and each == action.verb.base:
            break
        noun = at > 0 and (each in action.verb.going or (each == action.verb.base and texts[at - 1] in _DETERMINERS))
        if each in action.telling or noun:
            telling, length = True, at + 1
        elif each in _THINGS and telling and length == at:
            length = at + 1
        elif not (each in _DETERMINERS or each in action.words or each in action.counts):
            break
    return length if telling else 0


def _by_verb(text: str, actions: Sequence[Labelled]) -> Found:
    """A form of what labels begin with: v, p, q, g for "ring", "rang", "rung", "ringing"; w, not p, for a weak one."""
    kinds = {place: _kinds(text, each) for place, each in enumerate(actions)}
    if any(kinds.values()):
        places = frozenset(place for place, kind in kinds.items() if kind)
        yield Word(f"<{max(kinds.values(), key=len)}:{text}>", places), 1


def _kinds(text: str, action: Labelled) -> str:
    verb = action.verb
    if text in verb.going:
        return "g"
    past = "w" if verb.base in WEAK else "p"
    return ("v" * (text == verb.base)) + (past * (text in verb.past)) + ("q" * (text in verb.part))


def _linked(words: Sequence[Word]) -> list[Word]:
    """ "1 and 3", "the wards and the rota" in one; "the rota for Ben" too, when both are of one action."""
    found: list[Word] = []
    for word in words:
        if len(found) > 1 and _joins(found[-2], found[-1].text, word):
            found[-2:] = [replace(found[-2], text="IT", places=found[-2].places | word.places)]
        elif found and found[-1].text in ("IT", "N") and word.text == "N":
            found[-1] = replace(found[-1], text="IT", places=found[-1].places | word.places)
        else:
            found.append(word)
    return found


def _joins(first: Word, link: str, second: Word) -> bool:
    if first.text not in ("IT", "N", "WHO") or second.text not in ("IT", "N", "WHO"):
        return False
    return link == "and" or (link in _LINKING and first.places == second.places)
