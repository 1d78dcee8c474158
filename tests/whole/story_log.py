"""A story played in a fresh Python, told by the pretend Slack's log alone.

    python -m tests.whole.story_log NAME --database URL --folder FOLDER --dump FILE

writes down the canonical log.
"""

import argparse
import asyncio
import json
from pathlib import Path

from bot import logs
from bot.simulate import play
from tests.whole.canonical import canonical_log


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description="Plays a story; writes down what people saw.")
    parser.add_argument("name")
    parser.add_argument("--database", required=True, help="the address of a migrated database")
    parser.add_argument("--folder", required=True, type=Path, help="an empty folder for keys")
    parser.add_argument("--dump", type=Path, required=True, help="write the log here, one JSON object a line")
    asked = parser.parse_args()
    logs.configure("WARNING")
    keys = f"sqlite:///{asked.folder / 'keys.db'}"
    stage = asyncio.run(play(asked.name, asked.folder, database_url=asked.database, keystore_url=keys))
    log = canonical_log(stage.slack)
    asked.dump.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in log), encoding="utf-8")


if __name__ == "__main__":
    main()
