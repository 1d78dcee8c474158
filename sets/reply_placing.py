"""Which clause of a reply is about which action. Whatever points nowhere makes the whole unclear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sets.reply_clauses import CLOSING, Clause, Rest, Says


@dataclass(frozen=True)
class Questions:
    """The places of the actions that were asked about, and of those that still wait for an answer."""

    every: Sequence[int]
    waiting: Sequence[int]


def placed(clauses: Sequence[Clause], questions: Questions) -> Mapping[int, Sequence[Clause]] | None:
    """The clauses of each action that is spoken of; None when one that says something points nowhere."""
    placing = _Placing(questions)
    if not all(placing.take(each) for each in clauses) or not placing.finish():
        return None
    says = {each.says for each in clauses}
    return None if Says.NOT_THESE in says and Says.DONE not in says else placing.found


@dataclass
class _Placing:
    """found: by place, so far; open_end: pointed at, and nothing said yet; whole: of what is spoken of nowhere else."""

    questions: Questions
    found: dict[int, list[Clause]] = field(default_factory=dict)
    open_end: list[int] = field(default_factory=list)
    whole: list[Clause] = field(default_factory=list)
    last: tuple[list[int], Clause] | None = None

    def take(self, clause: Clause) -> bool:
        """One clause after the other; False: it is not clear whose it is."""
        places = clause.places_of("IT", "N", "WHO")
        if clause.rest is Rest.SUBJECT:
            self.open_end += places
            return bool(places)
        if clause.says is None or clause.says is Says.LEANING:
            return True
        if clause.of("OTHERS") or (not places and self._is_everything(clause)):
            self.whole.append(clause)
            return True
        places = places or clause.places_of("ALL", "NONE")
        places = [*places, *self.open_end] or self._unsaid(clause)
        self._put(places, clause)
        self.open_end, self.last = [], (places, clause)
        return bool(places)

    def _put(self, places: Sequence[int], clause: Clause) -> None:
        for place in dict.fromkeys(places):
            self.found.setdefault(place, []).append(clause)

    def _is_everything(self, clause: Clause) -> bool:
        places = clause.places_of("ALL", "NONE")
        return bool(places) and len(places) == len(self.questions.every)

    def _unsaid(self, clause: Clause) -> list[int]:
        """Whose a clause is that names none: of the one question; the one just spoken of; the one that waits."""
        if len(self.questions.every) == 1:
            return list(self.questions.every)
        if self.last is not None and (clause.back or clause.says not in CLOSING):
            return self.last[0]
        return list(self.questions.waiting) if len(self.questions.waiting) == 1 else []

    def finish(self) -> bool:
        """What was left open: "done the rota, and the wards"; "the others no"."""
        if self.open_end:
            if self.last is None or not self.last[1].first_verb:
                return False
            self._put(self.open_end, self.last[1])
        return all(self._rest(each) for each in self.whole)

    def _rest(self, clause: Clause) -> bool:
        left = [place for place in self.questions.every if place not in self.found]
        others = clause.of("OTHERS")
        if others and not self.found:  # beside those that were answered before
            left = list(self.questions.waiting) if len(self.questions.waiting) < len(self.questions.every) else []
        if others and (not left or len(left) not in (others[0].places - {0} or {len(left)})):
            return False
        if not left:  # "done, none of it": whatever is said of all of them is said of these too
            return all(clause.says == other.says for own in self.found.values() for other in own)
        self._put(left, clause)
        return True
