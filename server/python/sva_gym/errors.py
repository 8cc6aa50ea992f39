"""What can go wrong between a client and the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class SvaError(Exception):
    """Everything that this package raises of its own."""


class Disconnected(SvaError, ConnectionError):
    """The server cannot be reached, or the connection ended before the reply came."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        #: Close code of the WebSocket; None where there was none.
        self.code = code


class ServerFault(SvaError):
    """The server did not do a request."""

    def __init__(self, code: str, message: str, retry: bool = False, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        #: One of ERRORS in server/protocol.ts.
        self.code = code
        #: Whether the same request may succeed later.
        self.retry = retry
        self.data: Mapping[str, Any] = data or {}
