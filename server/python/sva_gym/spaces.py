"""Spaces of the protocol as Gymnasium's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces

#: Element types of envs/core/fields.ts.
DTYPES: dict[str, Any] = {
    "u8": np.uint8,
    "i8": np.int8,
    "u16": np.uint16,
    "i16": np.int16,
    "u32": np.uint32,
    "i32": np.int32,
    "f32": np.float32,
    "f64": np.float64,
}


def action_space(space: Mapping[str, Any]) -> spaces.Space[Any]:
    """Of one agent: Discrete, or MultiDiscrete with an integer a head."""
    if space["kind"] == "discrete":
        return spaces.Discrete(space["n"])
    return spaces.MultiDiscrete(np.array(space["heads"], dtype=np.int64))


def observation_space(description: Mapping[str, Any]) -> spaces.Box:
    """Of one agent. Raises ValueError for views that are no array."""
    space = description["observation"]
    if space is None or space["kind"] != "box":
        known = ", ".join(name for name in description["views"] if name != "text")
        raise ValueError(f"Got view {description['view']!r} of {description['id']}, expected one of: {known}.")
    # JSON has no infinity: it comes as text.
    low, high = float(space["low"]), float(space["high"])
    return spaces.Box(low, high, tuple(space["shape"]), DTYPES[space["dtype"]])
