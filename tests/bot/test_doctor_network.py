"""The doctor on the way to Slack: a real TLS server under a private CA, and a real proxy, both on this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot import doctor, doctor_network
from bot.doctor_slack import slack
from bot.findings import Finding
from bot.settings import given
from tests.bot.test_doctor import broken, clean, local

__all__ = ["clean"]

NOW = datetime.now(UTC)
Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate(name: str, signer: Pair | None = None, *, days: int = 30, host: str = "127.0.0.1") -> Pair:
    """A certificate of this name; signed by itself (a CA) or by `signer`. `days`: valid until then, from a year ago."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = (signer[0].subject, signer[1]) if signer else (subject, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=365))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
    )
    if signer is not None:
        names: list[x509.GeneralName] = [x509.IPAddress(ip_address(host))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        # OpenSSL finds the signer by this, as with every certificate of a real CA.
        theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer[1].public_key())
        builder = builder.add_extension(theirs, critical=False)
    else:
        own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(own, critical=False).add_extension(usage, critical=True)
    return builder.sign(signing, hashes.SHA256()), key


def written(path: Path, pair: Pair) -> Path:
    """Certificate and key as one PEM file."""
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    secret = pair[1].private_bytes(serialization.Encoding.PEM, form, plain)
    path.write_bytes(pair[0].public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def authority(tmp_path: Path) -> tuple[Pair, Path]:
    """A private CA, and its certificate as the file that a network team hands out."""
    pair = certificate("Private CA")
    path = tmp_path / "ca.pem"
    path.write_bytes(pair[0].public_bytes(serialization.Encoding.PEM))
    return pair, path


@asynccontextmanager
async def tls_slack(folder: Path, pair: Pair) -> AsyncIterator[str]:
    """Slack's address behind this certificate; it says yes to both tokens."""

    async def method(request: web.Request) -> web.Response:
        if request.match_info["method"] == "auth.test":
            answer = {"ok": True, "bot_id": "B1", "team": "Trust"}
            return web.json_response(answer, headers={"X-OAuth-Scopes": "chat:write,commands"})
        return web.json_response({"ok": True, "url": f"wss://{request.host}/link?ticket=t"})

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written(folder / "server.pem", pair))
    app = web.Application()
    app.add_routes([web.post("/api/{method}", method)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield f"https://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[int]:
    """A port on which every connection is answered like this; all of them end with it."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await answer(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Proxy:
    """A little HTTP proxy: it takes CONNECT, and answers `status` (200: it opens the tunnel)."""

    def __init__(self, status: int = 200) -> None:
        self.status, self.asked = status, list[str]()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        async with listening(self._serve) as port:
            yield f"http://me:sentinel@127.0.0.1:{port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.splitlines()[0])
        writer.write(f"HTTP/1.1 {self.status} said so\r\n\r\n".encode())
        await writer.drain()
        if self.status == 200:
            host, port = head.split()[1].split(":")
            there, onward = await asyncio.open_connection(host, int(port))
            try:
                await asyncio.gather(_pour(reader, onward), _pour(there, writer))
            finally:
                onward.close()


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        sink.write(data)
        await sink.drain()
    sink.close()


async def asked(url: str, **more: object) -> list[Finding]:
    return await slack(given(slack_api_url=url, slack_bot_token="xoxb-1", slack_app_token="xapp-1", **more))


async def test_a_private_ca_is_named_and_then_works(
    tmp_path: Path, authority: tuple[Pair, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, path = authority
    async with tls_slack(tmp_path, certificate("Slack", pair)) as url:
        found = broken(await asked(url))
        assert all("The certificate shown for 127.0.0.1 is not trusted here." in one for one in found)
        assert all("name that file in SSL_CERT_FILE" in one for one in found)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        good = await asked(url)
        assert broken(good) == []
        shown = [finding.what for finding in good]
        assert "Bot token, for the workspace Trust" in shown
        assert "The way to Slack's Socket Mode" in shown


async def test_the_wrong_ca_is_not_the_same_as_none(
    tmp_path: Path, authority: tuple[Pair, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    async with tls_slack(tmp_path, certificate("Slack", certificate("Another CA"))) as url:
        assert "lacks the certificate of the authority" in broken(await asked(url))[0]


@pytest.mark.parametrize(
    ("days", "host", "said"),
    [(-1, "127.0.0.1", "is not valid now. Check this machine's clock first."), (30, "127.0.0.2", "for another name.")],
)
async def test_expired_and_for_another_name(
    tmp_path: Path,
    authority: tuple[Pair, Path],
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    host: str,
    said: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    async with tls_slack(tmp_path, certificate("Slack", authority[0], days=days, host=host)) as url:
        assert said in broken(await asked(url))[0]


async def test_a_server_that_speaks_no_tls() -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()

    async with listening(plain) as port:
        found = broken(await asked(f"https://127.0.0.1:{port}/api/"))
    assert "No encrypted connection to 127.0.0.1 could be made." in found[0]


@pytest.fixture
def through_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback goes by no proxy otherwise."""
    monkeypatch.setenv("NO_PROXY", "nothing.example")
    monkeypatch.setenv("no_proxy", "nothing.example")


@pytest.mark.usefixtures("through_proxies")
async def test_a_proxy_that_lets_us_through(
    tmp_path: Path, authority: tuple[Pair, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    proxy = Proxy()
    async with tls_slack(tmp_path, certificate("Slack", authority[0])) as url, proxy.open() as address:
        monkeypatch.setenv("HTTPS_PROXY", address)
        assert broken(await asked(url)) == []
        assert len(proxy.asked) >= 2  # Slack's methods, and the host of the line
        assert all(line.startswith("CONNECT 127.0.0.1:") for line in proxy.asked)


@pytest.mark.usefixtures("through_proxies")
@pytest.mark.parametrize(
    ("status", "said"), [(407, "asks for a name and password."), (403, "does not let us reach 127.0.0.1")]
)
async def test_a_proxy_that_does_not(monkeypatch: pytest.MonkeyPatch, status: int, said: str) -> None:
    async with Proxy(status).open() as address:
        monkeypatch.setenv("HTTPS_PROXY", address)
        text = doctor.report(await asked("https://127.0.0.1:9/api/"))
    assert said in text
    assert "sentinel" not in text


@pytest.mark.usefixtures("through_proxies")
async def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:sentinel@127.0.0.1:9")
    text = doctor.report(await asked("https://127.0.0.1:10/api/"))
    assert "The proxy 127.0.0.1:9 does not answer." in text
    assert "sentinel" not in text


async def test_a_name_that_cannot_be_found_and_a_silence() -> None:
    assert "The name slack.invalid cannot be found." in broken(await asked("https://slack.invalid/api/"))[0]

    async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with listening(silent) as port:
        assert "did not answer in time." in broken(await asked(f"http://127.0.0.1:{port}/", slack_timeout_s=0.2))[0]


@pytest.mark.parametrize("address", ["https://proxy.example:3128", "socks5://proxy.example:1080", "http://p:notaport"])
async def test_a_proxy_of_a_kind_that_would_not_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", address)
    assert "HTTPS_PROXY cannot be used." in " ".join(broken(await doctor_network.network(local(tmp_path))))


async def test_hints_where_another_setting_was_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/somewhere/ca.pem")
    text = doctor.report(await doctor_network.network(local(tmp_path)))
    assert "that needs HTTPS_PROXY" in text
    assert "A private CA goes into SSL_CERT_FILE." in text
    assert "somewhere" not in text


def test_the_env_file_and_what_has_no_effect_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ".env"
    path.write_text("SLACK_BOT_TOKEN=xoxb-sentinel\nexport HTTPS_PROXY=http://sentinel\n")
    path.chmod(0o644)
    found = doctor_network.env_file(path)
    assert [finding.what for finding in found] == [
        "Other users of this machine can read .env.",
        "HTTPS_PROXY stands in .env only.",
    ]
    assert "sentinel" not in doctor.report(found)
    path.chmod(0o600)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert doctor_network.env_file(path) == []
    assert doctor_network.env_file(tmp_path / "none") == []
    assert doctor_network.env_file(None) == []
