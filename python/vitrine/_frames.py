"""Where a notebook's page reaches a server of this process, in a frame."""

import ipaddress
import os
from urllib.parse import urlsplit


def address(port: int, origin: str = "", base: str = "", proxy: str | None = None) -> str:
    """The address of `port` for a page at `origin`, whose notebook serves below `base`.

    A page of this machine reaches it as it is, and so does one that is no page of a server (VS Code). Others go through the
    notebook's own server, where jupyter-server-proxy hands on /proxy/PORT. `proxy`, or else $VITRINE_PROXY, says otherwise.

    >>> address(41234, "http://localhost:8888", "/")
    'http://127.0.0.1:41234'
    >>> address(41234, "https://hub.example.org", "/user/ana/")
    'https://hub.example.org/user/ana/proxy/41234'
    >>> address(41234, "vscode-webview://1f3k")
    'http://127.0.0.1:41234'
    >>> address(41234, "https://hub.example.org", proxy="/node/7/{port}/")
    'https://hub.example.org/node/7/41234'
    """
    told = proxy or os.environ.get("VITRINE_PROXY")
    if told:
        where = told.replace("{port}", str(port)).rstrip("/")
        return origin + where if where.startswith("/") else where
    there = urlsplit(origin)
    if not base or there.scheme not in ("http", "https") or is_of_this_machine(there.hostname or ""):
        return f"http://127.0.0.1:{port}"
    return f"{origin}{base.rstrip('/')}/proxy/{port}"


def is_of_this_machine(host: str) -> bool:
    """Whether a browser that calls its own machine so means the one that it runs on.

    >>> [is_of_this_machine(host) for host in ("localhost", "127.0.0.1", "::1", "lab.localhost", "localhost.example.org")]
    [True, True, True, True, False]
    """
    number = number_of(host)
    return number.is_loopback if number else host == "localhost" or host.endswith(".localhost")


def has_name(host: str) -> bool:
    """Whether a server must be told of it: it answers to addresses and to its own machine's names as they are.

    >>> [has_name(host) for host in ("hub.example.org", "10.0.0.7", "localhost", "")]
    [True, False, False, False]
    """
    return host != "" and number_of(host) is None and not is_of_this_machine(host)


def number_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
