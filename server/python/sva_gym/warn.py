"""What is told where something is ignored on purpose."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any


def warn_of_options(options: Mapping[str, Any] | None) -> None:
    """Environments of the server are configured when they are made."""
    if options:
        names = ", ".join(map(str, options))
        text = f"Ignored reset options {names}: expected none; give the environment's own when it is made."
        warnings.warn(text, stacklevel=3)
