"""auth.test, users.info, users.list and dnd.info."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox.api.call import PAGES, Call, Method, page
from sandbox.clock import epoch_seconds
from sandbox.records import JSON, User
from sandbox.shapes import user_object


def auth_test(call: Call) -> JSON:
    ws = call.world.ws
    return {
        "url": f"https://{ws.domain}.slack.invalid/",
        "team": ws.team_name,
        "user": ws.users[ws.bot_user].name,
        "team_id": ws.team_id,
        "user_id": ws.bot_user,
        "bot_id": ws.bot_id,
        "is_enterprise_install": False,
    }


def _shown(call: Call, user: User) -> JSON:
    email = "users:read.email" in call.world.manifest.scopes
    locale = bool(call.args.get("include_locale"))
    return user_object(call.world.ws, user, call.world.now(), email=email, locale=locale)


def users_info(call: Call) -> JSON:
    return {"user": _shown(call, call.world.ws.user(str(call.args["user"])))}


def users_list(call: Call) -> JSON:
    found, cursor = page(call, list(call.world.ws.users.values()), 200)
    return {
        "members": [_shown(call, u) for u in found],
        "cache_ts": epoch_seconds(call.world.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def next_window(user: User, now: datetime) -> tuple[datetime, datetime] | None:
    """The Do Not Disturb window that is running or comes next, aware; None without one."""
    if user.dnd is None:
        return None
    zone = ZoneInfo(user.tz)
    first, last = (time.fromisoformat(t) for t in user.dnd)
    today = now.astimezone(zone).date()
    for days in (-1, 0, 1, 2):
        day = today + timedelta(days=days)
        start = datetime.combine(day, first, zone)
        end = datetime.combine(day + timedelta(days=last <= first), last, zone)
        if end > now:
            return start, end
    raise AssertionError("a daily window always comes again")


def dnd_info(call: Call) -> JSON:
    """Scheduled hours only: a snooze is the person's own business and never shown to apps."""
    user = call.world.ws.user(str(call.args.get("user") or call.world.ws.bot_user))
    window = next_window(user, call.world.now())
    if window is None:
        # Slack shows 1 where there is no window.
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    start, end = window
    return {"dnd_enabled": True, "next_dnd_start_ts": epoch_seconds(start), "next_dnd_end_ts": epoch_seconds(end)}


READ = ("users:read",)
METHODS = (
    Method("auth.test", auth_test, 4, {}),
    Method("users.info", users_info, 4, {"user": "str", "include_locale": "bool"}, ("user",), READ),
    Method("users.list", users_list, 2, {**PAGES, "include_locale": "bool"}, (), READ),
    Method("dnd.info", dnd_info, 3, {"user": "str"}, (), ("dnd:read",)),
)
