"""The update of ppo-minibatch.ts in PyTorch on one thread: median milliseconds, one JSON line.

    python test/bench/ppo_minibatch_torch.py [updates=60]
"""

import json
import sys
import time

import torch
from torch import nn

ROWS, WIDTH, ACTIONS, CLIP = 2048, 128, 6, 0.2

torch.set_num_threads(1)
torch.manual_seed(1)


def dense(rows, columns, gain):
    layer = nn.Linear(rows, columns)
    nn.init.orthogonal_(layer.weight, gain)
    nn.init.zeros_(layer.bias)
    return layer


trunk = nn.Sequential(dense(WIDTH, 128, 2**0.5), nn.Tanh(), dense(128, 128, 2**0.5), nn.Tanh())
policy, value_head = dense(128, ACTIONS, 0.01), dense(128, 1, 1.0)
params = [*trunk.parameters(), *policy.parameters(), *value_head.parameters()]
adam = torch.optim.Adam(params, lr=2.5e-4, eps=1e-5, fused=True)

observation = torch.rand(ROWS, WIDTH) * 2 - 1
action = torch.randint(0, ACTIONS, (ROWS,))
log_prob = -1.5 - torch.rand(ROWS)
raw_advantage, returns, old_value = (torch.rand(ROWS) * 2 - 1 for _ in range(3))


def update():
    hidden = trunk(observation)
    log_probs = torch.log_softmax(policy(hidden), -1)
    value = value_head(hidden).reshape(ROWS)
    log_ratio = log_probs.gather(1, action[:, None])[:, 0] - log_prob
    ratio = log_ratio.exp()
    centred = raw_advantage - raw_advantage.mean()
    advantage = centred / (centred.square().mean().sqrt() + 1e-8)
    policy_loss = -torch.minimum(advantage * ratio, advantage * ratio.clamp(1 - CLIP, 1 + CLIP)).mean()
    clipped = old_value + (value - old_value).clamp(-CLIP, CLIP)
    value_loss = 0.5 * torch.maximum((value - returns).square(), (clipped - returns).square()).mean()
    entropy = -(log_probs.exp() * log_probs).sum(-1).mean()
    loss = policy_loss - 0.01 * entropy + 0.5 * value_loss
    adam.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(params, 0.5)
    adam.step()
    return loss.item()


def main():
    updates = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for _ in range(5):
        update()
    times = []
    for _ in range(updates):
        start = time.perf_counter()
        update()
        times.append((time.perf_counter() - start) * 1e3)
    median = sorted(times)[len(times) // 2]
    print(json.dumps({"bench": "ppo-minibatch-torch", "torch": torch.__version__, "updates": updates, "ms": round(median, 3)}))


main()
