"""What RLlib asks of a MultiAgentEnv."""

from __future__ import annotations

import os
import pickle

import pytest

pytest.importorskip("ray.rllib.env.multi_agent_env")

from ray.rllib.env.multi_agent_env import MultiAgentEnv  # noqa: E402
from ray.rllib.utils.pre_checks.env import check_multiagent_environments  # noqa: E402

from sva_gym.rllib import ALL, SvaMultiAgentEnv  # noqa: E402


def shared(env: str, **more: object) -> dict:
    """The configuration with which all runners share the server of the tests."""
    return {"env": env, "url": os.environ["SVA_URL"], "token": os.environ["SVA_TOKEN"], **more}


@pytest.mark.parametrize("env", ["overcooked", "commons_harvest", "coins"])
def test_rllib_takes_it(env: str) -> None:
    game = SvaMultiAgentEnv(shared(env, options={"horizon": 20}))
    # Without these the check only warns.
    assert isinstance(game, MultiAgentEnv)
    assert all(hasattr(game, name) for name in ("observation_space", "action_space", "_agent_ids"))
    check_multiagent_environments(game)
    game.close()


def test_an_episode_ends_once_for_all() -> None:
    game = SvaMultiAgentEnv(shared("overcooked", options={"horizon": 10}))
    observations, _ = game.reset(seed=1)
    for t in range(10):
        assert all(game.get_observation_space(agent).contains(seen) for agent, seen in observations.items())
        observations, rewards, terminated, truncated, _ = game.step(dict.fromkeys(game.agents, t % 6))
        assert (terminated[ALL], truncated[ALL]) == (False, t == 9)
        assert set(rewards) == {"agent_0", "agent_1"}
    assert game.agents == []
    game.close()


def test_a_copy_for_another_runner_has_a_world_of_its_own() -> None:
    game = SvaMultiAgentEnv(shared("coins", options={"horizon": 10}))
    game.reset(seed=1)
    twin = pickle.loads(pickle.dumps(game))
    seen, _ = twin.reset(seed=1)
    again, _ = game.reset(seed=1)
    assert {agent: row.tolist() for agent, row in seen.items()} == {agent: row.tolist() for agent, row in again.items()}
    twin.close()
    game.close()


def test_a_configuration_without_an_environment_is_refused() -> None:
    with pytest.raises(ValueError, match="'env'"):
        SvaMultiAgentEnv({})
