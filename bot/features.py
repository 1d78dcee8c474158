"""Every feature of the bot, in the order in which they register. A feature is added by adding its line here."""

from bot import housekeeping
from handlers import actions, checkins, home, joining, menu, people, replies, setup
from handlers.feature import Feature

FEATURES: tuple[Feature, ...] = (
    people.FEATURE,
    setup.FEATURE,
    joining.FEATURE,
    actions.FEATURE,
    checkins.FEATURE,
    replies.FEATURE,
    home.FEATURE,
    menu.FEATURE,
    housekeeping.FEATURE,
)
