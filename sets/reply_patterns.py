"""Phrases of the tables as patterns over the words of a clause, in which each word is followed by one space."""

import re
from collections.abc import Mapping

from sets.reply_tables import lines_of, listed, named
from sets.reply_text import tokens_of

# What stands for a name of sets/phrases/README.md among the words of a clause.
_DAYS = r"(?:DAY|WDAY) "
_SLOTS = {
    "word": r"(?:<[a-z]+:)?{}>? ",
    "it": r"(?:IT|N|OTHERS|ALL|PRONOUN) ",
    "that": r"(?:IT|N|OTHERS|ALL|WHO|PRONOUN|THEM) ",
    "who": r"WHO ",
    "them": r"THE[MY] ",
    "named": r"(?:IT|N|OTHERS|ALL) ",
    "none": r"NONE ",
    "verb": r"<vp?q?:\S+> ",
    "past": r"<v?pq?:\S+> ",
    "weak_past": r"<v?wq?:\S+> ",
    "part": r"<v?[pw]?q:\S+> ",
    "verbing": r"<g:\S+> ",
    "day": _DAYS,
    "when": rf"(?:(?:by|on|for|before|until|at|in|this|come|over|around|about|from|to) )?{_DAYS}",
    "coming": r"DAY ",
    "past_day": r"(?:WDAY|PASTDAY) ",
    "percent": r"(?:\d+% |\d+ percent )",
    "someone": r"[a-z]+ ",
}
_AS_SUBJECTS = {"it": "PRONOUN", "this": "PRONOUN", "that": "PRONOUN", "them": "THEM"}  # but not in "this week"
_PIECE = re.compile(r"\{\w+\}|[\[\]()|]|[^\s\[\]()|{}]+")


_WORDS = named("words")


def pattern(table: str, **slots: str) -> re.Pattern[str]:
    """One pattern of all the phrases of a table. slots: what stands for a name in them, where it is not the usual."""
    return re.compile("|".join(f"(?:{_pieces(line, {**_SLOTS, **slots})})" for line in lines_of(table)))


def any_of(table: str, *more: str) -> re.Pattern[str]:
    """A pattern that finds any entry of a list, as whole words. more: of these too."""
    found = sorted({*more, *(" ".join(tokens_of(each)) for each in listed(table))}, key=len, reverse=True)
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, found))}) ")


def _pieces(phrase: str, slots: Mapping[str, str]) -> str:
    made = []
    for piece in _PIECE.findall(phrase):
        if piece in "([":
            made.append("(?:")
        elif piece == "]":
            made.append(")?")
        elif piece in ")|":
            made.append(piece)
        elif piece in _AS_SUBJECTS:
            made.append(f"(?:{_AS_SUBJECTS[piece]}|{piece}) ")
        elif piece[0] == "{":
            name = piece[1:-1]
            made.append(f"(?:{_pieces(_WORDS[name], slots)})" if name in _WORDS else slots[name])
        else:
            made.append(slots["word"].format(re.escape(piece)))
    return "".join(made)
