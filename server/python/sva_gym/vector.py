"""Gymnasium: all agents of many slots as a VectorEnv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from .controller import DEFAULT_VIEW
from .lanes import Lanes, Step
from .pictures import RENDER_MODES, checked_mode, form_of
from .spaces import action_space, observation_space
from .warn import warn_of_options
from .world import World


class SvaVectorEnv(VectorEnv[np.ndarray, np.ndarray, np.ndarray]):
    """`num_envs` is `slots * agents`: one policy plays all of them. An episode that ended shows the next one's first
    observation at once (AutoresetMode.SAME_STEP); its last one stands in `infos["final_obs"]`."""

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None = None,
        *,
        slots: int = 1,
        view: str | None = DEFAULT_VIEW,
        render_mode: str | None = None,
        **world: Any,
    ) -> None:
        self.world = World(env, options, slots=slots, view=view, **world)
        self.lanes = Lanes(self.world)
        self.num_envs = self.lanes.count
        self.metadata = {"render_modes": RENDER_MODES, "autoreset_mode": AutoresetMode.SAME_STEP}
        self.render_mode = checked_mode(render_mode)
        self.single_observation_space = observation_space(self.world.description)
        self.single_action_space = action_space(self.world.description["action"])
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """Starts every episode. One seed is the whole batch's: no two slots, and no two seeds, share an episode."""
        warn_of_options(options)
        if isinstance(seed, list):
            raise TypeError("Got a list of seeds, expected one: every slot derives its own.")
        if seed is not None:
            super().reset(seed=seed)
        return self.lanes.reset(seed), self._infos()

    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        step = self.lanes.step(actions)
        infos = self._infos()
        if step.ended.size > 0:
            infos.update(self._finals(step))
        return step.observations, step.rewards.astype(np.float64), step.terminated, step.truncated, infos

    def render(self) -> tuple[Any, ...]:
        """How the world of each lane looks; lanes of one slot share a picture."""
        form = form_of(self.render_mode)
        pictures = [self.world.render(form, slot) for slot in range(self.world.slots)]
        return tuple(pictures[lane // self.lanes.agents] for lane in range(self.num_envs))

    def close_extras(self, **_: Any) -> None:
        self.world.close()

    def _infos(self) -> dict[str, Any]:
        all_of_them = np.ones(self.num_envs, dtype=bool)
        infos: dict[str, Any] = {"live": self.lanes.live().copy(), "_live": all_of_them}
        masks = self.lanes.masks()
        if masks is not None:
            infos.update(action_mask=masks.copy(), _action_mask=all_of_them.copy())
        return infos

    def _finals(self, step: Step) -> dict[str, Any]:
        """Where an episode ended, as Gymnasium's own vector environments tell it."""
        ended = np.zeros(self.num_envs, dtype=bool)
        ended[step.ended] = True
        observations = np.full(self.num_envs, None, dtype=object)
        returns = np.zeros(self.num_envs)
        lengths = np.zeros(self.num_envs, dtype=np.int64)
        for i, lane in enumerate(step.ended):
            observations[lane] = step.final_observations[i]
        returns[step.ended] = step.returns
        lengths[step.ended] = step.lengths
        episode = {"r": returns, "_r": ended.copy(), "l": lengths, "_l": ended.copy()}
        return {
            "final_obs": observations,
            "_final_obs": ended,
            "final_info": {"episode": episode, "_episode": ended.copy()},
            "_final_info": ended.copy(),
        }
