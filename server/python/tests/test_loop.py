"""A learner in the manner of CleanRL: one loop, with truncated episodes bootstrapped from their last observation."""

from __future__ import annotations

import numpy as np

from sva_gym.vector import SvaVectorEnv

GAMMA, LAMBDA, RATE = 0.99, 0.95, 0.01
UPDATES, STEPS, SLOTS, HORIZON = 6, 25, 8, 40


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def test_a_loop_of_rollouts_and_updates() -> None:
    rng = np.random.default_rng(1)
    options = {"horizon": HORIZON, "shaping": 1}
    envs = SvaVectorEnv("overcooked", options, slots=SLOTS, view="features")
    width, choices = envs.single_observation_space.shape[0], envs.single_action_space.n
    actor = np.zeros((width, choices))
    critic = np.zeros(width)
    returns: list[float] = []
    observation, _ = envs.reset(seed=1)
    running = np.zeros(envs.num_envs)
    for _ in range(UPDATES):
        seen = np.zeros((STEPS, envs.num_envs, width))
        chosen = np.zeros((STEPS, envs.num_envs), dtype=np.int64)
        rewards, values, next_values, over = (np.zeros((STEPS, envs.num_envs)) for _ in range(4))
        for t in range(STEPS):
            seen[t] = observation
            odds = softmax(observation @ actor)
            chosen[t] = (odds.cumsum(axis=1) > rng.random((envs.num_envs, 1))).argmax(axis=1)
            values[t] = observation @ critic
            observation, rewards[t], terminated, truncated, infos = envs.step(chosen[t])
            running += rewards[t]
            after = observation.copy()
            for lane in np.flatnonzero(infos.get("_final_obs", [])):
                after[lane] = infos["final_obs"][lane]
                assert np.isclose(infos["final_info"]["episode"]["r"][lane], running[lane], rtol=1e-5)
                returns.append(running[lane])
                running[lane] = 0
            next_values[t] = np.where(terminated, 0, after @ critic)
            over[t] = terminated | truncated
        advantages = np.zeros_like(rewards)
        last = np.zeros(envs.num_envs)
        for t in reversed(range(STEPS)):
            delta = rewards[t] + GAMMA * next_values[t] - values[t]
            last = advantages[t] = delta + GAMMA * LAMBDA * (1 - over[t]) * last
        rows = seen.reshape(-1, width)
        gains = advantages.reshape(-1)
        errors = np.eye(choices)[chosen.reshape(-1)] - softmax(rows @ actor)
        critic += RATE * rows.T @ gains / len(rows) / width
        actor += RATE * rows.T @ (errors * ((gains - gains.mean()) / (gains.std() + 1e-8))[:, None]) / len(rows)
    envs.close()
    # Every lane ends an episode each HORIZON steps.
    assert len(returns) == envs.num_envs * (UPDATES * STEPS // HORIZON)
    assert np.isfinite(actor).all() and np.abs(actor).max() > 0
