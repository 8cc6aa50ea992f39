"""Who is in a world under which name, for interfaces that have no revival."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Between an agent's name and the number of its life, from the second on.
LIFE = "#"


class Roster:
    """Names of agents. Without `lives` an agent keeps its name whether it is in the world or not; with it, a name ends
    when its agent leaves the world, and an agent that comes back is called `name#2`, `name#3`, ..., `name#<lives>`."""

    def __init__(self, agents: Sequence[str], lives: int | None) -> None:
        self._agents = list(agents)
        self._lives = lives
        self._life = [1] * len(agents)
        self._live = np.ones(len(agents), dtype=bool)
        names = [(self._name(row, life), row) for row in range(len(agents)) for life in range(1, (lives or 1) + 1)]
        #: The row of every name that there may be.
        self.rows: dict[str, int] = dict(names)

    def begin(self, live: np.ndarray) -> list[str]:
        """An episode begins with these agents in the world, `bool [agents]`. Answers the names to begin with."""
        if self._lives is None:
            return list(self._agents)
        self._live = live.copy()
        self._life = [1 if here else 0 for here in live]
        return [self._name(row, 1) for row in np.flatnonzero(live).tolist()]

    def change(self, live: np.ndarray) -> tuple[list[str], list[str]]:
        """Which names ended, and which are new, now that these are in the world."""
        ended: list[str] = []
        new: list[str] = []
        if self._lives is None:
            return ended, new
        for row in np.flatnonzero(self._live != live).tolist():
            if not live[row]:
                ended.append(self._name(row, self._life[row]))
            elif self._life[row] < self._lives:
                self._life[row] += 1
                new.append(self._name(row, self._life[row]))
        self._live = live.copy()
        return ended, new

    def _name(self, row: int, life: int) -> str:
        return self._agents[row] if life <= 1 else f"{self._agents[row]}{LIFE}{life}"
