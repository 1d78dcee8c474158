"""A submission with encryption and outbox against bare Bolt: the Yes that makes an action (performance.md).

    python -m benchmarks.submission [--rounds 7] [--count 320]

Its draft is made beforehand and not timed.
"""

import argparse
import asyncio

from benchmarks.measure import both_databases
from benchmarks.stage import FRIDAY, Signed, Stage, bare, signed
from handlers.ids import Form, handle
from sets import committing
from sets.action_forms import Typed

GOAL = 9.0  # times bare Bolt's p50


async def confirmations(stage: Stage, lane: int, count: int) -> list[Signed]:
    """Yes to so many drafts."""
    member, made = stage.members[lane], []
    for _ in range(count):
        member.forms += 1
        form = f"{member.slack_user_id}-{member.forms}"
        typed = Typed("Ring three wards", "22 May", {"about": "Handover"}, member.set_id)
        draft = await committing.draft(stage.store, member.slack_user_id, form, typed, FRIDAY)
        view = {
            "id": f"V{form}",
            "type": "modal",
            "callback_id": Form.ACTION_DATE,
            "private_metadata": handle(draft.action_id, draft.revision),
            "title": {"type": "plain_text", "text": "Check the date"},
            "blocks": [],
            "state": {"values": {}},
        }
        payload = {
            "type": "view_submission",
            "user": {"id": member.slack_user_id, "team_id": "T0001"},
            "team": {"id": "T0001"},
            "view": view,
        }
        made.append(signed(payload))
    return made


async def main(rounds: int, count: int) -> None:
    """Both databases."""
    await both_databases("submission", lambda: bare("view", Form.ACTION_DATE), confirmations, rounds, count, GOAL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=320)
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.count))
