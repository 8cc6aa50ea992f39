"""Requests and replies over one connection to the server (server/protocol.ts)."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from . import codec as codecs
from .errors import Disconnected, ServerFault, SvaError
from .server import address
from .websocket import WebSocket

PROTOCOL_VERSION = 1
#: Seconds for which a lost connection is opened again and again, and between two tries.
PATIENCE_SECONDS = 2.0
RETRY_SECONDS = 0.1
#: Times that a request is sent before a connection that is always lost counts as none.
TRIES = 3
#: Events of one seat; of a world that ended there is one for all.
SEAT_EVENTS = ("observation", "seat", "ended")


class Connection:
    """A connection that said hello. Belongs to the process that opened it."""

    def __init__(
        self, url: str, token: str | None = None, kind: str = "trainer", codec: str | None = None, name: str = "sva_gym"
    ) -> None:
        """Connects. Raises Disconnected where there is no server, ServerFault where it does not want this client."""
        self.codec = codec or codecs.best_codec()
        self.pid = os.getpid()
        self._queues: dict[tuple[str, str], deque[dict[str, Any]]] = {}
        self._last = 0
        self._open = True
        self._socket = WebSocket(url, codecs.subprotocol(self.codec), token)
        client = {"name": name, "language": "python"}
        # A trainer computes for minutes and hears no ping meanwhile.
        self.welcome = self.request("hello", proto=[PROTOCOL_VERSION], kind=kind, client=client, heartbeat="idle")
        # Who looks takes a core, the server another, and its worlds one more where they have threads of their own.
        cores = os.cpu_count() or 1
        self._socket.looks = cores > 2 or (cores == 2 and "in-thread" in self.welcome["capabilities"])

    @property
    def usable(self) -> bool:
        """Whether this process may go on using it."""
        return self._open and self.pid == os.getpid()

    def request(self, t: str, **fields: Any) -> dict[str, Any]:
        """Sends a request and waits for its reply. Raises ServerFault, or Disconnected."""
        self._last += 1
        number = self._last
        try:
            self._socket.send(codecs.encode(self.codec, {"t": t, "id": number, **fields}))
            while True:
                message = self._receive()
                if message.get("re") == number:
                    break
                self._hear(message)
        except Disconnected:
            self._open = False
            raise
        if message["t"] == "error":
            raise _fault(message)
        return message

    def listen(self, world: str, agent: str) -> None:
        """Keeps the events of a seat from now on; those that nobody listens to are dropped."""
        self._queues[world, agent] = deque()

    def event(self, world: str, agent: str) -> dict[str, Any]:
        """The next event of a seat that is listened to. Blocks until there is one."""
        queue = self._queues[world, agent]
        while not queue:
            try:
                self._hear(self._receive())
            except Disconnected:
                self._open = False
                raise
        return queue.popleft()

    def close(self) -> None:
        """Ends the connection; in another process than the one that opened it, only this end."""
        if self.usable:
            self._socket.close()
        else:
            self._socket.drop()
        self._open = False

    def _receive(self) -> dict[str, Any]:
        return codecs.decode(self.codec, self._socket.receive())

    def _hear(self, message: dict[str, Any]) -> None:
        if message["t"] == "error":
            # A fault without a number is the connection's own.
            if "re" not in message:
                raise _fault(message)
        elif message["t"] in SEAT_EVENTS:
            for (world, agent), queue in self._queues.items():
                if message["world"] == world and message.get("agent", agent) == agent:
                    queue.append(message)


class Link:
    """A connection that is opened when it is needed: at first, after it was lost, and in every process anew."""

    def __init__(self, url: str | None, token: str | None, codec: str | None, kind: str = "trainer") -> None:
        """See `server.address` for `url` and `token`."""
        self._where = (url, token)
        self._kind = kind
        self._codec = codec
        self._connection: Connection | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_connection": None}

    def connection(self) -> Connection:
        """Raises Disconnected where there is none for PATIENCE_SECONDS."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self._connection is None or not self._connection.usable:
            self.close()
            try:
                self._where = address(*self._where)
                self._connection = Connection(*self._where, kind=self._kind, codec=self._codec)
            except Disconnected:
                if time.monotonic() >= end:
                    raise
                time.sleep(RETRY_SECONDS)
        return self._connection

    def ask(self, t: str, **fields: Any) -> dict[str, Any]:
        """A request that may be done twice, of no world."""
        try:
            return self.connection().request(t, **fields)
        except Disconnected:
            return self.connection().request(t, **fields)

    def close(self) -> None:
        """Ends the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class Handle:
    """Something of a world that a token proves: its controller, or a seat. It moves from a lost connection to the
    next."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self._let_go()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_on": None, "_world": None, "_token": None}

    @property
    def held(self) -> bool:
        """Whether there is a world that this process holds something of."""
        return self._world is not None and self._pid == os.getpid()

    @property
    def id(self) -> str:
        """The world's id. Raises SvaError where it has not begun."""
        if self._world is None or self._pid != os.getpid():
            raise SvaError("Got a world that has not begun in this process, expected a reset or open before that.")
        return self._world

    def _hold(self, connection: Connection, world: str, token: str) -> None:
        self._on: Connection | None = connection
        self._world: str | None = world
        self._token: str | None = token
        self._pid = os.getpid()

    def _let_go(self) -> None:
        self._on = self._world = self._token = None
        self._pid = os.getpid()

    def _request(
        self, t: str, done: Callable[[dict[str, Any]], dict[str, Any] | None] | None = None, **fields: Any
    ) -> dict[str, Any]:
        """A request of the world. Where the connection was lost it is asked again, unless `done` makes a reply of how
        the world stands: then it was done already, and its reply lost."""
        world = self.id
        for tries in range(TRIES):
            connection = self.link.connection()
            try:
                if self._on is not connection:
                    last = self._resume(connection)
                    if done is not None and (reply := done(last)) is not None:
                        return reply
                return connection.request(t, world=world, **fields)
            except Disconnected:
                if tries == TRIES - 1:
                    raise
        raise AssertionError("TRIES is positive.")

    def _resume(self, connection: Connection, **who: Any) -> dict[str, Any]:
        """Takes the handle over. Answers how the world stands."""
        asked = {"world": self._world, "token": self._token, "lastTick": self._last_tick(), **who}
        reply = connection.request("resume", **asked)
        self._on, self._token = connection, reply["token"]
        return reply["last"]

    def _last_tick(self) -> int:
        """The last tick whose rows arrived."""
        raise NotImplementedError


def _fault(message: dict[str, Any]) -> ServerFault:
    return ServerFault(message["code"], message["message"], message.get("retry", False), message.get("data"))
