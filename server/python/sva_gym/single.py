"""Gymnasium: one seat of a world as an Env, with scripted partners in the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gymnasium
import numpy as np

from .controller import DEFAULT_VIEW, Seed
from .errors import SvaError
from .pictures import RENDER_MODES, checked_mode, form_of
from .rows import RUNNING, TERMINATED, TRUNCATED
from .seat import Observation, Seat
from .spaces import action_space, observation_space
from .table import Table
from .warn import warn_of_options

#: The partner that every environment has.
RANDOM = "random"


class SvaEnv(gymnasium.Env[np.ndarray, Any]):
    """One agent of a world. Where the environment has illegal actions, `info["action_mask"]` is 1 for those that are
    legal, `int8 [n]`; `action_masks()` gives the same as bools.

    While the agent is out of the world, and in ticks in which nothing is asked of it, time passes within the step; the
    rewards of these ticks are added up.
    """

    metadata: dict[str, Any] = {"render_modes": RENDER_MODES}

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None = None,
        *,
        agent: str | int = 0,
        partners: str | Mapping[str, str] = RANDOM,
        view: str | None = DEFAULT_VIEW,
        render_mode: str | None = None,
        **table: Any,
    ) -> None:
        """`partners` is a scripted player (`sva bots`) for all other agents, or one for each of them by name; `table`
        is more of `Table`."""
        self.table = Table(env, options, view=view, **table)
        self._agent, self._partners = agent, partners
        self._seat: Seat | None = None
        self._mask: np.ndarray | None = None
        self.render_mode = checked_mode(render_mode)
        self.observation_space = observation_space(self.table.description)
        self.action_space = action_space(self.table.description["action"])

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Starts an episode; under a seed it is the same every time, and partners play the same as well."""
        super().reset(seed=seed)
        warn_of_options(options)
        if self._seat is None or not self._seat.held:
            self._seat = self._sit(seed)
        else:
            self.table.reset(seed)
        return self._seen(self._asked()[0])

    def step(self, action: Any) -> tuple[np.ndarray, float, bool, bool, dict[str, Any]]:
        """Acts, and waits for what the agent sees next."""
        if self._seat is None:
            raise RuntimeError("Got a step outside of an episode, expected a reset before it.")
        self._seat.act(action)
        seen, reward = self._asked()
        observation, info = self._seen(seen)
        return observation, reward, seen.done == TERMINATED, seen.done == TRUNCATED, info

    def action_masks(self) -> np.ndarray:
        """True for actions that are legal now, `bool [n]` (heads one after another)."""
        if self._mask is None:
            return np.ones(sum(self.table.heads), dtype=bool)
        return self._mask.astype(bool)

    def render(self) -> Any:
        """How the world looks: `uint8 [height, width, 3]` in mode 'rgb_array', text in mode 'ansi'."""
        form = form_of(self.render_mode)
        if self._seat is None:
            raise RuntimeError("Got render() before the first reset, expected one before it.")
        return self.table.render(form)

    def close(self) -> None:
        """Ends the world. Harmless if it has ended."""
        self.table.close()
        self._seat = None

    def _sit(self, seed: Seed) -> Seat:
        """A new world with partners, and the own seat in it."""
        self.table.close()
        agents = self.table.agents
        own = agents[self._agent] if isinstance(self._agent, int) else self._agent
        partners = self._partners
        bots = {agent: partners if isinstance(partners, str) else partners[agent] for agent in agents if agent != own}
        self.table.open(seed, bots=bots)
        return self.table.sit(own)

    def _asked(self) -> tuple[Observation, float]:
        """The next observation that asks for an action or is an episode's last, and the rewards until then."""
        seen = self._next()
        reward = seen.reward
        while not seen.acts and seen.done == RUNNING:
            seen = self._next()
            reward += seen.reward
        return seen, reward

    def _next(self) -> Observation:
        assert self._seat is not None
        seen = self._seat.observe()
        if seen is None:
            raise SvaError("The world has ended, expected an observation.")
        return seen

    def _seen(self, seen: Observation) -> tuple[np.ndarray, dict[str, Any]]:
        self._mask = seen.mask
        info: dict[str, Any] = {"live": seen.live}
        if seen.mask is not None:
            info["action_mask"] = seen.mask.copy()
        return seen.observation, info
