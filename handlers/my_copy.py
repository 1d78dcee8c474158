"""One's own copy, in Slack: the window that asks for it, its password shown once, and the locked file."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyzipper
from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, File, upload
from handlers.ids import Form, Press
from handlers.intake import submission_key
from handlers.messages import my_copy as messages
from handlers.people import reader_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import show
from sets import my_copy
from storage.outbox import Delivery
from storage.unit_of_work import UnitOfWork

NAME = "my-copy.zip"


class Listeners:
    """What its owner presses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        person = await my_copy.who(await self._desk.store_of(body), user_of(body))
        await ack()
        show(self._desk, body, messages.ask_view(reader_of(person)))

    async def make(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        person, password = await my_copy.ask(store, user_of(body), submission_key(body), now)
        await ack(response_action="update", view=messages.password_view(reader_of(person), password))


def locked(files: Mapping[str, str], password: str, made_at: datetime) -> bytes:
    """A zip file whose parts are encrypted with AES-256 (WinZip's AE-2), which common programs open."""
    held = io.BytesIO()
    with pyzipper.AESZipFile(held, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, text in files.items():
            archive.writestr(archive.zipinfo_cls(name, made_at.timetuple()[:6]), text, pyzipper.ZIP_DEFLATED)
    return held.getvalue()


async def _prepare(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The file as it is true now, for its owner alone."""
    copy = await my_copy.of(uow, delivery.recipient_id, now) if delivery.recipient_id else None
    if copy is None or "password" not in delivery.args:
        return None
    reader = reader_of(copy.person)
    files = {"my-data.txt": messages.readable(reader, copy), "my-data.json": messages.for_machines(copy)}
    data = locked(files, str(delivery.args["password"]), now)
    return upload(File(NAME, messages.file_title(reader), data), messages.file_comment(reader))


async def _sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    await my_copy.forget_password(uow, delivery.id)


async def _refused(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    await my_copy.forget_password(uow, delivery.id)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.COPY)(listeners.open)
    app.view(Form.COPY)(listeners.make)


FEATURE = Feature(
    name="my_copy",
    register=register,
    kinds=(DeliveryKind(my_copy.FILE, _prepare, sent=_sent, refused=_refused),),
)
