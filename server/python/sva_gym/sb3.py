"""Stable-Baselines3: all agents of many slots as a VecEnv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from stable_baselines3.common.vec_env import VecEnv

from .controller import DEFAULT_VIEW, Seed
from .lanes import Lanes
from .spaces import action_space, observation_space
from .world import World


class SvaVecEnv(VecEnv):
    """`num_envs` is `slots * agents`: one policy plays all of them. `env_method("action_masks")` is what MaskablePPO of
    sb3-contrib asks for."""

    def __init__(
        self,
        env: str,
        options: Mapping[str, Any] | None = None,
        *,
        slots: int = 1,
        seed: Seed = None,
        view: str | None = DEFAULT_VIEW,
        **world: Any,
    ) -> None:
        self.world = World(env, options, slots=slots, view=view, **world)
        self.lanes = Lanes(self.world)
        self.render_mode = None
        self._seed = seed
        self._actions: np.ndarray | None = None
        description = self.world.description
        super().__init__(self.lanes.count, observation_space(description), action_space(description["action"]))

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """The next reset starts every episode under this one seed."""
        self._seed = seed
        return [seed] * self.num_envs

    def reset(self) -> np.ndarray:
        seed, self._seed = self._seed, None
        self.reset_infos: list[dict[str, Any]] = [{} for _ in range(self.num_envs)]
        return self.lanes.reset(seed)

    def step_async(self, actions: np.ndarray) -> None:
        self._actions = actions

    def step_wait(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[dict[str, Any]]]:
        step = self.lanes.step(self._actions)
        infos: list[dict[str, Any]] = [{"TimeLimit.truncated": bool(cut)} for cut in step.truncated]
        for i, lane in enumerate(step.ended):
            infos[lane]["terminal_observation"] = step.final_observations[i]
            infos[lane]["episode"] = {"r": float(step.returns[i]), "l": int(step.lengths[i])}
        return step.observations, step.rewards, step.terminated | step.truncated, infos

    def action_masks(self) -> np.ndarray:
        """True for actions that are legal now, `bool [num_envs, n]`."""
        masks = self.lanes.masks()
        if masks is None:
            return np.ones((self.num_envs, sum(self.world.heads)), dtype=bool)
        return masks.astype(bool)

    def close(self) -> None:
        self.world.close()

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """Attributes are the batch's: every lane has the same."""
        return [getattr(self, attr_name) for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        setattr(self, attr_name, value)

    def has_attr(self, attr_name: str) -> bool:
        return hasattr(self, attr_name)

    def env_method(self, method_name: str, *args: Any, indices: Any = None, **kwargs: Any) -> list[Any]:
        """`action_masks`, a row a lane. Raises AttributeError for others: lanes have no methods of their own."""
        if method_name != "action_masks":
            raise AttributeError(f"Got method '{method_name}', expected action_masks: lanes have no other.")
        masks = self.action_masks()
        return [masks[i] for i in self._get_indices(indices)]

    def env_is_wrapped(self, wrapper_class: type, indices: Any = None) -> list[bool]:
        return [False for _ in self._get_indices(indices)]
