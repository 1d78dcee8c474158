"""What one clause of a typed reply says about an action. Pure; the phrases are in sets/reply_phrases.py.

Text is read for nothing else: what is said about anything but how the action stands means nothing here.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from sets import reply_phrases as phrases
from sets.reply_verbs import ways_to_say_done


class Cue(StrEnum):
    """What a clause says of an action. YES and NO lean on the question, and LIKED (a thumb) on the day."""

    DONE = "done"
    STILL = "still_on_it"
    STUCK = "stuck"
    NOT_NOW = "not_now"
    STOPPED = "stopped"
    YES = "yes"
    NO = "no"
    LIKED = "liked"


_EMOJI = {
    **dict.fromkeys("✅✔☑💯", " doneemoji "),
    **dict.fromkeys("👍👌🙌", " likedemoji "),
    **dict.fromkeys("👎❌✖", " noemoji "),
}
# Slack's names of emoji, and its own marks.
_WRITTEN = (
    (re.compile(r":(?:white_check_mark|heavy_check_mark|ballot_box_with_check|100):"), " doneemoji "),
    (re.compile(r":(?:\+1|thumbsup|ok_hand|raised_hands)(?:::skin-tone-\d)?:"), " likedemoji "),
    (re.compile(r":(?:-1|thumbsdown|x|heavy_multiplication_x)(?:::skin-tone-\d)?:"), " noemoji "),
    (re.compile(r":[a-z0-9_'+-]+:"), " "),
    (re.compile(r"<[@#!][^>]*>"), "someone"),
    (re.compile(r"<[^>]*>"), " "),
    (re.compile(r"[*_~`“”\"]"), " "),
)
_UNREAD = frozenset({"So", "Sk", "Cf", "Mn", "Cs"})  # Unicode's kinds of what is no letter, number or mark
_ARTICLE = 2  # letters
_THINGS = ("it", "that", "email", "message", "letter")
_TELLING = re.compile(
    r"(?:(?:yes|yep|ok|so|and|just|finally|also|now|already|since|i|we|i've|we've|ive|i have|we have|have) )*(\w+)"
)


def simple(words: str) -> str:
    """Lower case and plain, a line a line: emoji as words, Slack's own marks gone."""
    text = unicodedata.normalize("NFKC", words).replace("’", "'").lower()
    for pattern, instead in _WRITTEN:
        text = pattern.sub(instead, text)
    text = "".join(_EMOJI.get(each, each) for each in text)
    plain = "".join(each for each in text if unicodedata.category(each) not in _UNREAD)
    return "\n".join(" ".join(line.split()) for line in plain.splitlines()).strip()


def asks_to_stop_writing(text: str) -> bool:
    """Whether the whole reply (see `simple`) asks for no more messages."""
    return phrases.STOP_WRITING.fullmatch(text.strip(" .!,\n")) is not None


def cue_of(clause: str, labels: Sequence[str] = ()) -> Cue | None:
    """What one clause (see `simple`) says; None: nothing about how it stands.

    labels  of the actions it may be about: "rang them" and "wards rung" say that "ring three wards" is done
    """
    clause = clause.strip(" .!,?:-")
    if phrases.YES.search(clause):
        return Cue.YES
    if phrases.NO.search(clause):
        return Cue.NO
    if clause.startswith("likedemoji"):
        return Cue.LIKED
    return None if phrases.UNSAID.search(clause) else _said(clause, labels)


def _said(clause: str, labels: Sequence[str]) -> Cue | None:
    if phrases.KEPT.search(clause):
        return Cue.STILL
    if phrases.STOPPED.search(clause):
        return Cue.STOPPED
    if phrases.STUCK.search(clause):
        return None if phrases.NOT_STUCK.search(clause) else Cue.STUCK
    told = _told(clause, labels)
    if phrases.NOT_NOW.search(clause) and not told:
        return Cue.NOT_NOW
    if phrases.NOT_YET.search(clause) or phrases.UNDER_WAY.search(clause):
        return Cue.STILL
    if phrases.BY_OTHERS.search(clause) or phrases.NEGATED.search(clause):
        return None
    return Cue.DONE if told or phrases.DONE.search(clause) else None


def _told(clause: str, labels: Sequence[str]) -> bool:
    """Whether they tell that a label came true: "rang all three", "I've spoken to her", "room booked"."""
    began = _TELLING.match(clause)
    for label in labels:
        verb, *things = label.split() or [""]
        told = ways_to_say_done(verb)
        if began and began[1] in told:
            return True
        named = "|".join([*(re.escape(word) for word in things if len(word) > _ARTICLE), *_THINGS])
        done = "|".join(map(re.escape, told))
        if re.search(rf"\b(?:{named})(?: is| are| was|'s| has been| now| all)* (?:{done})\b", clause):
            return True
    return False
