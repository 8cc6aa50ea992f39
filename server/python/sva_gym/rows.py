"""Rows of worlds as they are told (server/protocol.ts)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import codec as codecs

#: Codes of `done`: it goes on; the future is worth nothing; the future was cut off, bootstrap.
RUNNING, TERMINATED, TRUNCATED = 0, 1, 2


@dataclass
class Rows:
    """How a world stands. The caller owns the arrays."""

    #: Steps since the world was made.
    tick: int
    #: Episodes begun before this one, `int32 [slots]`.
    episode: np.ndarray
    #: `[slots, agents, *shape]`; a list of texts with view 'text'; None without a view.
    observations: Any
    #: Legal actions, `int8 [slots, agents, sum of heads]`; None where every action is legal always.
    mask: np.ndarray | None
    #: Whether an agent is in the world, `bool [slots, agents]`.
    live: np.ndarray


@dataclass
class Final:
    """Of the episodes that ended in a step."""

    #: Which slots, `int32 [ended]`.
    slots: np.ndarray
    #: Their last observations, `[ended, agents, *shape]`; None where the rows are it (autoreset 'disabled').
    observations: Any
    #: `float64 [ended, metrics]`, in the order of `description['metrics']`.
    metrics: np.ndarray
    #: `float64 [ended, agents]`.
    returns: np.ndarray
    #: Steps, `int32 [ended]`.
    lengths: np.ndarray


@dataclass
class Stepped(Rows):
    """What a step gave, and how the world stands after it."""

    #: `float32 [slots, agents]`.
    rewards: np.ndarray
    #: RUNNING, TERMINATED or TRUNCATED, `uint8 [slots, agents]`.
    done: np.ndarray
    final: Final | None


def rows_of(reply: Mapping[str, Any]) -> Rows:
    """The rows of a reply or event."""
    return Rows(**_fields(reply))


def stepped_of(reply: Mapping[str, Any]) -> Stepped:
    """The result of a step in a reply or event."""
    final = reply.get("final")
    return Stepped(
        **_fields(reply),
        rewards=codecs.array(reply["rewards"]),
        done=codecs.array(reply["done"]),
        final=None if final is None else _final(final),
    )


def _fields(reply: Mapping[str, Any]) -> dict[str, Any]:
    mask = reply.get("mask")
    return {
        "tick": reply["tick"],
        "episode": codecs.array(reply["episode"]),
        "observations": _observations(reply),
        "mask": None if mask is None else codecs.array(mask).astype(np.int8),
        "live": codecs.array(reply["live"]).astype(bool),
    }


def _final(given: Mapping[str, Any]) -> Final:
    arrays = {name: codecs.array(given[name]) for name in ("slots", "metrics", "returns", "lengths")}
    return Final(observations=_observations(given), **arrays)


def _observations(given: Mapping[str, Any]) -> Any:
    observations = given.get("observations")
    return codecs.array(observations) if isinstance(observations, dict) else observations
