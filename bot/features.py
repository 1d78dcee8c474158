"""Every feature of the bot, in the order in which they register. A feature is added by adding its line here."""

from bot import housekeeping
from handlers import (
    actions,
    away,
    ballots,
    bids,
    bundles,
    calendar,
    checkins,
    closing,
    digest,
    home,
    joining,
    leading,
    menu,
    people,
    progress,
    replies,
    rotation,
    session_menu,
    sessions,
    setup,
    signs,
    slots,
)
from handlers.feature import Feature

_ROOMS: tuple[Feature, ...] = (
    people.FEATURE,
    away.FEATURE,
    setup.FEATURE,
    joining.FEATURE,
    actions.FEATURE,
    checkins.FEATURE,
    replies.FEATURE,
    calendar.FEATURE,
    sessions.FEATURE,
    ballots.FEATURE,
    rotation.FEATURE,
    digest.FEATURE,
    signs.FEATURE,
    leading.FEATURE,
    bids.FEATURE,
    slots.FEATURE,
    progress.FEATURE,
    closing.FEATURE,
)

# The daily message, the Home tab and the menus are put together from what the rooms above give them.
FEATURES: tuple[Feature, ...] = (
    *_ROOMS,
    bundles.composed(_ROOMS),
    home.composed(_ROOMS),
    menu.composed(_ROOMS),
    session_menu.composed(_ROOMS),
    housekeeping.FEATURE,
)
