"""What a controller may ask of its world, whoever plays in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import codec as codecs
from .connection import Handle, Link
from .errors import SvaError

#: The view that the environment itself prefers.
DEFAULT_VIEW = "default"
#: Integers beyond it are not exact in JSON; such seeds travel as text.
MAX_SAFE_INTEGER = 2**53 - 1

Seed = int | str | None


class Controller(Handle):
    """A world of the server and all power over it. Nothing is connected before it has to be; in another process, after
    a fork or unpickled, it is a new world of the same making."""

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None,
        *,
        view: str | None,
        url: str | None,
        token: str | None,
        codec: str | None,
        **making: Any,
    ) -> None:
        """`view` is one of the environment's, 'text', or None for none. See `server.address` for `url` and `token`."""
        super().__init__(Link(url, token, codec))
        self.env = env
        self.options = dict(options or {})
        #: What counts from the last reset on.
        self.seed: Seed = None
        self._making = making
        self._view = {} if view == DEFAULT_VIEW else {"view": view}
        self._description: dict[str, Any] | None = None

    @property
    def description(self) -> dict[str, Any]:
        """Of the environment with these options: `EnvDescription` of server/protocol.ts."""
        if self._description is None:
            self._description = self.link.ask("describe", env=self.env, options=self.options, **self._view)["env"]
        return self._description

    @property
    def agents(self) -> list[str]:
        """Names of the agents, in the order of the rows."""
        return [agent["name"] for agent in self.description["agents"]]

    @property
    def heads(self) -> list[int]:
        """Sizes of the heads of an action."""
        action = self.description["action"]
        return [action["n"]] if action["kind"] == "discrete" else list(action["heads"])

    def _create(self, mode: str, seed: Seed, **more: Any) -> dict[str, Any]:
        """Makes the world. Answers how it stands."""
        making = {**self._making, **more, **({} if seed is None else {"seed": wire_seed(seed)})}
        connection = self.link.connection()
        made = connection.request("create", env=self.env, options=self.options, mode=mode, **self._view, **making)
        self._hold(connection, made["world"], made["controller"])
        self.seed, self._description = made["seed"], made["env"]
        return made

    def snapshot(self) -> tuple[bytes, str]:
        """The whole state, sealed by the server, and its hash."""
        reply = self._request("snapshot")
        return codecs.raw(reply["snapshot"]), reply["hash"]

    def state(self, slot: int = 0) -> dict[str, Any]:
        """The state in the environment's own format, with hash, metrics, returns and infos: `WorldState` of
        server/protocol.ts."""
        return self._request("state", slot=slot)

    def render(self, form: str = "pixels", slot: int = 0, cell: int | None = None) -> Any:
        """How the world looks: 'pixels', `uint8 [height, width, 3]` with `cell` pixels a cell; 'text', a character a
        cell; or 'picture', shapes as data."""
        more = {} if cell is None else {"cell": cell}
        seen = self._request("render", form=form, slot=slot, **more)[form]
        return codecs.array(seen) if form == "pixels" else seen

    def recording(self) -> str:
        """The text of the recording so far, for `sva replay`."""
        text = ""
        cursor: int | None = 0
        while cursor is not None:
            piece = self._request("replay", op="get", cursor=cursor)
            text += piece["text"]
            cursor = piece.get("cursor")
        return text

    def close(self) -> None:
        """Ends the world and the connection. Harmless if they have ended; a reset makes another world."""
        if self.held and self._on is not None and self._on.usable:
            try:
                self._on.request("destroy", world=self._world)
            except SvaError:
                pass
        self.link.close()
        self._let_go()

    def __enter__(self) -> Controller:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def wire_seed(seed: int | str) -> int | str:
    """A seed as it travels."""
    if isinstance(seed, str):
        return seed
    return int(seed) if abs(int(seed)) <= MAX_SAFE_INTEGER else str(int(seed))
