"""What the pretend Slack's own log says after a bot has died many times: nothing lost, nothing doubled."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from sandbox.log import LogRecord
from sandbox.server import PretendSlack
from storage.engine import Database
from storage.models import Delivery

GIVEN_UP = ("cancelled", "expired")


@dataclass
class Verdict:
    """What the log says. `expected`: every message that the database promised or people were told of."""

    kills: int = 0
    expected: int = 0
    lost: list[str] = field(default_factory=list)
    doubled_direct: list[str] = field(default_factory=list)
    doubled_channel: int = 0
    unreferenced: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)

    def line(self, name: str) -> str:
        return (
            f"{name}: {self.kills} kills, expected {self.expected}, lost {len(self.lost)}, doubled direct messages "
            f"{len(self.doubled_direct)}, doubled channel posts {self.doubled_channel} "
            f"(unreferenced {len(self.unreferenced)}), told and not kept {len(self.untold)}"
        )

    def note(self, kind: str, records: Sequence[LogRecord]) -> None:
        """Everything that Slack accepted for one delivery."""
        if not records:
            self.lost.append(kind)
        elif len(records) > 1 and records[0].channel.startswith("D"):
            self.doubled_direct.append(kind)
        elif len(records) > 1:
            self.doubled_channel += len(records) - 1
            self.unreferenced += [kind for record in records[1:] if "Ref " not in str(record.shown)]


async def judge(slack: PretendSlack, url: str, kills: int, told: Mapping[str, int]) -> Verdict:
    """The log held against the database at `url`, once everything has come to rest.

    told  by kind of delivery: how often people were told that something was done which that kind follows
    """
    database = Database.connect(url)
    columns = (Delivery.id, Delivery.kind, Delivery.effect, Delivery.state, Delivery.next_at, Delivery.recipient_id)
    asked = select(*columns, (Delivery.sending_at.is_not(None) | Delivery.ambiguous).label("in_doubt"))
    async with database.read() as connection:
        rows = (await connection.execute(asked)).all()
    await database.close()
    accepted: defaultdict[str, list[LogRecord]] = defaultdict(list)
    for record in slack.log.of("message"):
        accepted[record.delivery_id or ""].append(record)
    # What was begun may not be given up as stale or late: nobody knows whether Slack has it.
    wanted = [row for row in rows if row.effect == "post" and (row.in_doubt or row.state not in GIVEN_UP)]
    verdict = Verdict(kills, len(wanted))
    for row in wanted:
        verdict.note(f"{row.kind} {row.state}", accepted[str(row.id)])
    brought = sum(row.effect == "upload" and row.state == "sent" for row in rows)
    there = sum(file.done for file in slack.ws.files.values())  # files bear no delivery's id, so they are counted
    verdict.lost += ["file"] * (brought - there)
    verdict.doubled_direct += ["file"] * (there - brought)
    kinds = Counter(row.kind for row in wanted)
    verdict.untold = [f"{kind}: {kinds[kind]} of {times}" for kind, times in told.items() if kinds[kind] < times]
    now = slack.clock.now()
    stuck = [row for row in rows if row.state == "dead" or (row.state == "open" and row.next_at <= now)]
    verdict.lost += [f"{row.kind} {row.effect} {row.state}" for row in stuck]
    return verdict


def told(slack: PretendSlack) -> Counter[tuple[str, str]]:
    """What the app wrote to whom: (a person's name, or "" for a channel; the text), each delivery counted once."""
    first: dict[str, LogRecord] = {}
    for record in slack.log.of("message"):
        if record.actor == "app":
            first.setdefault(record.delivery_id or f"message {record.number}", record)
    return Counter((_whose(slack, record.channel), record.text) for record in first.values())


def _whose(slack: PretendSlack, channel: str) -> str:
    user = slack.ws.channels[channel].user
    return slack.ws.users[user].real_name if user else ""
