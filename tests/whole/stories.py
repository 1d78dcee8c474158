"""The weeks between two sessions, as each of six people lives through them: docs/stories, written by `make stories`.

They are cut from the story self-run, one page a temperament, and a test holds the pages against it.
"""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot import logs
from bot.simulate import play
from sandbox.story import Stage
from sandbox.transcript import Scene, as_person, markdown_text

FOLDER = Path(__file__).parents[2] / "docs" / "stories"
BEGINS = datetime(2026, 9, 17, 15, 40, tzinfo=UTC)  # the first session is closing: actions are chosen
ENDS = datetime(2026, 10, 29, 13, 0, tzinfo=UTC)  # the second is about to begin
# Who lives in which way, and what their page is called.
PEOPLE = {
    "Amina": ("prompt", "Amina answers at once"),
    "Dev": ("late", "Dev answers later, in New York"),
    "Chloe": ("stuck", "Chloe gets stuck"),
    "Ben": ("silent", "Ben reads, and answers nothing"),
    "Femi": ("away", "Femi is away for two weeks"),
    "Esi": ("on-nights", "Esi works nights"),
}
ABOUT = "Six weeks between two sessions, through one person's eyes. Played by the real bot in the pretend Slack."


def pages(stage: Stage) -> dict[str, str]:
    """Each page's text by its file's name, from the story as it was told."""
    zones = {person.user.real_name: person.user.tz for person in stage.slack.people.values()}
    between = [line for line in stage.lines if BEGINS <= line.at < ENDS]
    return {
        f"{name}.md": _page(title, markdown_text(as_person(between, who), Scene(zones=zones)))
        for who, (name, title) in PEOPLE.items()
    }


def _page(title: str, told: str) -> str:
    return f"# {title}\n\n{ABOUT}\n\n{told}"


def main() -> None:
    """Tell the story and write the pages."""
    logs.configure("WARNING")
    with tempfile.TemporaryDirectory() as folder:
        stage = asyncio.run(play("self-run", Path(folder)))
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages(stage).items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
