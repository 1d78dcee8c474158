"""What the doctor finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `mend`: what to do about it, "" when it is in order."""

    ok: bool
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{'in order' if self.ok else 'TO MEND '}  {self.what}" + (
            f"\n          {self.mend}" if self.mend else ""
        )
