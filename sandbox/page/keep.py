"""A pretend workspace written down, to go on another day: one JSON file, replaced whole.

Kept is what Slack itself would keep: people, channels, messages, windows, files. What was on its way is not, so it is
written only while nobody acts.
"""

import base64
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sandbox.page.scene import Scene, Start
from sandbox.records import Channel, File, User, View
from sandbox.server import PretendSlack

SLACK_FILE = "slack.json"
LOCK_FILE = "in-use"
FORMAT = 2


class CannotRead(Exception):
    """What was kept is not there whole, or of another version of this program."""


class InUse(Exception):
    """Another sandbox keeps its workspace there now."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this lasts no other process keeps anything in this folder. Raises InUse when one does already."""
    with (folder / LOCK_FILE).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse from None
        yield


@dataclass
class Kept:
    """Everything of a scene that outlives the process. `ids`: where the source of new ids stands."""

    start: Start
    now: datetime
    acts: int
    ids: list[int]
    users: dict[str, User]
    channels: dict[str, Channel]
    modals: dict[str, list[View]]
    homes: dict[str, View]
    files: dict[str, File]
    read: dict[str, dict[str, str]]
    contents: dict[str, str] = field(default_factory=dict)  # file id -> its bytes, base64
    format: int = FORMAT


_ADAPTER = TypeAdapter(Kept)


def write(folder: Path, scene: Scene) -> None:
    """Write the scene into the folder; what was there before stays until the new one is whole."""
    kept = _taken(scene)
    path = folder / SLACK_FILE
    beside = path.with_suffix(".new")
    beside.write_bytes(_ADAPTER.dump_json(kept))
    os.replace(beside, path)


def read(folder: Path) -> Kept | None:
    """What was kept there; None when nothing was. Raises CannotRead."""
    path = folder / SLACK_FILE
    if not path.exists():
        return None
    try:
        kept = _ADAPTER.validate_json(path.read_bytes())
    except (ValidationError, OSError):
        raise CannotRead from None
    if kept.format != FORMAT:
        raise CannotRead
    return kept


def put_back(kept: Kept, slack: PretendSlack) -> None:
    """Everything as it was, in a pretend Slack that was just made with the same seed."""
    ws = slack.ws
    slack.world.acts = kept.acts
    slack.world.ids.set_state(kept.ids)
    ws.users, ws.channels, ws.modals, ws.homes = kept.users, kept.channels, kept.modals, kept.homes
    ws.files = {
        key: replace(file, data=base64.b64decode(kept.contents[key]) if key in kept.contents else None)
        for key, file in kept.files.items()
    }
    for user in ws.people():
        slack.welcome_back(user)


def _taken(scene: Scene) -> Kept:
    ws = scene.slack.ws
    return Kept(
        start=scene.start,
        now=scene.now,
        acts=scene.slack.world.acts,
        ids=scene.slack.world.ids.state(),
        users=ws.users,
        channels=ws.channels,
        modals=ws.modals,
        homes=ws.homes,
        read=scene.read,
        files={key: replace(file, data=None) for key, file in ws.files.items()},
        contents={key: base64.b64encode(file.data).decode() for key, file in ws.files.items() if file.data is not None},
    )


def forget(folder: Path, home: Path) -> None:
    """Remove what was kept, and the bot's files in `home`: only what this program put there."""
    (folder / SLACK_FILE).unlink(missing_ok=True)
    if home.exists():
        shutil.rmtree(home)
