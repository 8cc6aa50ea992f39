"""What Gymnasium and PettingZoo ask of environments."""

from __future__ import annotations

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AsyncVectorEnv, AutoresetMode
from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test

from sva_gym.parallel import SvaParallelEnv, aec_env, parallel_env
from sva_gym.roster import Roster
from sva_gym.single import SvaEnv
from sva_gym.vector import SvaVectorEnv

pytestmark = pytest.mark.filterwarnings("ignore:Ignored reset options")

GAMES = ["overcooked", "commons_harvest", "coins", "clean_up", "territory"]


@pytest.mark.parametrize("env", GAMES)
@pytest.mark.parametrize("codec", ["msgpack", "json"])
def test_pettingzoo_takes_it_as_parallel(env: str, codec: str) -> None:
    game = parallel_env(env, {"horizon": 50}, codec=codec)
    parallel_api_test(game, num_cycles=60)
    game.close()
    game.close()


@pytest.mark.parametrize("env", GAMES[:2])
def test_pettingzoo_takes_it_as_aec(env: str) -> None:
    game = aec_env(env, {"horizon": 30})
    api_test(game, num_cycles=40)
    game.close()


def test_pettingzoo_finds_it_reproducible() -> None:
    parallel_seed_test(lambda: parallel_env("commons_harvest", {"horizon": 50}))


def test_whole_episodes_are_the_same_for_the_same_seed() -> None:
    """PettingZoo's own test looks at one step."""
    plays = []
    for _ in range(2):
        game = parallel_env("commons_harvest", {"horizon": 50})
        for agent in game.possible_agents:
            game.action_space(agent).seed(1)
        seen = [game.reset(seed=3)]
        while game.agents:
            seen.append(game.step({agent: game.action_space(agent).sample() for agent in game.agents}))
        plays.append(seen)
        game.close()
    assert len(plays[0]) == 51
    np.testing.assert_equal(plays[0], plays[1])


def test_an_episode_ends_for_all_and_metrics_come_with_the_end() -> None:
    game = parallel_env("overcooked", {"horizon": 5})
    game.reset(seed=1)
    for _ in range(5):
        _, _, terminated, truncated, infos = game.step(dict.fromkeys(game.agents, 4))
    assert truncated == {"agent_0": True, "agent_1": True} and not any(terminated.values())
    assert game.agents == [] and infos["agent_0"]["metrics"]["soups_delivered"] == 0
    with pytest.raises(RuntimeError, match="reset"):
        game.step({})
    game.close()


def test_max_cycles_truncates() -> None:
    game = SvaParallelEnv("overcooked", max_cycles=3)
    game.reset(seed=1)
    for t in range(3):
        truncated = game.step(dict.fromkeys(game.agents, 4))[3]
        assert any(truncated.values()) == (t == 2)
    assert game.agents == []
    game.reset()
    assert game.agents == ["agent_0", "agent_1"]
    game.close()


def test_a_missing_action_is_named() -> None:
    game = parallel_env("overcooked")
    game.reset(seed=1)
    with pytest.raises(ValueError, match="agent_1"):
        game.step({"agent_0": 0})
    game.close()


def test_reset_options_are_ignored_with_a_warning() -> None:
    game = parallel_env("overcooked")
    with pytest.warns(UserWarning, match="layout"):
        game.reset(options={"layout": "coordination_ring"})
    game.close()


def test_a_name_has_one_life() -> None:
    roster = Roster(["a", "b"], lives=2)
    assert list(roster.rows) == ["a", "a#2", "b", "b#2"]
    assert roster.begin(np.array([True, True])) == ["a", "b"]
    assert roster.change(np.array([False, True])) == (["a"], [])
    assert roster.change(np.array([True, False])) == (["b"], ["a#2"])
    assert roster.change(np.array([False, False])) == (["a#2"], [])
    assert roster.change(np.array([True, False])) == ([], [])
    assert roster.begin(np.array([True, True])) == ["a", "b"]


def test_a_seated_agent_keeps_its_name() -> None:
    roster = Roster(["a", "b"], lives=None)
    assert roster.begin(np.array([True, False])) == ["a", "b"]
    assert roster.change(np.array([False, True])) == ([], [])


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize("env", GAMES[:3])
def test_gymnasium_takes_one_seat(env: str) -> None:
    game = SvaEnv(env, {"horizon": 50})
    check_env(game, skip_render_check=True)
    game.close()
    game.close()


def test_one_seat_plays_whole_episodes_the_same_with_partners_that_draw() -> None:
    plays = []
    for _ in range(2):
        game = SvaEnv("overcooked", {"horizon": 40}, agent="agent_1", partners="random", view="features")
        seen = [game.reset(seed=11)]
        for episode in range(2):
            over = False
            for t in range(40):
                assert not over
                step = game.step((t * 5 + episode) % 6)
                over = step[3]
                seen.append(step)
            assert over
            seen.append(game.reset())
        plays.append(seen)
        game.close()
    np.testing.assert_equal(plays[0], plays[1])


def test_ticks_out_of_the_world_pass_within_a_step() -> None:
    game = SvaEnv("commons_harvest", {"horizon": 300}, partners="random")
    game.reset(seed=4)
    ticks = [game._seat.tick]
    over = False
    while not over:
        observation, _, _, over, info = game.step(0)
        assert game.observation_space.contains(observation) and (info["live"] or over)
        ticks.append(game._seat.tick)
    assert ticks[-1] == 300
    # Somebody's beam hit: the agent was out of the world meanwhile.
    assert np.diff(ticks).max() > 1
    game.close()


def test_envs_run_in_processes_of_their_own() -> None:
    many = AsyncVectorEnv([lambda: SvaEnv("coins", {"horizon": 20})] * 2)
    many.reset(seed=1)
    for _ in range(25):
        observations, *_ = many.step(many.action_space.sample())
    assert many.observation_space.contains(observations)
    many.close()


def test_lanes_are_a_vector_env() -> None:
    many = SvaVectorEnv("overcooked", {"horizon": 20, "shaping": 1}, slots=3, view="features")
    many.action_space.seed(1)
    observations, infos = many.reset(seed=1)
    assert many.num_envs == 6 and many.metadata["autoreset_mode"] is AutoresetMode.SAME_STEP
    total = np.zeros(6)
    for t in range(40):
        assert many.observation_space.contains(observations)
        observations, rewards, terminated, truncated, infos = many.step(many.action_space.sample())
        total += rewards
        assert truncated.all() == (t % 20 == 19) and not terminated.any()
        assert ("final_obs" in infos) == truncated.any()
        if truncated.all():
            assert all(many.single_observation_space.contains(last) for last in infos["final_obs"])
            assert infos["_final_obs"].all() and infos["final_info"]["episode"]["l"].tolist() == [20] * 6
            np.testing.assert_allclose(infos["final_info"]["episode"]["r"], total, rtol=1e-6)
            total[:] = 0
    many.close()


def test_a_batch_has_one_seed() -> None:
    many = SvaVectorEnv("coins", slots=2)
    with pytest.raises(TypeError, match="list of seeds"):
        many.reset(seed=[1, 2, 3, 4])
    many.close()


def test_lanes_are_the_agents_of_the_parallel_env() -> None:
    options = {"horizon": 15}
    many, game = SvaVectorEnv("commons_harvest", options, slots=2), parallel_env("commons_harvest", options)
    rows, _ = many.reset(seed=6)
    seen, _ = game.reset(seed=6)
    agents = game.possible_agents
    for t in range(15):
        assert all(np.array_equal(rows[lane], seen[agent]) for lane, agent in enumerate(agents))
        actions = [(t + lane) % many.single_action_space.n for lane in range(many.num_envs)]
        rows, rewards, *_, infos = many.step(np.array(actions))
        seen, gains, *_ = game.step(dict(zip(agents, actions)))
        assert [gains[agent] for agent in agents] == rewards[: len(agents)].tolist()
    assert all(np.array_equal(infos["final_obs"][lane], seen[agent]) for lane, agent in enumerate(agents))
    many.close()
    game.close()


def test_pictures_are_arrays_or_text() -> None:
    game = parallel_env("coins", render_mode="rgb_array")
    game.reset(seed=1)
    before = game.render()
    assert before.dtype == np.uint8 and before.ndim == 3 and before.shape[2] == 3
    game.step({agent: 1 for agent in game.agents})
    assert (game.render() != before).any()
    game.close()

    single = SvaEnv("overcooked", partners="stay", render_mode="ansi")
    single.reset(seed=1)
    assert "\n" in single.render()
    single.close()

    lanes = SvaVectorEnv("coins", slots=2, render_mode="rgb_array")
    lanes.reset(seed=1)
    pictures = lanes.render()
    assert len(pictures) == lanes.num_envs == 4
    assert pictures[0] is pictures[1] and (pictures[0] != pictures[2]).any()
    lanes.close()


def test_pictures_take_a_mode_that_there_is() -> None:
    with pytest.raises(ValueError, match="Got render mode 'human', expected one of: rgb_array, ansi"):
        parallel_env("coins", render_mode="human")
    game = parallel_env("coins")
    game.reset()
    with pytest.raises(ValueError, match="without a render mode"):
        game.render()
    game.close()


def test_a_seed_gives_the_same_episode_and_partners_again() -> None:
    game = SvaEnv("overcooked", {"horizon": 20}, partners="chef")
    plays = []
    for _ in range(2):
        seen = [game.reset(seed=4)[0]]
        for t in range(30):
            observation, _, terminated, truncated, _ = game.step(t % 6)
            seen.append(observation)
            if terminated or truncated:
                seen.append(game.reset()[0])
        plays.append(np.array(seen))
    np.testing.assert_array_equal(*plays)
    game.close()
