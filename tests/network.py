"""What this process sends out on a network, from the import of this module on: for `conftest`, after every test."""

from __future__ import annotations

import sys

GOING_OUT = {
    *("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"),
    *("urllib.Request", "http.client.connect", "webbrowser.open"),
}
went_out: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in GOING_OUT:
        went_out.append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_watch)
