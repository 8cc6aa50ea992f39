"""What Stable-Baselines3 asks of a VecEnv, and that it trains."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("stable_baselines3")

from stable_baselines3 import PPO  # noqa: E402
from stable_baselines3.common.vec_env import VecMonitor  # noqa: E402

from sva_gym import World  # noqa: E402
from sva_gym.sb3 import SvaVecEnv  # noqa: E402

KITCHEN = {"horizon": 100, "shaping": 1}
STEPS = 10_000


def test_ppo_trains_on_all_agents_of_many_slots() -> None:
    many = SvaVecEnv("overcooked", KITCHEN, slots=8, seed=1, view="features")
    model = PPO("MlpPolicy", VecMonitor(many), n_steps=64, batch_size=256, n_epochs=2, seed=1, device="cpu")
    before = [parameter.detach().clone() for parameter in model.policy.parameters()]
    model.learn(STEPS)
    assert model.num_timesteps >= STEPS
    assert any((one != other).any() for one, other in zip(before, model.policy.parameters()))
    assert {episode["l"] for episode in model.ep_info_buffer} == {100}
    assert all(np.isfinite(episode["r"]) for episode in model.ep_info_buffer)
    many.close()


def test_an_episode_that_ends_tells_its_last_observation_and_why() -> None:
    options = {"horizon": 10, "shaping": 1}
    many = SvaVecEnv("overcooked", options, slots=2, seed=3)
    waiting = World("overcooked", options, autoreset="disabled")
    many.reset()
    waiting.reset(3)
    total = np.zeros(many.num_envs)
    for t in range(10):
        actions = np.array([(t + lane) % 6 for lane in range(many.num_envs)])
        observations, rewards, dones, infos = many.step(actions)
        held = waiting.step(actions[:2])
        total += rewards
        assert dones.all() == (t == 9)
    for lane, info in enumerate(infos):
        assert info["TimeLimit.truncated"] is True
        assert info["episode"] == {"r": pytest.approx(total[lane]), "l": 10}
    assert np.array_equal(infos[0]["terminal_observation"], held.observations[0, 0])
    assert not np.array_equal(infos[0]["terminal_observation"], observations[0])
    many.close()
    waiting.close()


def test_a_seed_counts_from_the_next_reset_on() -> None:
    many = SvaVecEnv("commons_harvest", {"horizon": 50}, slots=2)
    plays = []
    for _ in range(2):
        many.seed(5)
        play = [many.reset()]
        for t in range(20):
            play.append(many.step(np.full(many.num_envs, t % 7))[0])
        plays.append(play)
    np.testing.assert_array_equal(plays[0], plays[1])
    many.close()


def test_masks_are_a_row_a_lane() -> None:
    many = SvaVecEnv("coins", slots=2)
    many.reset()
    masks = many.env_method("action_masks", indices=[0, 3])
    assert len(masks) == 2 and masks[0].dtype == bool and masks[0].shape == (many.action_space.n,) and masks[0].any()
    assert many.get_attr("num_envs") == [4] * 4
    with pytest.raises(AttributeError, match="action_masks"):
        many.env_method("fly")
    many.close()
