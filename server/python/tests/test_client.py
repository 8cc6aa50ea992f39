"""Frames and codecs, against a peer that the test plays itself."""

from __future__ import annotations

import base64
import hashlib
import queue
import socket
import struct
import threading
from collections.abc import Callable

import numpy as np
import pytest

from sva_gym import Disconnected, ServerFault, codec
from sva_gym.connection import Connection
from sva_gym.websocket import GUID, WebSocket

JSON = codec.SUBPROTOCOLS["json"]


def peer(play: Callable[[socket.socket], None], subprotocol: str = JSON) -> str:
    """A server for one connection: shakes hands, then plays. Answers its URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, listener.accept()[0] as client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            key = next(
                line.split(": ")[1] for line in head.decode().split("\r\n") if line.startswith("Sec-WebSocket-Key")
            )
            accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
            lines = ["HTTP/1.1 101 Switching Protocols", f"Sec-WebSocket-Accept: {accept}"]
            client.sendall("\r\n".join([*lines, f"Sec-WebSocket-Protocol: {subprotocol}", "", ""]).encode())
            play(client)

    threading.Thread(target=run, daemon=True).start()
    return f"ws://127.0.0.1:{listener.getsockname()[1]}/v1"


def read(client: socket.socket) -> tuple[int, bytes]:
    """A frame of the client, unmasked."""
    stream = client.makefile("rb", buffering=0)
    first, second = stream.read(2)
    assert second & 0x80, "Frames of clients are masked."
    size = second & 0x7F
    if size >= 126:
        size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
    mask = stream.read(4)
    data = b""
    while len(data) < size:
        data += stream.read(size - len(data))
    return first, bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_payloads_of_every_length_come_and_go(size: int) -> None:
    sent = bytes(i % 251 for i in range(size))
    heard = []

    def play(client: socket.socket) -> None:
        heard.append(read(client))
        code = (126, ">H") if size < 65_536 else (127, ">Q")
        head = bytes([0x82, size]) if size < 126 else bytes([0x82, code[0]]) + struct.pack(code[1], size)
        client.sendall(head + sent)

    line = WebSocket(peer(play), JSON)
    line.send(sent)
    assert line.receive() == sent
    assert heard == [(0x81, sent)]


def test_fragments_are_put_together_and_pings_between_them_answered() -> None:
    heard: queue.Queue[tuple[int, bytes]] = queue.Queue()

    def play(client: socket.socket) -> None:
        client.sendall(b"\x01\x03abc" + b"\x89\x02hi" + b"\x00\x01d" + b"\x80\x01e")
        heard.put(read(client))

    line = WebSocket(peer(play), JSON)
    assert line.receive() == b"abcde"
    assert heard.get(timeout=30) == (0x8A, b"hi")
    line.close()


def test_a_close_is_an_exception_with_its_code() -> None:
    line = WebSocket(peer(lambda client: client.sendall(b"\x88\x06" + struct.pack(">H", 4408) + b"idle")), JSON)
    with pytest.raises(Disconnected, match="4408 idle") as caught:
        line.receive()
    assert caught.value.code == 4408


def test_a_line_that_ends_is_an_exception() -> None:
    line = WebSocket(peer(lambda client: client.close()), JSON)
    with pytest.raises(Disconnected, match="lost"):
        line.receive()


def test_another_subprotocol_is_refused() -> None:
    with pytest.raises(Disconnected, match="sva.v1.json"):
        WebSocket(peer(lambda client: None, "chat"), JSON)


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="http://lab"):
        WebSocket("http://lab", JSON)
    with pytest.raises(Disconnected, match="127.0.0.1:1"):
        WebSocket("ws://127.0.0.1:1/v1", JSON)


@pytest.mark.parametrize("name", ["json", "msgpack"])
@pytest.mark.parametrize("dtype", ["|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<f4", "<f8"])
def test_tensors_of_every_type_come_back(name: str, dtype: str) -> None:
    array = np.arange(-3, 3).astype(dtype).reshape(2, 3)
    back = codec.array(codec.decode(name, codec.encode(name, {"a": codec.tensor(array)}))["a"])
    np.testing.assert_array_equal(back, array)
    assert back.dtype == np.dtype(dtype) and back.flags.owndata


def test_numbers_that_json_does_not_have_are_read() -> None:
    array = codec.array({"d": "<f4", "s": [4], "v": [1.5, "NaN", "Infinity", "-Infinity"]})
    np.testing.assert_array_equal(array, np.array([1.5, np.nan, np.inf, -np.inf], dtype="<f4"))


def test_bytes_are_text_in_json() -> None:
    assert codec.decode("json", codec.encode("json", {"snapshot": b"\x00\xff"})) == {"snapshot": {"b64": "AP8="}}


def test_without_msgpack_it_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "msgpack", None)
    assert codec.best_codec() == "json"
    with pytest.raises(ImportError, match="pip install msgpack"):
        codec.subprotocol("msgpack")
    with pytest.raises(ValueError, match="json"):
        codec.subprotocol("xml")


def test_a_connection_says_who_it_is_and_requests_are_numbered(server) -> None:
    connection = Connection(server.url, server.token)
    assert connection.welcome["proto"] == 1
    assert connection.request("ping", ts=3)["ts"] == 3
    with pytest.raises(ServerFault, match="E_SCHEMA") as caught:
        connection.request("ping", colour="red")
    assert caught.value.code == "E_SCHEMA" and not caught.value.retry
    connection.close()
    assert not connection.usable
