"""The key file: who may read it, what may stand in it, and that nothing of it is ever shown."""

import base64
import os
import pickle
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.confidential import SecretBytes
from storage.keyring import KEY_FROM_ENVIRONMENT, KeyRing, MasterKey
from storage.vault_errors import (
    KeyFileExists,
    KeyFileMalformed,
    KeyFileMissing,
    KeyFileNotWritten,
    KeyFileOpenToOthers,
    KeyFileUnreadable,
    KeySettingMalformed,
    VaultError,
)

OLD = base64.b64encode(b"o" * 32).decode()
NEW = base64.b64encode(b"n" * 32).decode()


def key_file(folder: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path = folder / "setkeeper.key"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def test_a_generated_ring_is_written_closed_and_read_back(tmp_path: Path) -> None:
    ring = KeyRing.generate()
    path = tmp_path / "setkeeper.key"
    before = os.umask(0)
    try:
        ring.write_new_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = KeyRing.from_file(path)
    assert read.current.id == ring.current.id
    assert bytes(read.current.key) == bytes(ring.current.key)
    assert read.warnings == ()


def test_two_generated_keys_differ() -> None:
    first, second = KeyRing.generate().current, KeyRing.generate().current
    assert len(first.key) == 32
    assert first.id != second.id
    assert bytes(first.key) != bytes(second.key)


@pytest.mark.parametrize(
    "text",
    [
        f"new:{NEW}\nold:{OLD}\n",
        f"new:{NEW},old:{OLD}",
        f"# a note, with a comma: and a colon\n\n  new:{NEW}  \r\n   # another\n old:{OLD}",
    ],
)
def test_the_first_key_wraps_and_the_others_still_open(tmp_path: Path, text: str) -> None:
    ring = KeyRing.from_file(key_file(tmp_path, text))
    assert list(ring.by_id) == ["new", "old"]
    assert bytes(ring.current.key) == b"n" * 32
    assert bytes(ring.by_id["old"].key) == b"o" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a note\n",
        "no colon at all",
        f"new:{NEW[:-4]}",
        f"new:{base64.b64encode(b'x' * 31).decode()}",
        f"new:{base64.b64encode(b'x' * 33).decode()}",
        f"new:{NEW}\nnew:{OLD}",
        f":{NEW}",
        f"a b:{NEW}",
        f"{'i' * 33}:{NEW}",
        f"new:{NEW}\nand then a line of something else",
        f"new:{NEW} {OLD}",
        "new:!!!!",
        b"\xff\xfe\x00new",
        b"new:" + b"A" * 70_000,
    ],
)
def test_a_malformed_file_is_refused_without_a_word_of_it(tmp_path: Path, text: str | bytes) -> None:
    path = key_file(tmp_path, text)
    with pytest.raises(KeyFileMalformed) as caught:
        KeyRing.from_file(path)
    assert str(caught.value).endswith(f"({path})")
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@given(mode=st.integers(min_value=0, max_value=0o777))
def test_only_a_file_closed_to_everyone_else_is_read(tmp_path_factory: pytest.TempPathFactory, mode: int) -> None:
    path = key_file(tmp_path_factory.mktemp("mode"), f"new:{NEW}", mode | 0o400)
    if mode & 0o077:
        with pytest.raises(KeyFileOpenToOthers):
            KeyRing.from_file(path)
    else:
        assert KeyRing.from_file(path).current.id == "new"


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.key", tmp_path / "none" / "none.key", key_file(tmp_path, "x") / "below"):
        with pytest.raises(KeyFileMissing) as caught:
            KeyRing.from_file(path)
        assert str(path) in str(caught.value)
        assert "setkeeper keys init" in str(caught.value)


def test_what_is_not_a_plain_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises((KeyFileMalformed, KeyFileUnreadable)):
            KeyRing.from_file(path)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(KeyFileUnreadable):
        KeyRing.from_file(loop)


def test_the_environment_works_with_a_warning() -> None:
    ring = KeyRing.from_environment(f"new:{NEW},old:{OLD}")
    assert list(ring.by_id) == ["new", "old"]
    assert ring.warnings == (KEY_FROM_ENVIRONMENT,)


@pytest.mark.parametrize("value", ["", NEW, f"new:{NEW[:-2]}", f"new:{NEW},", "\ud800", "ключ:1"])
def test_a_malformed_setting_is_refused_without_its_value(value: str) -> None:
    if value.endswith(","):  # a comma too many is forgiven
        assert KeyRing.from_environment(value).current.id == "new"
        return
    with pytest.raises(KeySettingMalformed) as caught:
        KeyRing.from_environment(value)
    assert caught.value.args == ("",)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = key_file(tmp_path, "anything")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    for taken in (path, link):
        with pytest.raises(KeyFileExists):
            KeyRing.generate().write_new_file(taken)
    assert path.read_text() == "anything"
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileNotWritten):
        KeyRing.generate().write_new_file(tmp_path / "none" / "setkeeper.key")


def test_a_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileNotWritten):
        KeyRing.generate().write_new_file(tmp_path / "setkeeper.key")
    assert list(tmp_path.iterdir()) == []


def test_keys_are_never_shown() -> None:
    key = MasterKey("new", SecretBytes(b"n" * 32))
    ring = KeyRing((key,))
    shown = [repr(key), str(key), f"{key}", f"{key.key}", f"{key.key!r:>40}", str(key.key), repr(ring), f"{ring}"]
    for text in [*shown, "%r %r" % (key.key, key)]:  # noqa: UP031 - the old way of formatting is what is tested
        assert "nnn" not in text
        assert NEW not in text
    for secret in (key, key.key, ring):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(secret)


def test_a_ring_holds_at_least_one_key() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KeyRing(())


def test_every_refusal_reads_as_a_sentence() -> None:
    found = VaultError.__subclasses__()
    assert len(found) >= 15
    for refusal in found:
        text = str(refusal())
        assert text[0].isupper()
        assert "  " not in text
        assert "\n" not in text
        assert str(refusal("there")) == f"{text} (there)"
