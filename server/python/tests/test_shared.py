"""Worlds that a Python agent shares with others."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sva_gym import TRUNCATED, Seat, ServerFault, Table
from sva_gym.server import command_of_sva

SVA = Path(command_of_sva()[0]).resolve()
HORIZON = 40


def test_a_python_agent_and_a_typescript_agent_share_a_kitchen(tmp_path: Path) -> None:
    with Table("overcooked", {"horizon": HORIZON}, record=True) as table:
        table.open(seed=5)
        where = {"SVA_WORLD": table.id, "SVA_INVITE": table.invite("agent_1")}
        other = subprocess.Popen(
            ["node", "--import", "tsx", str(SVA.parent / "examples" / "seat.ts")],
            cwd=SVA.parent,
            env={**os.environ, **where},
            stdout=subprocess.PIPE,
            text=True,
        )
        seat = Seat.join(table.id, agent="agent_0", invite=table.invite("agent_0"), name="python")
        applied = []
        for seen in seat:
            if seen.applied is not None:
                assert not seen.defaulted
                applied.append(seen.applied)
            if seen.done:
                break
            seat.act((seen.tick * 5) % 6)
        said, _ = other.communicate(timeout=60)
        assert other.returncode == 0 and f"agent_1 acted {HORIZON} times" in said
        assert seen.done == TRUNCATED and seen.tick == HORIZON
        assert applied == [[t * 5 % 6] for t in range(HORIZON)]
        file = tmp_path / "kitchen.jsonl"
        file.write_text(table.recording())
    checked = subprocess.run([str(SVA), "replay", str(file), "--verify", "--json"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["steps"] == HORIZON


def test_two_seats_of_one_connection_play_in_lockstep() -> None:
    with Table("coins", {"horizon": 20}) as table:
        table.open(seed=2)
        seats = [table.sit(agent) for agent in table.agents]
        for t in range(20):
            seen = [seat.observe() for seat in seats]
            assert [one.tick for one in seen] == [t, t] and all(one.acts for one in seen)
            for seat in seats:
                seat.act(t % 4)
        assert [seat.observe().done for seat in seats] == [TRUNCATED, TRUNCATED]
        table.reset()
        assert [seat.observe().episode for seat in seats] == [1, 1]


def test_an_agent_whose_line_broke_plays_on() -> None:
    plays = []
    for broken in (False, True):
        with Table("coins", {"horizon": 30}) as table:
            table.open(seed=2, bots={table.agents[1]: "random"})
            seat = Seat.join(table.id, agent=table.agents[0], invite=table.invite(table.agents[0]))
            seen = []
            for one in seat:
                seen.append((one.tick, one.reward, np.asarray(one.observation).tobytes()))
                if one.done:
                    break
                if broken and one.tick in (5, 17):
                    seat.link._connection._socket._socket.shutdown(2)
                seat.act(one.tick % 5)
            plays.append(seen)
    assert len(plays[0]) == 31
    assert plays[0] == plays[1]


def test_an_invite_is_for_one_seat_once() -> None:
    with Table("coins") as table:
        table.open(seed=1)
        one, two = table.agents
        invite = table.invite(one)
        with pytest.raises(ServerFault, match="E_FORBIDDEN"):
            Seat.join(table.id, agent=two, invite=invite)
        seat = Seat.join(table.id, agent=one, invite=invite)
        with pytest.raises(ServerFault, match="E_FORBIDDEN"):
            Seat.join(table.id, agent=one, invite=invite)
        assert {row["agent"]: row["state"] for row in table.seats()} == {one: "taken", two: "free"}
        seat.leave()


#: A world of one seat that a process plays by itself, episode by episode; it tells what the seat did.
FED = """
import { find } from './envs/registry.ts'
import { describe } from './server/describe.ts'
import { Feed } from './server/feed.ts'
import { serve } from './server/serve.ts'
const server = await serve({ inThread: true })
const description = describe(find('allocation'), { choice: 'units', beings: 3 }, 'symbolic')
const feed = new Feed({ description, patienceMs: null, tries: 3 })
const { world, invite } = await server.worlds.feed(feed, description, 1000)
console.log(JSON.stringify({ url: server.url, world: world.id, invite: invite() }))
await feed.taken()
const size = description.observation.shape.reduce((a, b) => a * b, 1)
for (let episode = 0; episode < 2; episode++) {
  await feed.begin()
  const sight = { observation: new Uint8Array(size).fill(episode), mask: Uint8Array.from([1, 1, 1]) }
  console.log(JSON.stringify(await feed.ask(sight).then((action) => action[0], (gone) => gone.message)))
}
feed.finish(1)
await world.settled()
await server.worlds.end(world, 'All was played.')
await server.close()
"""


def test_an_episode_is_declined_where_the_world_takes_that() -> None:
    call = ["node", "--import", "tsx", "--input-type=module", "--eval", FED]
    with subprocess.Popen(call, cwd=SVA.parent, stdout=subprocess.PIPE, text=True) as fed:
        assert fed.stdout is not None
        where = json.loads(fed.stdout.readline())
        seat = Seat.join(where["world"], invite=where["invite"], url=where["url"])
        assert seat.declines
        asked = []
        for seen in seat:
            if seen.acts and seen.episode == 0:
                seat.decline("it is not mine to take")
            elif seen.acts:
                seat.act(2)
            if seen.acts:
                asked.append((seen.episode, float(np.max(seen.observation))))
        assert asked == [(0, 0.0), (1, 1.0)]
        assert [json.loads(line) for line in fed.stdout] == ["Declined: it is not mine to take", 2]


def test_a_world_that_takes_actions_alone_refuses_to_be_declined() -> None:
    with Table("coins") as table:
        table.open(seed=1)
        seat = table.sit(table.agents[0])
        assert not seat.declines
        with pytest.raises(ServerFault, match="E_UNSUPPORTED"):
            seat.decline()
