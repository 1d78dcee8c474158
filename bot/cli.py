"""`setkeeper`: the command line. Each command is one function called; this file only parses and prints."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from uuid import UUID

from bot import logs
from bot.settings import SettingsProblem, load, needed_to_run

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 well, 1 something to mend, 2 wrongly typed, 3 our fault."""
    options = _parser().parse_args(arguments)
    logs.configure("WARNING")
    command: Command = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if (sentence := _sentence(error)) is not None:
            print(sentence, file=sys.stderr)
            return 1
        logs.failure("command.failed", error)
        print("Something is wrong in Setkeeper itself. The line above says where, and holds no words.", file=sys.stderr)
        return 3


def _sentence(error: Exception) -> str | None:
    """What to print for an error that an operator can mend; None for a fault of ours, which only the log describes."""
    from bot.clock import ClockRefused
    from bot.operator import NotDone
    from bot.resources import ManifestMissing
    from bot.serve import CannotStart
    from storage.vault_errors import VaultError

    if isinstance(error, SettingsProblem):
        return "\n".join([*error.problems, "See `setkeeper doctor` for everything that is missing."])
    if isinstance(error, CannotStart | ClockRefused | ManifestMissing | NotDone | VaultError):
        return str(error)
    return None


def _run(_: argparse.Namespace) -> int:
    settings = load()
    if missing := needed_to_run(settings):
        raise SettingsProblem(missing)
    from bot.build import build
    from bot.clock import clock_for
    from bot.serve import facts, serve

    logs.configure(settings.log_level)
    logs.get_logger().info("run.starting", version=version_of(), **facts(settings))

    async def run() -> None:
        await serve(await build(settings, clock_for(settings.file_clock, settings.slack_api_url)), settings)

    asyncio.run(run())
    return 0


def _sandbox(options: argparse.Namespace) -> int:
    if options.story:
        from bot.simulate import tell_story

        return asyncio.run(tell_story(options.story, seen_by=options.seen_by, markdown=options.markdown))
    from bot import playhouse

    if options.connect:
        return asyncio.run(playhouse.connect(options.port))
    return asyncio.run(playhouse.play(options.port, options.data))


def _doctor(_: argparse.Namespace) -> int:
    from bot import doctor

    findings = asyncio.run(doctor.examine())
    print(doctor.report(findings))
    return 0 if all(finding.ok for finding in findings) else 1


def _manifest(options: argparse.Namespace) -> int:
    from bot import resources

    try:
        print(resources.manifest_for_http(options.url) if options.url else resources.manifest_text(), end="")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _operator(name: str, *given: str) -> Command:
    """A command that calls bot.operator.<name>(settings, ...given options) and prints what it returns."""

    def command(options: argparse.Namespace) -> int:
        from bot import operator

        work: Callable[..., Coroutine[Any, Any, str]] = getattr(operator, name)
        print(asyncio.run(work(load(), *(getattr(options, each) for each in given))))
        return 0

    return command


def version_of() -> str:
    """This program's version; "checkout" when it is run from one that was not installed."""
    try:
        return version("setkeeper")
    except PackageNotFoundError:
        return "checkout"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="setkeeper", description="Keeps an action learning set going between meetings."
    )
    parser.add_argument("--version", action="version", version=f"setkeeper {version_of()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "run", "run the bot until it is told to stop", _run)
    _add_sandbox(commands)
    _add(commands, "doctor", "look at everything the bot needs, and say what is missing", _doctor)
    manifest = _add(commands, "manifest", "print the manifest to give to Slack (for Socket Mode)", _manifest)
    manifest.add_argument("--url", metavar="https://...", help="for HTTP: the public address of the bot")
    coordinator = _group(commands, "coordinator", "who may set up learning sets")
    add = _add(coordinator, "add", "let someone set up learning sets", _operator("coordinator_add", "slack_user_id"))
    add.add_argument("slack_user_id", metavar="U...", help="their Slack member id, from their profile")
    _add(coordinator, "list", "who may set up learning sets now", _operator("coordinator_list"))
    database = _group(commands, "db", "the database")
    _add(database, "upgrade", "make the database, or bring it up to date", _operator("db_upgrade"))
    keys = _group(commands, "keys", "the master keys")
    _add(keys, "init", "make the master key of a new installation", _operator("keys_init"))
    outbox = _group(commands, "outbox", "what waits to be sent to Slack")
    _add(outbox, "list", "what waits, and what was given up", _operator("outbox_list"))
    replay = _add(outbox, "replay", "send again what was given up", _operator("outbox_replay", "delivery_id"))
    replay.add_argument("delivery_id", metavar="ID", type=_delivery_id, help="from `setkeeper outbox list`")
    return parser


def _delivery_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError("that is not an ID. See: setkeeper outbox list") from None


def _add_sandbox(commands: Any) -> None:  # noqa: ANN401 - argparse keeps this class private
    sandbox = _add(commands, "sandbox", "try the bot in a pretend Slack, with no account", _sandbox)
    sandbox.add_argument("--port", metavar="N", type=int, help="of the page; a free one is taken when it is busy")
    sandbox.add_argument(
        "--data", metavar="DIR", type=Path, help="keep what happens there, and go on from it next time"
    )
    sandbox.add_argument("--connect", action="store_true", help="only the pretend Slack, for a bot in another process")
    sandbox.add_argument("--story", metavar="NAME", help="no page: play this story and print it")
    sandbox.add_argument("--as", dest="seen_by", metavar="NAME", help="of a story, show only what this person sees")
    sandbox.add_argument("--markdown", metavar="FILE", type=Path, help="write the story to a file as well")


def _group(commands: Any, name: str, words: str) -> Any:  # noqa: ANN401
    return commands.add_parser(name, help=words, description=words).add_subparsers(required=True, metavar="COMMAND")


def _add(commands: Any, name: str, words: str, command: Command) -> argparse.ArgumentParser:  # noqa: ANN401
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
