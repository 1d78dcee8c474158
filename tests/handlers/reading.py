"""How hard a text is to read: the Flesch-Kincaid grade, with a counter of syllables that needs no dictionary.

grade = 0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others, 1975)
"""

import re
from collections.abc import Iterable

# The field's own words, which people in a set meet every day (voice.md section 4), count as one syllable.
FIELD_TERMS = re.compile(r"\b(?:Setkeeper|coordinators?|facilitat(?:e|es|or|ors)|actions?|sets?)\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )?\d{1,2} [A-Z][a-z]+(?: \d{4})?\b|\b\d\d:\d\d\b")
_SLACK = re.compile(r"<[@#][^>]*>|[*_`~\u2066-\u2069]|[“”\"]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_END = re.compile(r"[.?!](?:\s|$)")
_NUMBERED = re.compile(r"^\d+\. ")
_VOWELS = re.compile(r"[aeiouy]+")
_TWO = re.compile(r"(?<![csgt])i[ao]|eo|(?<!q)ua")  # two vowels that are heard apart
_CONSONANT_Y = re.compile(r"(?<=[aeiou])y(?=[aeiou])")
# -e is silent, but for -le after a consonant; -es after most consonants; -ed after all but d and t.
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouyscgzxh])es$|(?<=[^aeiouydt])ed$")
_ODD = {"people": 2, "peoples": 2, "idea": 3, "ideas": 3, "someone": 2, "create": 2, "created": 3, "something": 2}


def prose(texts: Iterable[str]) -> list[str]:
    """The sentences among these texts, each once; labels of buttons and fields, which are no sentences, are left out.

    Dates and field terms become short words; names and people's own words are the caller's business.
    """
    kept: dict[str, None] = {}
    for text in texts:
        plain = FIELD_TERMS.sub("set", _DATE.sub("Friday", _SLACK.sub("", text)))
        for line in plain.split("\n"):
            if _END.search(line):
                kept.setdefault(_NUMBERED.sub("", line.strip()))
    return list(kept)


def words_in(lines: Iterable[str]) -> list[str]:
    """Every word and number."""
    return [word for line in lines for word in _WORD.findall(line)]


def grade(lines: Iterable[str]) -> float:
    """The school grade (United States) for which these lines are written; 6 is about eleven years old."""
    told = list(lines)
    words = words_in(told)
    sentences = sum(max(1, len(_END.findall(line))) for line in told)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """About how many: groups of vowels, without endings that are not spoken. A number counts as one."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if plain in _ODD:
        return _ODD[plain]
    spoken = _SILENT.sub("", _CONSONANT_Y.sub("j", plain))
    return max(1, len(_VOWELS.findall(spoken)) + len(_TWO.findall(spoken)))
