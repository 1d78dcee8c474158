"""One person's screen as the browser gets it: pieces of HTML, each with a key, so that only what changed is swapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2s
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.mrkdwn import Viewer, day_of
from sandbox.page.blocks import Shown, blocks_html, files_html
from sandbox.page.rendering import render
from sandbox.page.words import mrkdwn
from sandbox.people import Person
from sandbox.records import JSON, Message, View
from sandbox.sight import ChannelSight, Sight
from sandbox.world import World

HOME, MESSAGES = "home", "app"  # the app's two tabs, where a place is asked for
LATEST = 60  # messages shown at first


@dataclass(frozen=True)
class Post:
    """A message and what stands around it."""

    key: str
    day: str
    author: str
    initials: str
    by_app: bool
    time: str
    moment: str
    edited: bool
    private: bool
    mine: bool
    body: Markup
    replies: int
    where: JSON


class Seat:
    """What one person may see, rendered. `read` holds the last ts read, by place."""

    def __init__(self, world: World, person: Person, read: dict[str, str]) -> None:
        self._world = world
        self._person = person
        self._read = read
        self._sight: Sight = person.sees()
        self._names = [(user.id, user.real_name) for user in world.ws.people() if not user.deleted]

    def state(self, place: str, *, thread: str = "", most: int = LATEST) -> JSON:
        """Everything the browser shows. `place`: a channel's id, "home" or "app"; `thread`: the ts of its first."""
        place = self._known(place)
        posts = [] if place == HOME else self._posts(place)
        flat = [post for post, message in posts if message.thread_ts in (None, message.ts) or message.broadcast]
        shown = flat[-most:]
        return {
            "place": place,
            "title": self._title(place),
            "sidebar": self._sidebar(place),
            "header": render("seat_header.html", place=place, channel=self._channel(place), app=self._app()),
            "messages": _by_days(shown),
            "earlier": len(flat) - len(shown),
            "thread": self._thread(posts, thread),
            "window": self._window(),
            "home": self._home() if place == HOME else None,
            "errors": [error.text for error in self._sight.errors[-3:]],
            "errors_so_far": len(self._sight.errors),
            "can_write": place != HOME and not self._archived(place),
            "read_up_to": max((m.ts for _, m in posts), default=""),
        }

    def _known(self, place: str) -> str:
        if place in (HOME, MESSAGES) or any(each.id == place for each in self._sight.channels):
            return place
        return MESSAGES

    def _channel(self, place: str) -> ChannelSight | None:
        return next((each for each in self._sight.channels if each.id == place), None)

    def _archived(self, place: str) -> bool:
        found = self._channel(place)
        return found is not None and found.archived

    def _app(self) -> str:
        return self._world.ws.app_name

    def _title(self, place: str) -> str:
        channel = self._channel(place)
        return f"#{channel.name}" if channel is not None else self._app()

    def _sidebar(self, place: str) -> str:
        return render(
            "sidebar.html",
            team=self._world.ws.team_name,
            who=self._person.user.real_name,
            channels=self._sight.channels,
            unread=unread(self._person, self._read),
            app=self._app(),
            place=place,
            private=self._private(),
        )

    def _private(self) -> set[str]:
        return {each.id for each in self._sight.channels if self._world.ws.channels[each.id].is_private}

    # Messages

    def _posts(self, place: str) -> list[tuple[Post, Message]]:
        channel = self._channel(place)
        messages = channel.messages if channel is not None else self._sight.direct
        replies: dict[str, int] = {}
        for message in messages:
            if message.thread_ts not in (None, message.ts):
                replies[message.thread_ts] = replies.get(message.thread_ts, 0) + 1
        return [(self._post(message, replies.get(message.ts, 0)), message) for message in messages]

    def _post(self, message: Message, replies: int) -> Post:
        local = moment_of(message.ts).astimezone(ZoneInfo(self._person.user.tz))
        author = self._world.ws.users.get(message.author)
        name = author.real_name if author is not None else self._app()
        where: JSON = {"channel": message.channel, "ts": message.ts}
        return Post(
            key=f"{message.channel}-{message.ts}",
            day=day_of(local, year=True),
            author=name,
            initials=initials(name),
            by_app=message.by_app,
            time=f"{local:%H:%M}",
            moment=f"{day_of(local, year=True)}, {local:%H:%M}",
            edited=message.edited_ts is not None and not message.by_app,
            private=message.to is not None,
            mine=message.author == self._person.id,
            body=self._body(message, where),
            replies=replies,
            where=where,
        )

    def _body(self, message: Message, where: JSON) -> Markup:
        entered = message.entered.get(self._person.id, {})
        if message.blocks:
            shown = self._shown(message.blocks, where, entered, {}, f"m{message.ts.replace('.', '-')}")
            body = blocks_html(shown)
        else:
            body = render("words.html", words=mrkdwn(message.text, self._viewer))
        return body + files_html([self._sight.files[each] for each in message.files if each in self._sight.files])

    @property
    def _viewer(self) -> Viewer:
        return self._sight.viewer

    def _shown(self, blocks: list[JSON], where: JSON, values: JSON, errors: dict[str, str], prefix: str) -> Shown:
        return Shown(
            blocks=blocks,
            where=where,
            viewer=self._viewer,
            values=values,
            errors=errors,
            people=self._names,
            channels=[(each.id, each.name) for each in self._sight.channels],
            private=self._private(),
            files=self._sight.files,
            prefix=prefix,
        )

    def _thread(self, posts: list[tuple[Post, Message]], first: str) -> JSON | None:
        inside = [post for post, message in posts if first and first in (message.ts, message.thread_ts)]
        if not inside:
            return None
        pieces = [_piece(f"t-{p.key}", render("message.html", post=p, in_thread=True)) for p in inside]
        return {"ts": first, "messages": pieces}

    # Views

    def _window(self) -> JSON | None:
        view = self._sight.modal
        if view is None:
            return None
        deep = len(self._world.ws.stack(self._person.id))
        html = render("window.html", view=view.body, blocks=self._view_blocks(view), deep=deep, app=self._app())
        return {"id": view.id, "root": view.root_id, "deep": deep, **_piece(view.id, html)}

    def _home(self) -> JSON:
        view = self._sight.home
        if view is None:
            return _piece("home", render("no_home.html", app=self._app()))
        return _piece(view.id, self._view_blocks(view))

    def _view_blocks(self, view: View) -> Markup:
        prefix = f"v{view.id.lower()}"
        return blocks_html(self._shown(view.body["blocks"], {"view": view.id}, view.values, view.errors, prefix))


def _by_days(posts: Sequence[Post]) -> list[JSON]:
    """The messages, with a line where a new day begins."""
    pieces: list[JSON] = []
    day = ""
    for post in posts:
        if post.day != day:
            day = post.day
            pieces.append(_piece(f"day-{post.key}", render("day.html", day=day)))
        pieces.append(_piece(post.key, render("message.html", post=post, in_thread=False)))
    return pieces


def unread(person: Person, read: Mapping[str, str]) -> dict[str, int]:
    """How many new messages each place holds for somebody. `read`: the last ts they read, by place."""
    return {
        place: sum(m.ts > read.get(place, "") and m.author != person.id for m in messages)
        for place, messages in person.places().items()
    }


def _piece(key: str, html: Markup) -> JSON:
    return {"key": key, "html": html, "hash": blake2s(html.encode(), digest_size=8).hexdigest()}


def moment_of(ts: str) -> datetime:
    """A ts as a moment; aware UTC."""
    return datetime.fromtimestamp(float(ts), UTC)


def initials(name: str) -> str:
    """One or two letters for the picture of somebody who has none."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"
