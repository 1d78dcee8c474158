"""A story played in a fresh Python, told by the pretend Slack's log alone.

    python -m tests.whole.story_log NAME --database URL --folder FOLDER [--dump FILE]

prints a digest of the canonical log.
"""

import argparse
import asyncio
import json
from pathlib import Path

from bot import logs
from bot.simulate import play
from tests.whole.canonical import canonical_log
from tests.whole.week import digest


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description="Plays a story; prints a digest of what people saw.")
    parser.add_argument("name")
    parser.add_argument("--database", required=True, help="the address of a migrated database")
    parser.add_argument("--folder", required=True, type=Path, help="an empty folder for keys")
    parser.add_argument("--dump", type=Path, help="write the log here, one JSON object a line")
    asked = parser.parse_args()
    logs.configure("WARNING")
    keys = f"sqlite:///{asked.folder / 'keys.db'}"
    stage = asyncio.run(play(asked.name, asked.folder, database_url=asked.database, keystore_url=keys))
    log = canonical_log(stage.slack)
    if asked.dump is not None:
        asked.dump.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in log), encoding="utf-8")
    print(digest(log))


if __name__ == "__main__":
    main()
