"""The doctor looks at the way to Slack: proxy, certificates, and what stands in the way when Slack is silent."""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

import aiohttp

from bot.findings import Finding
from bot.session import proxy_for
from bot.settings import SLACK, Settings

CA_FILE = "SSL_CERT_FILE"
# What other programs read for the same purpose: a sign that there is a private CA.
OTHER_CA_FILES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
ONLY_IN_ENVIRONMENT = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", CA_FILE)
# OpenSSL's verify codes (x509_vfy.h).
NOT_YET_VALID, EXPIRED, WRONG_NAME, WRONG_ADDRESS = 9, 10, 62, 64

ASK_FOR_CA = (
    f"Your organisation probably opens encrypted traffic with its own certificate authority (CA). Ask for its "
    f"certificate as a PEM file, and name that file in {CA_FILE}."
)
WRONG_CA = (
    f"The file in {CA_FILE} lacks the certificate of the authority (CA) that signed it. Ask for the right one as a PEM "
    f"file, or take {CA_FILE} away if there is no private CA."
)


async def network(settings: Settings) -> list[Finding]:
    """Which proxy and certificates the way to Slack uses; a proxy's name and password are not shown."""
    findings = [certificates(), *_proxy(settings.slack_api_url)]
    if settings.slack_api_url != SLACK:
        plain = settings.slack_api_url.startswith("http:") and not settings.rehearsal
        mend = "It is reached without encryption: anyone on the way can read the token." if plain else ""
        findings.append(Finding(not plain, "SLACK_API_URL is not Slack's own address.", mend))
    return findings


def certificates(environment: Mapping[str, str] = os.environ) -> Finding:
    """Whether the certificates of a private CA can be read."""
    named = environment.get(CA_FILE)
    if not named:
        other = next((name for name in OTHER_CA_FILES if environment.get(name)), None)
        hint = f"{other} is set, which Setkeeper does not read. A private CA goes into {CA_FILE}." if other else ""
        return Finding(True, "Certificates of the system", hint)
    try:
        found = ssl.create_default_context(cafile=named).cert_store_stats()["x509_ca"]
    except (OSError, ssl.SSLError):
        found = 0
    if not found:
        return Finding(False, f"{CA_FILE} cannot be read.", "It should be a file of certificates in PEM form.")
    return Finding(True, f"Certificates from {CA_FILE}")


def env_file(path: Path | None) -> list[Finding]:
    """Whether others can read `.env`, which holds the tokens, and what stands in it without effect."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path is not None else []
        mode = path.stat().st_mode if path is not None else 0
    except (OSError, UnicodeError):
        return []  # there is none, or reading the settings says what is wrong with it
    findings = []
    if mode & 0o077 and os.name == "posix":
        findings.append(Finding(False, "Other users of this machine can read .env.", "Close it with: chmod 600 .env"))
    names = {line.strip().removeprefix("export ").partition("=")[0].strip().upper() for line in lines}
    for name in ONLY_IN_ENVIRONMENT:
        if name in names and not (os.environ.get(name) or os.environ.get(name.lower())):
            mend = "Set it in the environment in which Setkeeper starts: in .env it has no effect."
            findings.append(Finding(False, f"{name} stands in .env only.", mend))
    return findings


def why_silent(error: BaseException, url: str) -> Finding:
    """What keeps us from `url`, in plain words, and how to mend it."""
    parts, proxy = urlsplit(url), named_proxy(url)
    host = parts.hostname or "Slack"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _untrusted(error.certificate_error, host)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return _proxy_says(error.status, host, proxy)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return Finding(False, f"{proxy or 'The proxy'} does not answer.", "Check HTTPS_PROXY, and that the proxy runs.")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        mend = "Check this machine's DNS. Where only a proxy reaches the internet, set HTTPS_PROXY."
        return Finding(False, f"The name {host} cannot be found.", mend)
    if isinstance(error, aiohttp.ClientSSLError):
        mend = "Something on the way does not speak TLS. Check HTTPS_PROXY, and ask your network team."
        return Finding(False, f"No encrypted connection to {host} could be made.", mend)
    if isinstance(error, TimeoutError):
        mend = "A firewall may drop it. Let this machine reach slack.com and its names, or set HTTPS_PROXY."
        return Finding(False, f"{host} did not answer in time.", mend)
    mend = f"Check the network, the proxy, and {CA_FILE} where your organisation has its own certificates."
    return Finding(False, f"{host} did not answer.", mend)


def named_proxy(url: str) -> str:
    """ "The proxy name:port" for this address, without its user and password; "" for none."""
    parts = urlsplit(proxy_for(url) or "")
    return f"The proxy {parts.hostname}" + (f":{parts.port}" if parts.port else "") if parts.hostname else ""


def _proxy(url: str) -> list[Finding]:
    proxy = proxy_for(url)
    if proxy is None:
        wanted = urlsplit(url).scheme == "https" and "https" not in getproxies() and "http" in getproxies()
        mend = "HTTP_PROXY is set, but Slack is reached by https: that needs HTTPS_PROXY."
        return [Finding(True, "No proxy", mend)] if wanted else []
    try:
        shown, http = named_proxy(url), urlsplit(proxy).scheme == "http"
    except ValueError:  # a port that is no number
        shown, http = "", False
    if not shown or not http:
        mend = "It should be http://name:port, also for traffic that is encrypted."
        return [Finding(False, "HTTPS_PROXY cannot be used.", mend)]
    return [Finding(True, shown)]


def _untrusted(error: Exception, host: str) -> Finding:
    """A certificate that was not accepted: which of the usual reasons."""
    code = getattr(error, "verify_code", 0)
    if code in (NOT_YET_VALID, EXPIRED):
        mend = "Check this machine's clock first. If it is right, tell your network team."
        return Finding(False, f"The certificate shown for {host} is not valid now.", mend)
    if code in (WRONG_NAME, WRONG_ADDRESS):
        mend = "Something else answered in its place. Check the proxy and the DNS of your network."
        return Finding(False, f"The certificate shown for {host} is for another name.", mend)
    mend = WRONG_CA if os.environ.get(CA_FILE) else ASK_FOR_CA
    return Finding(False, f"The certificate shown for {host} is not trusted here.", mend)


def _proxy_says(status: int, host: str, proxy: str) -> Finding:
    shown = proxy or "The proxy"
    if status == 407:
        mend = "Put them into HTTPS_PROXY: http://name:password@host:port. Write special letters as %40 and the like."
        return Finding(False, f"{shown} asks for a name and password.", mend)
    mend = "Ask your network team to let this machine reach slack.com and every name under it, by https and wss."
    return Finding(False, f"{shown} does not let us reach {host} (it answered {status}).", mend)
