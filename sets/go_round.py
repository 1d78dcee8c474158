"""The order in which a go-round goes: shuffled anew for every round, so that nobody is always first or last.

Source: practice.md section 4, "One voice dominates": timed go-rounds in a shuffled order, with pass.
"""

from collections.abc import Iterable
from hashlib import blake2s
from uuid import UUID

from storage.queries.attendance import Present

HERE = "here"


def order(session_id: UUID, stage: int, people: Iterable[Present]) -> list[Present]:
    """Those who are here, in the order of this round. It stays the same however often it is looked at, and whoever
    comes late finds a place in it without moving the others. stage: the round's ordinal in the session."""

    def lot(one: Present) -> bytes:
        return blake2s(session_id.bytes + stage.to_bytes(2) + one.person_id.bytes).digest()

    return sorted((one for one in people if one.state == HERE), key=lot)
