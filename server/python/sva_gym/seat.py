"""Seats: agents of worlds in which others play as well, each from a process of its own if need be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import codec as codecs
from .connection import Connection, Handle, Link
from .errors import Disconnected


@dataclass
class Observation:
    """What an agent sees and got. The caller owns the arrays."""

    #: The tick to act for.
    tick: int
    #: Episodes begun before this one.
    episode: int
    #: An array, a text with view 'text', or None without a view.
    observation: Any
    #: Legal actions, `int8 [sum of heads]`; None where every action is legal always.
    mask: np.ndarray | None
    #: Whether the agent is in the world.
    live: bool
    reward: float
    #: RUNNING, TERMINATED or TRUNCATED.
    done: int
    #: The last action as it was applied; None before the first.
    applied: list[int] | None
    #: Whether it was filled in, since none came in time.
    defaulted: bool
    #: Whether this seat is waited for.
    acts: bool


class Seat(Handle):
    """An agent's seat. `for seen in seat: seat.act(...)` plays until the world ends."""

    def __init__(self, link: Link, connection: Connection, joined: Mapping[str, Any]) -> None:
        """Use `Seat.join`, or `Table.sit`."""
        super().__init__(link)
        self.agent: str = joined["agent"]
        self.description: dict[str, Any] = joined["env"]
        #: Whether episodes may be declined; then no rewards are told.
        self.declines: bool = joined.get("declines", False)
        #: The tick of the newest observation.
        self.tick: int = joined["tick"]
        #: Whether the world has ended, or the seat is lost.
        self.over = False
        self._begun = False
        #: What came while the connection was lost.
        self._missed: deque[dict[str, Any]] = deque()
        self._hold(connection, joined["world"], joined["token"])
        connection.listen(joined["world"], self.agent)

    @staticmethod
    def join(
        world: str,
        *,
        agent: str | None = None,
        invite: str | None = None,
        name: str | None = None,
        url: str | None = None,
        token: str | None = None,
        codec: str | None = None,
    ) -> Seat:
        """Sits down, on a connection of its own. Raises ServerFault where it may not."""
        link = Link(url, token, codec, kind="agent")
        return sit(link, world, agent=agent, invite=invite, name=name)

    def observe(self) -> Observation | None:
        """The next observation. Blocks until it comes; None where there are no more."""
        while not self.over:
            event = self._event()
            if event["t"] == "observation":
                self.tick, self._begun = event["tick"], True
                return observation_of(event)
            self.over = event["t"] == "ended" or event["change"] in ("kicked", "lost")
        return None

    def __iter__(self) -> Iterator[Observation]:
        while (seen := self.observe()) is not None:
            yield seen

    def act(self, action: int | Sequence[int]) -> None:
        """Acts for the newest observation: an integer, or one for each head."""
        whole = np.asarray(action)
        plain = int(whole.reshape(-1)[0]) if whole.size == 1 else [int(one) for one in whole]
        self._request("act", agent=self.agent, tick=self.tick, action=plain)

    def decline(self, reason: str | None = None) -> None:
        """Will not act in this episode. Raises ServerFault where `declines` is false, or no action is awaited."""
        why = {} if reason is None else {"reason": reason}
        self._request("decline", agent=self.agent, tick=self.tick, **why)

    def leave(self) -> None:
        """Stands up for good."""
        if self.held and not self.over:
            self._request("leave", agent=self.agent)
        self.over = True
        self._let_go()

    def _event(self) -> dict[str, Any]:
        """The next event, over the next connection where one is lost."""
        while True:
            connection = self.link.connection()
            try:
                if self._on is not connection:
                    self._resume(connection)
                return self._missed.popleft() if self._missed else connection.event(self.id, self.agent)
            except Disconnected:
                continue

    def _resume(self, connection: Connection, **who: Any) -> dict[str, Any]:
        connection.listen(self.id, self.agent)
        last = super()._resume(connection, agent=self.agent, **who)
        if last["tick"] > self.tick or (last["acts"] and not self._begun):
            self._missed.append(last)
        return last

    def _last_tick(self) -> int:
        return self.tick


def observation_of(event: Mapping[str, Any]) -> Observation:
    """An observation of an event."""
    seen, mask = event["observation"], event.get("mask")
    return Observation(
        tick=event["tick"],
        episode=event["episode"],
        observation=codecs.array(seen) if isinstance(seen, dict) else seen,
        mask=None if mask is None else codecs.array(mask).astype(np.int8),
        live=event["live"],
        reward=float(event["reward"]),
        done=event["done"],
        applied=event.get("applied"),
        defaulted=event["defaulted"],
        acts=event["acts"],
    )


def sit(link: Link, world: str, **fields: Any) -> Seat:
    """A seat on a connection that may have others. Fields that are None are left out."""
    connection = link.connection()
    given = {name: value for name, value in fields.items() if value is not None}
    return Seat(link, connection, connection.request("join", world=world, **given))
