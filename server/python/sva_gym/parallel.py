"""PettingZoo: every environment as a ParallelEnv, and as an AEC environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from pettingzoo import AECEnv, ParallelEnv
from pettingzoo.utils.conversions import parallel_to_aec

from .controller import DEFAULT_VIEW, Seed
from .pictures import RENDER_MODES, checked_mode, form_of
from .roster import Roster
from .rows import TERMINATED, TRUNCATED, Rows
from .spaces import DTYPES, action_space, observation_space
from .warn import warn_of_options
from .world import World


class SvaParallelEnv(ParallelEnv[str, np.ndarray, Any]):
    """A world of the server whose agents all act here.

    Rewards, terminations and so on have the agents that lived at the start of the step. Where the environment has
    illegal actions, `infos[agent]["action_mask"]` is 1 for those that are legal, `int8 [n]` (heads one after another);
    an illegal action does nothing.

    An agent that is out of the world for a while (`live` of the protocol) stays in `agents`, and what it does has no
    effect; `infos[agent]["live"]` says so. With `lives` its name ends with termination instead, and it comes back as
    `name#2`, `name#3`, ..., `name#<lives>`, since PettingZoo has no revival.
    """

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None = None,
        *,
        view: str | None = DEFAULT_VIEW,
        lives: int | None = None,
        max_cycles: int | None = None,
        render_mode: str | None = None,
        **world: Any,
    ) -> None:
        """`max_cycles` truncates episodes that the environment would not end yet; `world` is more of `World`."""
        self.world = World(env, options, view=view, autoreset="disabled", **world)
        self.metadata: dict[str, Any] = {"name": env, "render_modes": RENDER_MODES, "is_parallelizable": True}
        self.render_mode = checked_mode(render_mode)
        self.lives = lives
        self.max_cycles = max_cycles
        self.agents: list[str] = []
        self._roster: Roster | None = None
        self._steps = 0
        self._observation_space: spaces.Box | None = None
        self._action_spaces: dict[str, spaces.Space[Any]] = {}

    @property
    def possible_agents(self) -> list[str]:
        """Every name that an agent may have, in the order of the rows."""
        return list(self.roster.rows)

    @property
    def roster(self) -> Roster:
        """Which row an agent's name stands for."""
        if self._roster is None:
            self._roster = Roster(self.world.agents, self.lives)
        return self._roster

    @property
    def observation_spaces(self) -> dict[str, spaces.Space[Any]]:
        return {agent: self.observation_space(agent) for agent in self.possible_agents}

    @property
    def action_spaces(self) -> dict[str, spaces.Space[Any]]:
        return {agent: self.action_space(agent) for agent in self.possible_agents}

    def observation_space(self, agent: str) -> spaces.Box:
        if self._observation_space is None:
            self._observation_space = observation_space(self.world.description)
        return self._observation_space

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """The same object every time, so that seeding it lasts."""
        if agent not in self._action_spaces:
            self._action_spaces[agent] = action_space(self.world.description["action"])
        return self._action_spaces[agent]

    @property
    def state_space(self) -> spaces.Box:
        one = self.observation_space(self.world.agents[0])
        n = len(self.world.agents)
        return spaces.Box(
            np.repeat(one.low[None], n, 0),
            np.repeat(one.high[None], n, 0),
            (n, *one.shape),
            DTYPES[self.world.description["observation"]["dtype"]],
        )

    def state(self) -> np.ndarray:
        """All observations, `[agents, *shape]`: what a centralised critic sees."""
        rows = self._running()
        return rows.observations[0].copy()

    def reset(
        self, seed: Seed = None, options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """Starts an episode. The environment takes no options at a reset: what is given is ignored, with a warning."""
        warn_of_options(options)
        rows = self.world.reset(seed)
        self._steps = 0
        self.agents = self.roster.begin(rows.live[0])
        return self._observe(rows, self.agents), self._infos(rows, self.agents)

    def step(
        self, actions: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict[str, Any]]]:
        """Takes a step. Raises ValueError where an agent that lives has no action."""
        self._running()
        acting = self.agents
        stepped = self.world.step(self._joint(actions))
        self._steps += 1
        cut = self.max_cycles is not None and self._steps >= self.max_cycles
        ended, new = self.roster.change(stepped.live[0])
        done = {agent: stepped.done[0, self.roster.rows[agent]] for agent in acting}
        terminated = {agent: bool(done[agent] == TERMINATED or agent in ended) for agent in acting}
        truncated = {agent: not terminated[agent] and bool(done[agent] == TRUNCATED or cut) for agent in acting}
        rewards = {agent: float(stepped.rewards[0, self.roster.rows[agent]]) for agent in acting}
        self.agents = [agent for agent in acting if not terminated[agent] and not truncated[agent]]
        if self.agents:
            self.agents += new
            rewards.update(dict.fromkeys(new, 0.0))
            terminated.update(dict.fromkeys(new, False))
            truncated.update(dict.fromkeys(new, False))
        infos = self._infos(stepped, list(rewards))
        if stepped.final is not None:
            for info in infos.values():
                info["metrics"] = dict(zip(self.world.description["metrics"], stepped.final.metrics[0].tolist()))
        return self._observe(stepped, list(rewards)), rewards, terminated, truncated, infos

    def render(self) -> Any:
        """How the world looks: `uint8 [height, width, 3]` in mode 'rgb_array', text in mode 'ansi'."""
        form = form_of(self.render_mode)
        self._running()
        return self.world.render(form)

    def close(self) -> None:
        """Ends the world. Harmless if it has ended."""
        self.world.close()
        self.agents = []

    def _running(self) -> Rows:
        if self.world.rows is None or not self.agents:
            raise RuntimeError("Got a step or state outside of an episode, expected a reset before it.")
        return self.world.rows

    def _joint(self, actions: Mapping[str, Any]) -> np.ndarray:
        """The actions of all rows, `[agents, heads]`."""
        missing = [agent for agent in self.agents if agent not in actions]
        if missing:
            raise ValueError(
                f"Missing actions of {', '.join(missing)}, expected one for each of {', '.join(self.agents)}."
            )
        joint = np.zeros((len(self.world.agents), len(self.world.heads)), dtype=np.int32)
        for agent in self.agents:
            joint[self.roster.rows[agent]] = actions[agent]
        return joint

    def _observe(self, rows: Rows, agents: list[str]) -> dict[str, Any]:
        return {agent: rows.observations[0, self.roster.rows[agent]].copy() for agent in agents}

    def _infos(self, rows: Rows, agents: list[str]) -> dict[str, dict[str, Any]]:
        infos: dict[str, dict[str, Any]] = {}
        for agent in agents:
            row = self.roster.rows[agent]
            infos[agent] = {"live": bool(rows.live[0, row])}
            if rows.mask is not None:
                infos[agent]["action_mask"] = rows.mask[0, row].copy()
        return infos


def parallel_env(env: str, options: Mapping[str, Any] | None = None, **more: Any) -> SvaParallelEnv:
    """An environment of the server as PettingZoo's ParallelEnv."""
    return SvaParallelEnv(env, options, **more)


def aec_env(env: str, options: Mapping[str, Any] | None = None, **more: Any) -> AECEnv[str, np.ndarray, Any]:
    """An environment of the server as PettingZoo's AECEnv: agents act in turn, the last one's action steps."""
    return parallel_to_aec(SvaParallelEnv(env, options, **more))
