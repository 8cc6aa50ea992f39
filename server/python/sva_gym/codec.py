"""Messages to frames and back, in both codecs of the protocol (server/codec.ts)."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

try:
    import msgpack
except ImportError:
    msgpack = None

#: The codec is the subprotocol of the WebSocket.
SUBPROTOCOLS = {"msgpack": "sva.v1.msgpack", "json": "sva.v1.json"}
#: What stands for numbers that JSON does not have.
NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def best_codec() -> str:
    """'msgpack' where the package is installed, else 'json'."""
    return "json" if msgpack is None else "msgpack"


def subprotocol(codec: str) -> str:
    """The name in the handshake. Raises ValueError on an unknown codec, ImportError where its package is missing."""
    if codec not in SUBPROTOCOLS:
        raise ValueError(f"Got codec '{codec}', expected one of: {', '.join(SUBPROTOCOLS)}.")
    if codec == "msgpack" and msgpack is None:
        raise ImportError("Got codec 'msgpack' without its package, expected it: pip install msgpack, or use 'json'.")
    return SUBPROTOCOLS[codec]


def encode(codec: str, message: dict[str, Any]) -> bytes:
    """The payload of a frame. Bytes in it may stand anywhere."""
    if codec == "json":
        return json.dumps(_plain(message), separators=(",", ":")).encode()
    return msgpack.packb(message)


def decode(codec: str, payload: bytes) -> dict[str, Any]:
    """The message of a frame."""
    return json.loads(payload) if codec == "json" else msgpack.unpackb(payload)


def _plain(value: Any) -> Any:
    """For JSON: bytes as Base64, in a tensor under a name of its own."""
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        if value.keys() == {"d", "s", "b"}:
            return {"d": value["d"], "s": value["s"], **_plain(value["b"])}
        return {name: _plain(field) for name, field in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def tensor(array: np.ndarray) -> dict[str, Any]:
    """An array as the protocol's tensor."""
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return {"d": little.dtype.str, "s": list(array.shape), "b": little.tobytes()}


def array(given: dict[str, Any]) -> np.ndarray:
    """A tensor's elements in an array that the caller owns."""
    dtype, shape = _dtype(given["d"]), given["s"]
    if "v" in given:
        return np.array(_numbers(given["v"], dtype), dtype=dtype).reshape(shape)
    data = given["b"] if "b" in given else base64.b64decode(given["b64"])
    return np.ndarray(shape, dtype, data).copy()


#: To make one of its name takes longer than to copy a small array.
_dtype = functools.cache(np.dtype)


def _numbers(values: Sequence[Any], dtype: np.dtype) -> Sequence[Any]:
    if dtype.kind != "f":
        return values
    return [NOT_FINITE[value] if isinstance(value, str) else value for value in values]


def raw(given: Any) -> bytes:
    """Bytes of a reply."""
    return given if isinstance(given, bytes) else base64.b64decode(given["b64"])
