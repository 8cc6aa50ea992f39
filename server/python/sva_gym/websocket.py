"""A blocking WebSocket client (RFC 6455) over the standard library: what a simulation loop needs, and no event loop."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
import struct
import time
from urllib.parse import urlsplit

from .errors import Disconnected

#: RFC 6455 1.3: what the server proves that it speaks the protocol with.
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FIN, MASKED = 0x80, 0x80
#: Payloads up to this length stand in the second byte of the header; two codes say how many bytes follow instead.
SHORT, LENGTH_16, LENGTH_64 = 125, 126, 127
RECEIVE_BYTES = 1 << 16
#: For how long an answer is looked for, and how many times not after one that took longer.
LOOK_SECONDS = 2e-4
SKIPPED = 7
#: A head of the handshake that is longer is none.
HEAD_BYTES = 1 << 14
NO_STATUS = 1005
LOST = 1006


class WebSocket:
    """One connection. Every method blocks, and raises Disconnected where the connection has ended."""

    def __init__(self, url: str, subprotocol: str, token: str | None = None, timeout: float = 10.0) -> None:
        """Connects; `timeout` in seconds is for that alone. The token goes into a header, never into the URL."""
        parts = urlsplit(url)
        if parts.scheme not in ("ws", "wss") or parts.hostname is None:
            raise ValueError(f"Got url '{url}', expected ws://host:port/v1 or wss://host:port/v1.")
        port = parts.port or (443 if parts.scheme == "wss" else 80)
        self._buffer = bytearray()
        self._at = 0
        #: Whether to look for what comes before sleeping, and how many times not to.
        self.looks = False
        self._skipped = 0
        self._text = subprotocol.endswith(".json")
        try:
            self._socket = socket.create_connection((parts.hostname, port), timeout)
        except OSError as error:
            raise Disconnected(f"No connection to {url}: {error}.") from error
        try:
            if parts.scheme == "wss":
                self._socket = ssl.create_default_context().wrap_socket(self._socket, server_hostname=parts.hostname)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            self._shake_hands(parts.netloc, parts.path or "/", subprotocol, token)
            self._socket.settimeout(None)
        except OSError as error:
            self._socket.close()
            if isinstance(error, Disconnected):
                raise
            raise Disconnected(f"No connection to {url}: {error}.") from error

    def _shake_hands(self, host: str, path: str, subprotocol: str, token: str | None) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Sec-WebSocket-Protocol: {subprotocol}",
            *([f"Authorization: Bearer {token}"] if token is not None else []),
        ]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        status, *headers = self._head().split("\r\n")
        if " 101 " not in f"{status} ":
            raise Disconnected(f"The server refused the connection: {status.partition(' ')[2]}.")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
        expected = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
        if fields.get("sec-websocket-accept") != expected or fields.get("sec-websocket-protocol") != subprotocol:
            raise Disconnected(f"Got a handshake of something else, expected a server that speaks {subprotocol}.")

    def _head(self) -> str:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > HEAD_BYTES:
                raise Disconnected("Got no end of the handshake, expected an HTTP head.")
            self._fill()
        head = self._buffer[:end].decode("latin-1")
        self._at = end + 4
        return head

    def send(self, payload: bytes) -> None:
        """Sends a message."""
        self._frame(TEXT if self._text else BINARY, payload)

    def receive(self) -> bytes:
        """The next message. Answers pings meanwhile."""
        parts: list[bytes] = []
        while True:
            fin, opcode, payload = self._read_frame()
            if opcode == PING:
                self._frame(PONG, payload)
            elif opcode == CLOSE:
                self._answer_close(payload)
            elif opcode != PONG:
                if fin and not parts:
                    return payload
                parts.append(payload)
                if fin:
                    return b"".join(parts)

    def close(self) -> None:
        """Ends the connection. Harmless if it has ended."""
        try:
            self._frame(CLOSE, struct.pack(">H", 1000))
        except Disconnected:
            pass
        self.drop()

    def drop(self) -> None:
        """Closes this process's end without a word: another process may hold the same connection."""
        self._socket.close()

    def _frame(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        if size <= SHORT:
            head = struct.pack(">BB", FIN | opcode, MASKED | size)
        elif size < 1 << 16:
            head = struct.pack(">BBH", FIN | opcode, MASKED | LENGTH_16, size)
        else:
            head = struct.pack(">BBQ", FIN | opcode, MASKED | LENGTH_64, size)
        mask = os.urandom(4)
        try:
            self._socket.sendall(head + mask + _masked(payload, mask))
        except OSError as error:
            raise Disconnected(f"The connection is lost: {error}.", LOST) from error

    def _read_frame(self) -> tuple[bool, int, bytes]:
        first, second = self._take(2)
        size = second & 0x7F
        if size == LENGTH_16:
            (size,) = struct.unpack(">H", self._take(2))
        elif size == LENGTH_64:
            (size,) = struct.unpack(">Q", self._take(8))
        return bool(first & FIN), first & 0x0F, self._take(size)

    def _take(self, size: int) -> bytes:
        """The next bytes of the stream."""
        while len(self._buffer) - self._at < size:
            self._fill(size - (len(self._buffer) - self._at))
        taken = bytes(memoryview(self._buffer)[self._at : self._at + size])
        self._at += size
        if self._at == len(self._buffer):
            self._buffer = bytearray()
            self._at = 0
        return taken

    def _fill(self, size: int = 0) -> None:
        size = max(size, RECEIVE_BYTES)
        try:
            data = self._look(size)
            if data is None:
                data = self._socket.recv(size)
        except OSError as error:
            raise Disconnected(f"The connection is lost: {error}.", LOST) from error
        if not data:
            raise Disconnected("The connection is lost.", LOST)
        self._buffer += data

    def _look(self, size: int) -> bytes | None:
        """What comes within a moment, without sleeping: to be woken takes longer than many an answer. None where
        nothing came, and then some times without looking. TLS never looks, its records come in parts; nor does
        Windows."""
        if not self.looks or isinstance(self._socket, ssl.SSLSocket) or not hasattr(socket, "MSG_DONTWAIT"):
            return None
        if self._skipped > 0:
            self._skipped -= 1
            return None
        end = time.perf_counter() + LOOK_SECONDS
        while True:
            try:
                return self._socket.recv(size, socket.MSG_DONTWAIT)
            except BlockingIOError:
                if time.perf_counter() >= end:
                    self._skipped = SKIPPED
                    return None

    def _answer_close(self, payload: bytes) -> None:
        code = struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else NO_STATUS
        reason = payload[2:].decode("utf-8", "replace")
        try:
            self._frame(CLOSE, payload[:2])
        except Disconnected:
            pass
        self.drop()
        raise Disconnected(f"The server closed the connection ({f'{code} {reason}'.strip()}).", code)


def _masked(payload: bytes, mask: bytes) -> bytes:
    """XOR with the mask, as one long integer: quicker than any loop over bytes."""
    size = len(payload)
    stream = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(stream, "little")).to_bytes(size, "little")
