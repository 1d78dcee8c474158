"""What was typed, made plain before it is read: lower case, short forms written out, emoji as words."""

import re
import unicodedata

from sets.reply_tables import short_forms

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
    (re.compile(r":[a-z0-9_'+-]*[a-z][a-z0-9_'+-]*:"), " "),
    (re.compile(r"<[@#!][^>]*>"), " someone "),
    (re.compile(r"<[^>]*>"), " link "),
    (re.compile(r"[*_~`“”\"]"), " "),
    (re.compile(r"(?m)^\s*(?:&gt;|>)+"), " "),
)
_UNREAD = frozenset({"So", "Sk", "Cf", "Mn", "Cs"})  # Unicode's kinds of what is no letter, number or mark
_LETTER_AGAIN = re.compile(r"([a-z])\1{2,}")

_SHORT = short_forms()
_WORDS = {typed: meant for typed, meant in _SHORT.items() if " " not in typed}
_TOGETHER = {typed: meant for typed, meant in _SHORT.items() if " " in typed}
_ENDINGS = {"n't": " not", "'s": " is", "'ve": " have", "'ll": " will", "'m": " am", "'re": " are", "'d": " would"}
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: str(number) for number, word in enumerate(_NUMBERS, start=2)}
_TOKEN = re.compile(r"#?\d+(?:[/.,:-]\d+)*[a-z%]*|[^\W\d_](?:[\w/'-]*\w)?|[&+:]")


def simple(words: str) -> str:
    """Lower case and plain, a line a line: emoji as words, Slack's own marks gone."""
    text = unicodedata.normalize("NFKC", words).replace("’", "'").replace("‘", "'").lower()
    for pattern, instead in _WRITTEN:
        text = pattern.sub(instead, text)
    text = "".join(_EMOJI.get(each, each) for each in text)
    plain = "".join(each for each in text if unicodedata.category(each) not in _UNREAD)
    return "\n".join(" ".join(line.split()) for line in plain.splitlines()).strip()


def tokens_of(clause: str) -> list[str]:
    """The words of a clause (see `simple`), short forms written out: "I've rung 'em" is i, have, rung, 'em."""
    found: list[str] = []
    for word in _TOKEN.findall(clause):
        found += _written_out(_LETTER_AGAIN.sub(r"\1", word)).split()
    text = f" {' '.join(found)} "
    for words, instead in _TOGETHER.items():
        text = text.replace(f" {words} ", f" {instead} ")
    return text.split()


def _written_out(word: str) -> str:
    if word in _WORDS:
        return _WORDS[word]
    for ending, instead in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return _written_out(word.removesuffix(ending)) + instead
    return word
