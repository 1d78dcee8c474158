"""The doctor looks at what the bot keeps: database, keys, room on the disk, and who else can read the files."""

import shutil
import stat
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot import operator
from bot.findings import Finding
from bot.logs import class_of
from bot.settings import Settings
from storage import backlog, schema
from storage.deliveries import State
from storage.engine import Database
from storage.health import Trouble, check_writable, trouble_of
from storage.keystore import KeyStore
from storage.unit_of_work import Storage
from storage.vault import Vault
from storage.vault_errors import VaultError

LEAST_FREE_MB = 200
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MEND = {
    Trouble.BAD_ADDRESS: "It should be sqlite:////path/to/file.db or postgresql://user@host/name.",
    Trouble.NO_DRIVER: "The driver for PostgreSQL is not installed. Install it with the lock file locks/postgres.txt.",
    Trouble.UNREACHABLE: "It does not answer. Check that it runs, its host and port, and the network.",
    Trouble.LOGIN: "It refused the user or the password. Check both in its address.",
    Trouble.NO_SUCH_DATABASE: "The server has no database of that name. Make one, or check the name in its address.",
    Trouble.NO_RIGHTS: "Its user may not write there. Let them: the tables should belong to that user.",
    Trouble.READ_ONLY: "It can be read but not written to. Check whose files they are, and that the disk is writable.",
    Trouble.LOCKED: "It is busy: something else holds it. Look for another program that uses it, then try again.",
    Trouble.NOT_A_DATABASE: "The file there is not a database. Move it away, or put the right one back from a backup.",
    Trouble.DAMAGED: "It is damaged. Stop the bot, keep a copy, and put back the newest backup.",
    Trouble.CANNOT_OPEN: "It cannot be opened. Its folder and files should belong to the user who runs Setkeeper.",
    Trouble.FULL: "The disk is full. Make room.",
}
# Slack's codes on messages that were given up, which point at how the app is set up.
_REFUSED = {
    "messages_tab_disabled": "Turn on the Messages tab: on your app's page, under App Home. The manifest has it on.",
    "missing_scope": "Put the manifest into your app again (setkeeper manifest), then install the app again.",
    "restricted_action": "Your workspace does not let the app do this. Ask its administrators to let it.",
    "account_inactive": "The app was removed from the workspace. Install it again and copy the new token.",
}


async def database(settings: Settings) -> list[Finding]:
    """Whether the database answers, is of this program's version, takes writes, and has room to grow."""
    if not operator.has_file(settings.main_database):
        return [Finding(False, "There is no database yet.", "Make it, and the master key: setkeeper keys init")]
    try:
        async with _opened(settings.main_database) as main:
            state = await schema.state(main)
            trouble = await check_writable(main) if state == "current" else None
    except Exception as error:
        return [_trouble("The database cannot be used.", trouble_of(error), error)]
    if state != "current":
        return [Finding(False, "Database", operator.STATES[state])]
    if trouble is not None:
        return [_trouble("The database cannot be used.", trouble)]
    return [Finding(True, f"Database ({main.dialect})")]


async def keys(settings: Settings) -> list[Finding]:
    """Whether the master keys are there, closed to others, and those of the key store."""
    try:
        ring = operator.key_ring(settings)
        if not operator.has_file(settings.keystore):
            return [Finding(False, "There is no key store yet.", "Make one, with its key, by: setkeeper keys init")]
        async with _opened(settings.keystore) as keystore:
            await Vault(KeyStore(keystore), ring).open_store()
    except VaultError as error:
        return [Finding(False, "Master keys", str(error))]
    except Exception as error:
        return [_trouble("The key store cannot be used.", trouble_of(error), error)]
    mend = "They come from the environment, which other programs started here inherit. A file is safer."
    return [Finding(True, "Master keys", mend if ring.warnings else "")]


async def disk(settings: Settings) -> list[Finding]:
    """Whether there is room to write, and whether other users of this machine can read what the bot keeps."""
    files = [path for path in map(operator.file_of, (settings.main_database, settings.keystore)) if path is not None]
    folders = sorted({path.parent for path in files if path.parent.is_dir()})
    findings = []
    for folder in folders:
        if (free := shutil.disk_usage(folder).free // 1_000_000) < LEAST_FREE_MB:
            what = f"The disk with the bot's files has {free} MB left."
            findings.append(Finding(False, what, "Make room: on a full disk the bot can save nothing."))
            break
    if any(_open_to_others(path) for path in files):
        mend = "Close the folder that holds them with chmod 700."
        findings.append(Finding(False, "Other users of this machine can read the bot's files.", mend))
    return findings or ([Finding(True, "Room on the disk, and files closed to others")] if folders else [])


async def undelivered(settings: Settings) -> list[Finding]:
    """Messages that were given up, where Slack's reason points at how the app is set up."""
    try:
        async with operator.opened(settings) as storage:
            return refused(await given_up(storage))
    except Exception:  # database and keys have their own findings, which say why
        return []


async def given_up(storage: Storage) -> list[str | None]:
    """Why messages were given up: Slack's code for each."""
    return [each.last_error_code for each in await backlog.listing(storage, State.DEAD)]


def refused(codes: Sequence[str | None]) -> list[Finding]:
    """What these codes say about how the app is set up."""
    telling = sorted({code or "" for code in codes} & _REFUSED.keys())
    if codes and not telling:
        return [Finding(True, f"{len(codes)} messages were given up.", "See them with: setkeeper outbox list")]
    return [Finding(False, f"Slack refused messages ({code}).", _REFUSED[code]) for code in telling]


def _open_to_others(path: Path) -> bool:
    """Whether somebody else can come to the file and read it."""
    try:
        return bool(path.stat().st_mode & _OTHERS and path.parent.stat().st_mode & _OTHERS)
    except OSError:
        return False


def _trouble(what: str, trouble: Trouble, error: Exception | None = None) -> Finding:
    """A finding about a database: by kind, since the database's own message could hold an address with a password."""
    unknown = f"It could not be looked at ({class_of(error)})." if error else "It could not be looked at."
    return Finding(False, what, _MEND.get(trouble, f"{unknown} Check that it runs and answers."))


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    found = Database.connect(url, pool_size=1)
    try:
        yield found
    finally:
        await found.close()
