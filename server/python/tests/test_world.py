"""Worlds over the wire: the same play whoever carries it, however often the line breaks."""

from __future__ import annotations

import os
import pickle
import signal
import time

import numpy as np
import pytest
from play import actions_at, digest, played

from sva_gym import Disconnected, ServerFault, SvaError, World, serve
from sva_gym.websocket import WebSocket

#: Environments with chance in their rules, and how long their episodes are made.
GAMES = [
    ("overcooked", {"horizon": 60, "randomPositions": True, "randomObjects": 0.5}),
    ("commons_harvest", {"horizon": 60}),
    ("coins", {"horizon": 60}),
]
STEPS = 150


@pytest.mark.parametrize(("env", "options"), GAMES)
def test_whole_episodes_are_the_same_on_two_connections_and_in_both_codecs(env: str, options: dict) -> None:
    plays = []
    for codec in ("msgpack", "msgpack", "json"):
        with World(env, options, codec=codec) as world:
            plays.append([digest(stepped) for stepped in played(world, 7, STEPS)])
    assert plays[0] == plays[1]
    assert plays[0] == plays[2]
    assert len(set(plays[0])) > 1


def test_another_seed_is_another_play() -> None:
    env, options = GAMES[1]
    with World(env, options) as world:
        one = [digest(stepped) for stepped in played(world, 7, 60)]
        other = [digest(stepped) for stepped in played(world, 8, 60)]
        again = [digest(stepped) for stepped in played(world, 7, 60)]
    assert one == again
    assert one != other


def test_a_seed_on_the_wire_keeps_all_its_digits() -> None:
    big = 2**64 - 59
    with World("coins") as world:
        world.reset(big)
        assert world.seed == str(big)
        first = digest(world.step(actions_at(world, 0)))
        world.reset(big - 1)
        assert digest(world.step(actions_at(world, 0))) != first


def test_resets_in_the_middle_are_the_same_on_another_connection() -> None:
    plays = []
    for _ in range(2):
        with World("commons_harvest", {"horizon": 60}) as world:
            play = [digest(stepped) for stepped in played(world, 5, 20)]
            play += [digest(stepped) for stepped in played(world, None, 20)]
            play += [digest(stepped) for stepped in played(world, None, 20)]
            plays.append(play)
    assert plays[0] == plays[1]
    assert plays[0][:20] != plays[0][20:40]
    assert plays[0][20:40] != plays[0][40:]


@pytest.mark.parametrize(("env", "options"), GAMES)
def test_many_slots_are_as_many_solos(env: str, options: dict) -> None:
    slots = 5
    with (
        World(env, options, slots=slots) as batch,
        World(env, options, slots=slots + 2) as larger,
        World(env, options) as solo,
    ):
        larger.reset(3)
        solo.reset(3)
        for t, stepped in enumerate(played(batch, 3, STEPS)):
            wide = larger.step(actions_at(larger, t))
            alone = solo.step(actions_at(solo, t))
            assert digest(alone, 0) == digest(stepped, 0)
            for slot in range(slots):
                assert digest(stepped, slot) == digest(wide, slot)


def test_the_end_of_an_episode_keeps_its_last_observation_apart() -> None:
    options = {"horizon": 10}
    with World("overcooked", options) as world, World("overcooked", options, autoreset="disabled") as waiting:
        waiting.reset(1)
        stepped = list(played(world, 1, 10))[-1]
        held = [waiting.step(actions_at(waiting, t)) for t in range(10)][-1]
        assert stepped.final is not None and held.final is not None
        assert np.array_equal(stepped.final.observations[0], held.observations[0])
        assert stepped.final.lengths.tolist() == [10]
        with pytest.raises(ServerFault, match="E_STATE"):
            waiting.step(actions_at(waiting, 10))
        assert np.array_equal(waiting.reset().observations, stepped.observations)


def test_snapshots_are_restored_and_played_again() -> None:
    with World("commons_harvest", {"horizon": 100}) as world:
        list(played(world, 2, 20))
        saved, mark = world.snapshot()
        future = [world.step(actions_at(world, t)).observations for t in range(10)]
        world.restore(saved)
        assert world.state()["hash"] == mark
        again = [world.step(actions_at(world, t)).observations for t in range(10)]
        assert np.array_equal(future, again)


def cut(world: World) -> None:
    """Breaks the line under the client."""
    socket = world.link._connection._socket._socket
    socket.shutdown(2)


def lose_reply(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the server do the next request, and the line break before its reply is read."""
    socket = world.link._connection._socket
    receive = WebSocket.receive

    def lose(self: WebSocket) -> bytes:
        payload = receive(self)
        if self is not socket:
            return payload
        self.drop()
        raise Disconnected("The line broke.")

    monkeypatch.setattr(WebSocket, "receive", lose)


def test_a_lost_line_in_the_middle_of_an_episode_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    env, options = GAMES[1]
    with World(env, options) as world:
        whole = [digest(stepped) for stepped in played(world, 7, STEPS)]
    with World(env, options) as world:
        broken = []
        world.reset(7)
        for t in range(STEPS):
            if t in (30, 90):
                cut(world)
            if t in (31, 59, 100):
                lose_reply(world, monkeypatch)
            broken.append(digest(world.step(actions_at(world, t))))
        assert world.rows.tick == STEPS
    assert broken == whole


def test_a_reset_whose_reply_was_lost_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    plays = []
    for lost in (False, True):
        with World("commons_harvest", {"horizon": 20}, autoreset="disabled") as world:
            list(played(world, 4, 20))
            if lost:
                lose_reply(world, monkeypatch)
            plays.append([digest(stepped) for stepped in played(world, None, 20)])
    assert plays[0] == plays[1]


def test_a_killed_server_is_an_exception_and_no_wait() -> None:
    with serve() as server:
        world = World("coins", url=server.url, token=server.token)
        world.reset(1)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        with pytest.raises(Disconnected):
            world.step(actions_at(world, 0))
        world.close()


def test_the_server_ends_with_its_parent() -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        server = serve()
        os.write(writer, str(server.process.pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    pid = int(os.read(reader, 32))
    end = time.monotonic() + 30
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < end:
        time.sleep(0.1)
    assert not os.path.exists(f"/proc/{pid}")


def test_a_wrong_token_is_refused(server) -> None:
    with pytest.raises((ServerFault, Disconnected), match="E_AUTH|Unauthorized|401"):
        World("coins", url=server.url, token="wrong").reset(1)


def test_nothing_is_connected_before_it_has_to_be() -> None:
    World("coins", url="ws://127.0.0.1:1/v1").close()


def test_a_pickled_world_is_a_new_one_of_the_same_making() -> None:
    with World("coins", {"horizon": 30}) as world:
        first = [digest(stepped) for stepped in played(world, 9, 30)]
        with pickle.loads(pickle.dumps(world)) as twin:
            with pytest.raises(SvaError, match="reset"):
                twin.step(actions_at(twin, 0))
            assert [digest(stepped) for stepped in played(twin, 9, 30)] == first
        world.step(actions_at(world, 0))


def test_a_forked_process_has_a_world_of_its_own() -> None:
    with World("coins", {"horizon": 30}) as world:
        first = [digest(stepped) for stepped in played(world, 9, 10)]
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if [digest(stepped) for stepped in played(world, 9, 10)] == first else 2
                world.close()
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        rest = [digest(world.step(actions_at(world, t))) for t in range(10, 20)]
        assert rest == [digest(stepped) for stepped in played(world, 9, 20)][10:]


def test_faults_say_what_was_expected() -> None:
    with pytest.raises(ServerFault, match="overcooked"):
        World("no_such_game").reset()
    with pytest.raises(ServerFault, match="E_OPTIONS"):
        World("overcooked", {"layuot": "cramped_room"}).reset()
    with World("coins") as world:
        world.reset(1)
        with pytest.raises(ServerFault, match="E_ACTION"):
            world.step([99, 0])


def test_a_world_may_begin_at_any_slot() -> None:
    whole, half = World("coins", slots=4), World("coins", slots=2, first_slot=2)
    for a, b in zip(played(whole, 3, 10), played(half, 3, 10), strict=True):
        assert a.observations[2:].shape == b.observations.shape
    np.testing.assert_array_equal(whole.reset(5).observations[2:], half.reset(5).observations)
    whole.close()
    half.close()
