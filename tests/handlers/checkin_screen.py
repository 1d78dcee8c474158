"""One check-in message on Amina's screen: pressed by her, edited by the bot."""

from uuid import UUID

from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sets import my_actions
from tests.handlers.action_kit import Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import Message, World, london, plain

FRIDAY = london(5, 8, 9)


class Screen:
    """What Amina sees of one message: pressed by her, edited by the bot."""

    def __init__(self, world: World, message: Message) -> None:
        self.world, self.message, self.bot = world, message.call.arguments, world.bot
        self.ts, self.presses = message.ts, 0
        self.window: Json = {}

    async def press(self, press: str, number: int = 1, user: str = "UAMINA", value: str | None = None) -> str:
        """Press the `number`th button of that kind; the message's text afterwards."""
        if value is None:
            found = [
                element["value"]
                for block in self.message["blocks"]
                for element in block.get("elements", [])
                if element.get("action_id") == press
            ]
            value = found[number - 1]
        self.bot.clock.moment = self.world.now
        self.presses += 1
        before = len(self.bot.client.calls)
        await self.bot.press(user, press, value, ts=f"{press}{self.presses}")
        for method, sent in self.bot.client.calls[before:]:
            if method == "chat.update":
                assert problems_in_message(sent) == []
                assert quality_of_message(sent) == []
                self.message = sent
            elif method.startswith("views."):
                assert problems_in_view(sent["view"]) == []
                self.window = sent["view"]
        return plain(texts_of(self.message))

    async def in_window(self, press: str) -> Json:
        """Press a button of the window; the window afterwards."""
        value = buttons_of(self.window)[press]["value"]
        await self.bot.press("UAMINA", press, value, shown(self.window))
        self.window = self.bot.client.calls[-1][1]["view"]
        assert problems_in_view(self.window) == []
        return self.window


async def asked(world: World, *labels: str) -> tuple[Screen, list[UUID]]:
    ids = [await world.commit(label, "Friday") for label in labels or ("Ring three wards",)]
    return Screen(world, await world.ask(FRIDAY)), ids


async def action(world: World, action_id: UUID) -> my_actions.Whole:
    return await my_actions.whole(world.store, "UAMINA", action_id)
