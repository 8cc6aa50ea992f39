"""Worlds that this client steps: `[slots, agents]` rows of arrays, with the actions of all."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import codec as codecs
from .controller import DEFAULT_VIEW, Controller, Seed, wire_seed
from .rows import Rows, Stepped, rows_of, stepped_of


class World(Controller):
    """A world of mode 'solo', or with more than one slot 'vec'.

    A connection that is lost is opened again, and what was asked is done once, whichever side lost it. In another
    process the world has to be reset before it is stepped.
    """

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None = None,
        *,
        slots: int = 1,
        view: str | None = DEFAULT_VIEW,
        autoreset: str = "same-step",
        record: bool = False,
        url: str | None = None,
        token: str | None = None,
        codec: str | None = None,
    ) -> None:
        """`autoreset`: 'same-step', the next episode shows at once, or 'disabled', it waits for a reset."""
        making = {"slots": slots, "autoreset": autoreset, "record": record}
        super().__init__(env, options, view=view, url=url, token=token, codec=codec, **making)
        self.slots = slots
        #: How the world stands; None before it began.
        self.rows: Rows | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "rows": None}

    def reset(self, seed: Seed = None) -> Rows:
        """Starts episodes: all under `seed`; without one those that wait, or, if none does, all under a seed made from
        the last."""
        if not self.held:
            self.rows = rows_of(self._create("solo" if self.slots == 1 else "vec", seed))
            return self.rows
        if seed is None:
            reply = self._request("reset", done=self._began_another)
        else:
            reply = self._request("reset", seed=wire_seed(seed))
        self.seed = reply["seed"]
        self.rows = rows_of(reply)
        return self.rows

    def step(self, actions: Any) -> Stepped:
        """Takes a step with integers `[slots, agents, heads]`, or any shape of as many."""
        given = codecs.tensor(np.asarray(actions, dtype=np.int32).reshape(self._shape))
        # A step that the server took already is answered with what it gave.
        self.rows = stepped = stepped_of(self._request("step", tick=self._last_tick(), actions=given))
        return stepped

    @functools.cached_property
    def _shape(self) -> tuple[int, int, int]:
        """Of the actions of a step."""
        return self.slots, len(self.description["agents"]), len(self.heads)

    def restore(self, snapshot: bytes) -> Rows:
        """Puts the world where a snapshot of this server's was taken. The tick goes on."""
        self.rows = rows_of(self._request("restore", snapshot=snapshot))
        return self.rows

    def close(self) -> None:
        super().close()
        self.rows = None

    def _began_another(self, last: dict[str, Any]) -> dict[str, Any] | None:
        """The lost reply to a reset, where another episode runs than this client knows of."""
        if self.rows is None or np.array_equal(codecs.array(last["episode"]), self.rows.episode):
            return None
        return {"seed": self.seed, **last}

    def _last_tick(self) -> int:
        return self.rows.tick if self.rows else 0
