"""One's own copy (voice.md 33): the window that asks for it and shows its password, and what stands in the file."""

import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from handlers.ids import Form
from handlers.messages import erasing, my_facts
from handlers.messages.ballots import result_blocks
from handlers.messages.data_parts import title
from handlers.messages.fact_sentences import sentence
from handlers.messages.my_words import item_blocks, kind_title
from handlers.messages.parts import Block, context, modal, section, words_of_people
from handlers.words import Reader
from sets.ballots import Result
from sets.my_copy import Copy
from sets.my_data import Fact, Item, Kind

_OURS = str.maketrans("", "", "\u2068\u2069\u200b*")
"""Marks with which sentences of ours are shown in Slack; people's own words stand in plain text and keep theirs."""


def ask_view(reader: Reader) -> dict[str, Any]:
    """Before it is made."""
    lines = [
        reader.t("I make one file of all that I keep by you and about you. It is locked with a password."),
        reader.t("I send the file to our direct messages. I show the password here, once. Have something to write on."),
        reader.t(
            "Slack keeps the file, and your employer may be able to copy it. Without the password nobody can read it."
        ),
    ]
    return modal(
        reader,
        _my_copy(reader),
        [section(line) for line in lines],
        callback_id=Form.COPY,
        submit=reader.t("Make my copy"),
    )


def password_view(reader: Reader, password: str) -> dict[str, Any]:
    """After Make my copy. password "": it was shown before."""
    if not password:
        said = reader.t("This is already done. I showed you the password once. You can make another copy.")
        return modal(reader, _my_copy(reader), [section(said)], callback_id=Form.DATA)
    blocks = [
        section(reader.t("This is your password. Write it down: I show it only once.")),
        words_of_people(password),
        section(reader.t("The file is on its way to our direct messages.")),
        context(reader.t("To open it, use a program that knows AES zip files, such as 7-Zip or Keka.")),
    ]
    return modal(reader, _my_copy(reader), blocks, callback_id=Form.DATA)


def file_comment(reader: Reader) -> str:
    """What stands with the file, in direct messages."""
    return reader.t("Your copy is ready. It is locked with the password that I showed you.")


def _my_copy(reader: Reader) -> str:
    return reader.t("My copy")


def file_title(reader: Reader) -> str:
    """Neutral: it stands in Slack."""
    return _my_copy(reader)


def readable(reader: Reader, copy: Copy) -> str:
    """The copy in words, as its windows show it."""
    lines = [title(reader), reader.t("Made on {date}.", date=reader.date_with_year(reader.local_date(copy.made_at)))]
    lines += ["", *_under(reader.t("About me"), _known(reader, copy))]
    for kind in Kind:
        items = [item for item in copy.items if item.kind is kind]
        if items:
            shown = [line for item in items for line in ["", *_text(item_blocks(reader, item))]]
            lines += ["", *_under(kind_title(reader, kind), shown)]
    for result in copy.feedback:
        lines += ["", *_under(reader.t("Feedback to me"), _text(result_blocks(reader, result)))]
    return "\n".join(lines) + "\n"


def _under(name: str, lines: Iterable[str]) -> list[str]:
    return [name, "=" * len(name), *lines]


def _known(reader: Reader, copy: Copy) -> Iterator[str]:
    yield from _text([section(line) for line in my_facts.known_lines(reader, copy.person, copy.known)])
    yield from _text([section(sentence(reader, fact)) for fact in copy.facts])
    yield from _text([block for row in copy.erasures for block in erasing.in_overview(reader, row)])


def _text(blocks: Iterable[Block]) -> Iterator[str]:
    """What blocks say, without their buttons."""
    for block in blocks:
        if block["type"] in ("section", "header"):
            yield _said(block["text"])
        elif block["type"] == "context":
            yield from (_said(element) for element in block["elements"])


def _said(text: Block) -> str:
    said = str(text["text"])
    return html.unescape(said.translate(_OURS)) if text["type"] == "mrkdwn" else said


def for_machines(copy: Copy) -> str:
    """The same as JSON, with our own codes: for whoever wants to take it elsewhere."""
    known = copy.known
    settings = {name: str(value) if value is not None else None for name, value in known.settings.row().items()}
    held = {
        "made_at": copy.made_at.isoformat(),
        "person": asdict(copy.person) | {"id": str(copy.person.id)},
        "settings": settings,
        "questions_paused": known.paused,
        "away": [{"first_day": str(one.first_day), "last_day": str(one.last_day)} for one in known.stretches],
        "words": [_item(item) for item in copy.items],
        "facts": [_fact(fact) for fact in copy.facts],
        "feedback": [_result(result) for result in copy.feedback],
        "erased": [
            {"set": row.set_name, "due_at": row.due_at.isoformat(), "state": row.state, "things": row.things}
            for row in copy.erasures
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind.name.lower(),
        "id": str(item.id),
        "at": item.at.isoformat(),
        "set": item.set_name,
        "state": item.state,
        "codes": list(item.codes),
        "day": str(item.day) if item.day else None,
        "about": str(item.about) if item.about else None,
        "question": item.number,
        "shared_with_set": item.shared,
        "words": [{"part": part.value, "text": words.reveal()} for part, words in item.words],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "what": fact.what.value,
        "name": fact.name,
        "at": fact.at.isoformat() if fact.at else None,
        "until": fact.until.isoformat() if fact.until else None,
        "codes": list(fact.codes),
        "count": fact.count,
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "kind": result.round.kind,
        "closed_at": result.round.deadline.isoformat(),
        "answered": result.answered,
        "totals": {name: dict(counts) for name, counts in result.totals.items()},
        "lines": {name: [line.reveal() for line in lines] for name, lines in result.lines.items()},
    }
