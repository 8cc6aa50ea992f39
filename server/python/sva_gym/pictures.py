"""Render modes of the adapters, and what each is to the server."""

from __future__ import annotations

#: Gymnasium's names, with the form of server/protocol.ts that each is.
RENDER_FORMS = {"rgb_array": "pixels", "ansi": "text"}
RENDER_MODES = list(RENDER_FORMS)


def checked_mode(render_mode: str | None) -> str | None:
    """The mode itself. Raises ValueError where there is none of that name."""
    if render_mode is None or render_mode in RENDER_FORMS:
        return render_mode
    raise ValueError(f"Got render mode {render_mode!r}, expected one of: {', '.join(RENDER_MODES)}, or None.")


def form_of(render_mode: str | None) -> str:
    """What to ask the server for. Raises ValueError where no mode was chosen."""
    if render_mode is None:
        raise ValueError(f"Got render() without a render mode, expected one of: {', '.join(RENDER_MODES)}.")
    return RENDER_FORMS[render_mode]
