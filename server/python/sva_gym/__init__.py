"""Client of the sva-gym server.

    from sva_gym import World
    with World("overcooked", slots=64) as world:
        rows = world.reset(seed=1)
        stepped = world.step(actions)          # [slots, agents, heads]

Needs NumPy alone. Adapters stand in modules of their own, which import the library that they are for:

    sva_gym.parallel   PettingZoo: parallel_env, aec_env
    sva_gym.single     Gymnasium: SvaEnv, one seat with scripted partners
    sva_gym.vector     Gymnasium: SvaVectorEnv, a row an agent of each slot
    sva_gym.sb3        Stable-Baselines3: SvaVecEnv, the same rows
    sva_gym.rllib      RLlib: SvaMultiAgentEnv
"""

from .controller import DEFAULT_VIEW
from .errors import Disconnected, ServerFault, SvaError
from .rows import RUNNING, TERMINATED, TRUNCATED, Final, Rows, Stepped
from .seat import Observation, Seat
from .server import Server, serve
from .table import Table
from .world import World

__all__ = [
    "DEFAULT_VIEW",
    "RUNNING",
    "TERMINATED",
    "TRUNCATED",
    "Disconnected",
    "Final",
    "Observation",
    "Rows",
    "Seat",
    "Server",
    "ServerFault",
    "Stepped",
    "SvaError",
    "Table",
    "World",
    "serve",
]
