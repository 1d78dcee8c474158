"""Everyone's Slack speaks the pseudo-language: over the whole first story and a whole week, no sentence escapes."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.simulate import play
from handlers.messages import set_forms
from handlers.messages.parts import cut
from handlers.messages.people import own_name
from handlers.words import PSEUDO
from sandbox.log import LogRecord
from sandbox.people import Person
from sandbox.server import PretendSlack
from sets.people import DATE_LANGUAGES
from tests.handlers.wording import unmarked
from tests.whole.week import ACTIONS, WHO, in_process, live

# What may stand by itself on a screen because people or Slack's directory wrote it.
NAMES = [*WHO, "Priya", "Chloe", "Dev"]
LABELS = [label for _, label, _ in ACTIONS]
LABELS += ["book the small room", "write to the ward manager", "ask the night team what they need"]
LABELS += [cut(label, 30) for label in LABELS]  # on a button
OTHERS = ["Thursday set", "Rosa Diaz, wellbeing lead, ext. 2040", "Rosa Diaz, wellbeing lead"]
ZONES = [zone.replace("_", " ") for zone in set_forms.ZONES]
LANGUAGES = [own_name(each) for each in DATE_LANGUAGES]
DATA = sorted({*NAMES, *LABELS, *OTHERS, *ZONES, *LANGUAGES}, key=len, reverse=True)


@pytest.fixture(autouse=True)
def everyone_reads_the_pseudo_language(monkeypatch: pytest.MonkeyPatch) -> None:
    born = PretendSlack.add_person

    def add_person(slack: PretendSlack, name: str, real_name: str | None = None, **fields: Any) -> Person:  # noqa: ANN401
        return born(slack, name, real_name, **{**fields, "locale": PSEUDO})

    monkeypatch.setattr(PretendSlack, "add_person", add_person)


def shown(records: Iterable[LogRecord]) -> list[LogRecord]:
    """What the app showed to anybody."""
    kinds = ("message", "edit", "ephemeral", "view", "home")
    return [record for record in records if record.kind in kinds and record.actor == "app"]


def escaped(records: Iterable[LogRecord]) -> list[str]:
    """Every sentence that did not come from the catalogue."""
    return [text for record in shown(records) for text in unmarked(record.shown, DATA)]


async def test_no_sentence_of_the_story_escapes(tmp_path: Path) -> None:
    stage = await play("first-action", tmp_path)
    assert len(shown(stage.slack.log.records)) > 20
    assert escaped(stage.slack.log.records) == []


async def test_no_sentence_of_a_week_escapes(sqlite_url: str, tmp_path: Path) -> None:
    async with in_process(sqlite_url, tmp_path) as life:
        await live(life)
        assert len(shown(life.slack.log.records)) > 60
        assert escaped(life.slack.log.records) == []


async def test_an_unmarked_sentence_would_be_found(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(sqlite_template, tmp_path / "setkeeper.db")
    monkeypatch.setattr("handlers.menu.menu_view", lambda *_, **__: _PLAIN)
    async with in_process(f"sqlite:///{tmp_path / 'setkeeper.db'}", tmp_path) as life:
        life.people["Ben"] = life.slack.add_person("Ben", "Ben")
        await life.command("Ben")
        assert escaped(life.slack.log.records) == ["A window", "Plain words for Ben."]


_PLAIN = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "A window"},
    "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "Plain words for Ben."}}],
}
