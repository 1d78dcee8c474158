"""A reply in clauses, and what each one says: only what is a phrase of the tables from its first word to its last."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto

from sets.reply_days import Word, with_days
from sets.reply_labels import Labelled
from sets.reply_patterns import any_of, pattern
from sets.reply_splitting import pieces_of, split_at_and
from sets.reply_subjects import with_subjects
from sets.reply_tables import listed, named
from sets.reply_text import simple, tokens_of

LONGEST = 16  # words of a clause that can be an answer, each subject and day counted as one
_STORY = 40  # words: no clause so long can be one


class Says(Enum):
    """What a clause says of an action: the name of the table of its phrases. The first one that fits counts."""

    NOT_NOW = "not_now"
    STUCK = "stuck"
    STILL = "still_on_it"
    NOT_THESE = "not_these"
    STOPPED = "stopped"
    DONE = "done"
    LEANING = "leaning"


class Rest(Enum):
    """What a clause is that says nothing of an action. NOTHING and REMARK harm no answer beside them."""

    NOTHING = auto()
    REMARK = auto()
    SUBJECT = auto()
    STORY = auto()


CLOSING = frozenset({Says.DONE, Says.STOPPED})
_OTHERWISE = {
    Says.DONE: {"that": r"(?:IT|OTHERS|ALL|WHO|PRONOUN|THEM) "},  # "done 2" may be a count
    # "Stop doing it" may be what the action is. "Delete everything" may mean anything.
    Says.STOPPED: {"word": "{} ", "that": r"(?:IT|N|OTHERS|WHO|PRONOUN|THEM) ", "it": r"(?:IT|N|OTHERS|PRONOUN) "},
    Says.NOT_THESE: {"named": r"(?:IT|N) "},
}
_PHRASES = {each: pattern(each.value, **_OTHERWISE.get(each, {})) for each in Says}
_STOP_WRITING = pattern("stop_writing")
_AROUND = {
    Says.NOT_NOW: any_of("around_still_on_it"),
    Says.STUCK: any_of("around_stuck"),
    Says.STILL: any_of("around_still_on_it"),
    Says.STOPPED: any_of("around_stopped"),
    Says.DONE: any_of("around_done", "PASTDAY"),
}
_POLITE, _DOUBTS, _ENDS = any_of("polite"), any_of("doubts"), re.compile(rf"(?:{any_of('ends').pattern})+$")
_REMARKS = frozenset(" ".join([*tokens_of(each), ""]) for each in listed("remarks"))
# In what is no answer, these speak of how an action stands all the same.
_STANDING = re.compile(
    r"(?<!\S)(?:<\w*[pqw]\w*:\S+|finish\w*|complet\w*|sort(?:ed|ing)|did|stuck|blocked|stop\w*|drop\w*|tick\w*"
    rf"|(?:done|{'|'.join(re.escape(each) for each in named('words')['done'].split('|'))})(?:-\w+)?"
    r"|doneemoji|likedemoji|noemoji) "
)
_POINTING = ("IT", "N", "WHO")
_SUBJECTS = frozenset({*_POINTING, "SEVERAL", "ALL", "OTHERS", "NONE"})
_BACK = ("PRONOUN", "THEM", "THEY")
_BARE = frozenset({"IT", "N", "WHO", "ALL", "and", "the"})


@dataclass(frozen=True)
class Clause:
    """One clause. says: None when it is no answer; rest: what it is then.

    words  as they were read, each followed by a space; plain: as they were typed; asked: a question mark follows
    found  its subjects: places of actions, and which are meant by "all", "the others", "none"
    day    that it names; first_verb: it begins with what is said, not with of what
    """

    words: str
    says: Says | None = None
    rest: Rest | None = None
    found: Sequence[Word] = field(default_factory=tuple)
    day: date | None = None
    asked: bool = False
    first_verb: bool = False
    plain: str = ""

    def of(self, *kinds: str) -> list[Word]:
        """Its subjects of these kinds."""
        return [each for each in self.found if each.text in kinds]

    def places_of(self, *kinds: str) -> list[int]:
        """The places of the actions that these point at."""
        return sorted({place for each in self.of(*kinds) for place in each.places})

    @property
    def back(self) -> bool:
        """It points back, with "it"."""
        return bool(self.of(*_BACK))

    @property
    def names(self) -> bool:
        """It says of what, in so many words: "it" could be anything that was spoken of before."""
        return bool(self.of(*_SUBJECTS))

    @property
    def stands(self) -> bool:
        """It speaks of how something stands, though not so that it could be taken for an answer."""
        return self.says is Says.LEANING or (self.says is None and bool(_STANDING.search(self.words)))

    @property
    def doubts(self) -> bool:
        """It could take back or limit what stands beside it."""
        return self.asked or self.stands or bool(_DOUBTS.search(self.words) or _DOUBTS.search(self.plain))

    @property
    def names_a_day(self) -> bool:
        """A day that is to come, or may be."""
        return "DAY " in self.words


def asks_to_stop_writing(words: str) -> bool:
    """Whether the whole reply, as it was typed, asks for no more messages."""
    said = " ".join([*tokens_of(simple(words)), ""])
    return any(_STOP_WRITING.fullmatch(each) for each in (said, _POLITE.sub("", said)))


def clauses_of(text: str, actions: Sequence[Labelled], today: date) -> Iterator[Clause]:
    """Every clause of a reply (see `simple`), read."""
    several = sum(each.number is not None for each in actions) > 1
    for piece, asked in pieces_of(text, several=several):
        whole, parts = _read(piece, actions, today, asked), split_at_and(piece)
        if whole.says is None and len(parts) > 1:
            yield from (_read(part, actions, today, asked) for part in parts)
        else:
            yield whole


def _read(piece: str, actions: Sequence[Labelled], today: date, asked: bool) -> Clause:
    tokens = tokens_of(piece)
    plain = " ".join([*tokens, ""])
    if not _POLITE.sub("", plain).strip():
        return Clause(plain, rest=Rest.STORY if asked and tokens else Rest.NOTHING, asked=asked)
    if {plain, _POLITE.sub("", plain)} & _REMARKS:
        return Clause(plain, rest=Rest.REMARK)
    if len(tokens) > _STORY:
        return Clause(plain, rest=Rest.STORY, asked=asked, plain=plain)
    days = with_days(tokens, today)
    attempts = [with_subjects(days, actions), with_subjects(days, actions, by_label=False)]
    read = (_as_answer(words, asked) for words in attempts if len(words) <= LONGEST)
    return next((each for each in read if each), None) or _as_rest(attempts[0], asked, plain)


def _as_answer(words: Sequence[Word], asked: bool) -> Clause | None:
    """The clause as an answer, when a phrase of a table is all of it; after a number, when it is all that follows."""
    kind = _kind_of(_said(words))
    if kind is None and words[0].by_number:
        kind = _kind_of(_said(words[1:]))
    return _answer(kind, words, asked) if kind else None


def _said(words: Sequence[Word]) -> str:
    return "".join(f"{each.text} " for each in words if each.text != ":")


def _kind_of(said: str) -> Says | None:
    """What these words say: a phrase of a table, but for what is polite, and what may stand around such phrases."""
    for kind, phrase in _PHRASES.items():
        around = _AROUND.get(kind)
        for variant in (said, around.sub("", said)) if around else (said,):
            plain = _POLITE.sub("", variant)
            if phrase.fullmatch(plain) or phrase.fullmatch(_ENDS.sub("", plain)):
                return kind
    return None


def _answer(kind: Says, words: Sequence[Word], asked: bool) -> Clause | None:
    """The clause, but when it names several days, asks about what would be closed, or it is not clear of what it is."""
    days = {each.day for each in words if each.day is not None}
    day = next(iter(days), None)
    if kind is Says.NOT_NOW:
        day = next((each.asked_on for each in words if each.asked_on), day)
    if len(days) > 1 or any(each.text == "SEVERAL" for each in words) or (asked and (kind in CLOSING or day is None)):
        return None
    subjects = [each for each in words if each.text in _SUBJECTS]
    verbs = [each for each in words if each.text[0] == "<" and each.text[1] != "v"]
    pointing = [each for each in subjects if each.text in _POINTING]
    if kind is Says.DONE and not all(one.places <= verb.places for one in pointing for verb in verbs):
        return None  # "rang the rota"
    found = [*subjects, *(each for each in words if each.text in _BACK)]
    if not subjects and verbs and not _means_done(verbs[0]):
        found.append(replace(verbs[0], text="IT" if len(verbs[0].places) == 1 else "PRONOUN"))
    return Clause(_POLITE.sub("", _said(words)), kind, None, found, day, asked, words[0].text not in _SUBJECTS)


def _means_done(verb: Word) -> bool:
    """Whether a verb that a label begins with says "done" of anything, such as "sorted"."""
    return _PHRASES[Says.DONE].fullmatch(f"{verb.text[1:-1].partition(':')[2]} ") is not None


def _as_rest(words: Sequence[Word], asked: bool, plain: str) -> Clause:
    """What is no answer: a bare subject ("1 and 3"), or a story."""
    said = _said(words)
    found = [each for each in words if each.text in _SUBJECTS]
    bare = bool(found) and not asked and _BARE.issuperset(_POLITE.sub("", said).split())
    return Clause(said, None, Rest.SUBJECT if bare else Rest.STORY, found, None, asked, plain=plain)
