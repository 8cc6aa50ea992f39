"""Agents of many slots as lanes: what trains one policy for all agents sees a batch of `slots * agents` players.

Lane `slot * agents + row` is agent `row` of copy `slot`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .controller import Seed
from .rows import TERMINATED, TRUNCATED, Stepped
from .world import World


@dataclass
class Step:
    """What a step gave each lane. Where an episode ended, the observations are the next one's already."""

    #: `[lanes, *shape]`.
    observations: np.ndarray
    #: `float32 [lanes]`.
    rewards: np.ndarray
    #: `bool [lanes]`.
    terminated: np.ndarray
    truncated: np.ndarray
    #: Lanes whose episode ended, `int64 [ended]`, with their last observations, returns and lengths in that order.
    ended: np.ndarray
    final_observations: np.ndarray
    returns: np.ndarray
    lengths: np.ndarray


class Lanes:
    """The lanes of a world of autoreset 'same-step'."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.agents = len(world.description["agents"])
        self.count = world.slots * self.agents

    def reset(self, seed: Seed = None) -> np.ndarray:
        """The first observations, `[lanes, *shape]`."""
        return self._flat(self.world.reset(seed).observations)

    def step(self, actions: Any) -> Step:
        """Takes a step with an action a lane, `[lanes]` or `[lanes, heads]`."""
        stepped = self.world.step(actions)
        done = stepped.done.reshape(-1)
        return Step(
            observations=self._flat(stepped.observations),
            rewards=stepped.rewards.reshape(-1),
            terminated=done == TERMINATED,
            truncated=done == TRUNCATED,
            **self._ended(stepped),
        )

    def masks(self) -> np.ndarray | None:
        """Legal actions, `int8 [lanes, sum of heads]`; None where every action is legal always."""
        mask = self.world.rows.mask if self.world.rows else None
        return None if mask is None else mask.reshape(self.count, -1)

    def live(self) -> np.ndarray:
        """Whether the agents are in the world, `bool [lanes]`."""
        rows = self.world.rows
        return np.ones(self.count, dtype=bool) if rows is None else rows.live.reshape(-1)

    def _flat(self, rows: np.ndarray) -> np.ndarray:
        return rows.reshape(-1, *rows.shape[2:])

    def _ended(self, stepped: Stepped) -> dict[str, np.ndarray]:
        final = stepped.final
        if final is None:
            none = np.zeros(0, dtype=np.int64)
            nothing = self._flat(stepped.observations)[none]
            return {"ended": none, "final_observations": nothing, "returns": none.astype(float), "lengths": none}
        lanes = final.slots[:, None].astype(np.int64) * self.agents + np.arange(self.agents)
        return {
            "ended": lanes.reshape(-1),
            "final_observations": self._flat(final.observations),
            "returns": final.returns.reshape(-1),
            "lengths": np.repeat(final.lengths, self.agents),
        }
