"""Steps a second of the Python client, as a trainer sees them: arrays in, arrays out. overcooked, view `features`.

    PYTHONPATH=server/python python3 test/bench/server.py [seconds a measurement] [flags of sva serve]

Prints one JSON object a line, for one world and a batch of 64: world-steps a second, median and best of the rounds, and the
microseconds of CPU that a step, or batch, cost this process.
"""

import json
import sys
import time

import numpy as np
from sva_gym import World, serve

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
ROUNDS = 8


def measure(url: str, token: str, slots: int) -> dict:
    world = World("overcooked", slots=slots, view="features", url=url, token=token)
    world.reset(seed=1)
    actions = [(np.arange(2 * slots) * 5 + k * 7) % 6 for k in range(16)]
    rates = []
    steps, cpu = 0, time.process_time()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        end = start + SECONDS / ROUNDS
        before = steps
        while time.perf_counter() < end:
            world.step(actions[steps % 16])
            steps += 1
        rates.append((steps - before) * slots / (time.perf_counter() - start))
    cpu = (time.process_time() - cpu) / steps
    world.close()
    rates.sort()
    return {
        "slots": slots,
        "median": round(rates[ROUNDS // 2]),
        "best": round(rates[-1]),
        "clientUs": round(cpu * 1e6, 1),
    }


with serve(*sys.argv[2:]) as server:
    for slots in (1, 64):
        print(json.dumps(measure(server.url, server.token, slots)))
