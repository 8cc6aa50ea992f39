"""Plays worlds for the tests with actions that depend on the step and the row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from sva_gym import Stepped, World


def actions_at(world: World, t: int) -> np.ndarray:
    """Integers `[slots, agents, heads]`; the same for a slot however many there are."""
    agents, heads = len(world.agents), np.array(world.heads)
    slot, agent, head = np.indices((world.slots, agents, len(heads)))
    return (t * 7 + slot * 5 + agent * 3 + head + t // 4 * (agent + 1)) % heads


def played(world: World, seed: Any, steps: int) -> Iterator[Stepped]:
    """A play from a reset on."""
    world.reset(seed)
    for t in range(steps):
        yield world.step(actions_at(world, t))


def digest(stepped: Stepped, slot: int | None = None) -> str:
    """Of everything that a step gave, or of what it gave one slot."""
    part = slice(None) if slot is None else slice(slot, slot + 1)
    arrays = [stepped.episode, stepped.observations, stepped.live, stepped.rewards, stepped.done, stepped.mask]
    texts = [array[part].tobytes() for array in arrays if array is not None]
    if slot is None and stepped.final is not None:
        final = stepped.final
        # NaN has a sign that JSON does not carry.
        metrics = np.where(np.isnan(final.metrics), np.nan, final.metrics)
        texts += [array.tobytes() for array in (metrics, final.returns, final.lengths)]
        if final.observations is not None:
            texts.append(final.observations.tobytes())
    return hashlib.sha256(b"|".join(texts)).hexdigest()
