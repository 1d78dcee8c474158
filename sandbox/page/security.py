"""What keeps the page to this machine and to itself: Host and Origin checks, and headers on every answer.

A page of another site that a visitor has open could send requests here, or point its own name at 127.0.0.1. So the
Host must name this machine, whatever changes something must be JSON from this page, and nothing is loaded from
elsewhere.
"""

from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

HERE = frozenset({"127.0.0.1", "localhost"})
SAFE = frozenset({"GET", "HEAD"})
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what does not come from this page on this machine; else answer."""
    why = refused(request)
    if why is not None:
        return web.Response(status=403, text=why, headers=HEADERS)
    return await handler(request)


def refused(request: web.Request) -> str | None:
    """Why a request is not answered; None when it may be."""
    if urlsplit(f"//{request.headers.get(hdrs.HOST, '')}").hostname not in HERE:
        return "This page answers on this machine only."
    if request.method in SAFE:
        return None
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is not None and urlsplit(origin).netloc != request.headers.get(hdrs.HOST):
        return "This comes from another page."
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return "This comes from another page."
    if request.content_type != "application/json":
        return "Only JSON can change something here."
    return None


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """For `Application.on_response_prepare`: streams get them too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
