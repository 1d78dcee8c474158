"""What somebody knows about their own actions, from what they did themselves: nothing of it comes from the bot."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Stand:
    """How an action stood from `since` (aware UTC) on. ended: done, stopped, or "" while it is open."""

    since: datetime
    due: date
    ended: str = ""


@dataclass
class Page:
    """One action. stands: oldest first."""

    label: str
    committed: datetime
    stands: list[Stand] = field(default_factory=list)

    def at(self, moment: datetime) -> Stand:
        """How it stood just before a moment."""
        return next((stand for stand in reversed(self.stands) if stand.since < moment), self.stands[0])

    @property
    def now(self) -> Stand:
        return self.stands[-1]


class Notebook:
    """All of one person's actions, by label; labels are unlike each other."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}

    def committed(self, label: str, due: date, now: datetime) -> None:
        self.pages[label] = Page(label, now, [Stand(now, due)])

    def ended(self, label: str, how: str, now: datetime) -> None:
        page = self.pages[label]
        if not page.now.ended:
            page.stands.append(Stand(now, page.now.due, how))

    def moved(self, label: str, due: date, now: datetime) -> None:
        self.pages[label].stands.append(Stand(now, due))

    def took_back(self, label: str, now: datetime) -> None:
        """Undo: as it stood before the last change."""
        page = self.pages[label]
        if len(page.stands) > 1:
            before = page.stands[-2]
            page.stands.append(Stand(now, before.due, before.ended))
