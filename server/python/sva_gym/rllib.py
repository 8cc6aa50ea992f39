"""RLlib: every environment as a MultiAgentEnv."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ray.rllib.env.multi_agent_env import MultiAgentEnv

from .parallel import SvaParallelEnv

#: RLlib's key for all agents.
ALL = "__all__"


class SvaMultiAgentEnv(MultiAgentEnv):
    """`config` has `env`, and optionally `options`, `view`, and more of `SvaParallelEnv`: give `url` and `token` to
    have all runners share one server.

        config.environment(SvaMultiAgentEnv, env_config={"env": "overcooked", "url": server.url, "token": server.token})
    """

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        given = {**(config or {})}
        if "env" not in given:
            raise ValueError("Missing 'env' in env_config, expected the name of an environment (sva envs).")
        self.env = SvaParallelEnv(given.pop("env"), given.pop("options", None), **given)
        self.possible_agents = self.env.possible_agents
        self.agents = list(self.possible_agents)
        self.observation_spaces = self.env.observation_spaces
        self.action_spaces = self.env.action_spaces

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        observations, infos = self.env.reset(seed, options)
        self.agents = list(self.env.agents)
        return observations, infos

    def step(
        self, action_dict: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, float], dict[str, bool], dict[str, bool], dict[str, Any]]:
        observations, rewards, terminated, truncated, infos = self.env.step(action_dict)
        self.agents = list(self.env.agents)
        over = not self.agents
        # The world's end is a truncation if it was one for anybody.
        cut = over and any(truncated.values())
        return observations, rewards, {**terminated, ALL: over and not cut}, {**truncated, ALL: cut}, infos

    def get_observation_space(self, agent_id: str) -> Any:
        return self.observation_spaces[agent_id]

    def get_action_space(self, agent_id: str) -> Any:
        return self.action_spaces[agent_id]

    def close(self) -> None:
        self.env.close()
