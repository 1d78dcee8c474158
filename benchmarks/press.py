"""A press with its transaction against bare Bolt: Done and Undo on a check-in, one after the other (performance.md).

python -m benchmarks.press [--rounds 7] [--count 320]
"""

import argparse
import asyncio
import re

from benchmarks.measure import both_databases
from benchmarks.stage import Signed, Stage, bare, signed
from handlers.ids import Press, handle

_EITHER = re.compile(rf"{re.escape(Press.CHECKIN_DONE)}|{re.escape(Press.CHECKIN_UNDO)}")
GOAL = 6.0  # times bare Bolt's p50


async def presses(stage: Stage, lane: int, count: int) -> list[Signed]:
    """Done, Undo, Done ...: each finds the revision that the one before left."""
    member, made = stage.members[lane], []
    for number in range(count - count % 2):
        action_id = Press.CHECKIN_UNDO if number % 2 else Press.CHECKIN_DONE
        action = {
            "type": "button",
            "action_id": action_id,
            "block_id": "b",
            "value": handle(member.nudge_id, member.revision),
            "action_ts": f"9.{member.revision}",
        }
        payload = {
            "type": "block_actions",
            "user": {"id": member.slack_user_id, "team_id": "T0001"},
            "team": {"id": "T0001"},
            "trigger_id": "t",
            "container": {"type": "message", "channel_id": "D1", "message_ts": "100.1"},
            "channel": {"id": "D1"},
            "actions": [action],
        }
        made.append(signed(payload))
        member.revision += 1
    return made


async def main(rounds: int, count: int) -> None:
    """Both databases."""
    await both_databases("press", lambda: bare("action", _EITHER), presses, rounds, count, GOAL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=320)
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.count))
