"""Worlds with seats: this client makes them and invites players, itself among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .controller import DEFAULT_VIEW, Controller, Seed, wire_seed
from .seat import Seat, sit


class Table(Controller):
    """A world in which a tick is taken when every seat has acted (mode 'lockstep' or 'turn'), or by the clock
    ('realtime')."""

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None = None,
        *,
        mode: str = "lockstep",
        view: str | None = DEFAULT_VIEW,
        autoreset: str = "disabled",
        record: bool = False,
        url: str | None = None,
        token: str | None = None,
        codec: str | None = None,
    ) -> None:
        making = {"autoreset": autoreset, "record": record}
        super().__init__(env, options, view=view, url=url, token=token, codec=codec, **making)
        self.mode = mode

    def open(
        self,
        seed: Seed = None,
        *,
        bots: Mapping[str, str] | None = None,
        clock: Mapping[str, Any] | None = None,
        **seats: Any,
    ) -> None:
        """Makes the world. `bots` are scripted players by agent; `clock` and `seats` are of `Create` in
        server/protocol.ts."""
        more = {"clock": dict(clock)} if clock else {}
        self._create(self.mode, seed, seats={"bots": dict(bots or {}), **seats}, **more)

    def sit(self, agent: str | None = None) -> Seat:
        """Takes a seat on this connection. The world begins when no seat is free."""
        # Only who holds the world may sit down without an invite.
        self._request("seats")
        return sit(self.link, self.id, agent=agent)

    def invite(self, agent: str) -> str:
        """What lets another client join as `agent`, once."""
        return self._request("invite", agent=agent)["invite"]

    def reset(self, seed: Seed = None) -> None:
        """Starts an episode: the seats get their observations. See `World.reset` for the seed."""
        fields: dict[str, Any] = {} if seed is None else {"seed": wire_seed(seed)}
        self.seed = self._request("reset", **fields)["seed"]

    def seats(self) -> list[dict[str, Any]]:
        """Who sits where: `SeatRow` of server/protocol.ts."""
        return self._request("seats")["seats"]

    def _last_tick(self) -> int:
        return 0
