"""The training step in PyTorch: a loop over the steps, differentiated by autograd."""

import torch

import timing

a = timing.arguments(["torch-loop"])
torch.set_num_threads(a.threads)
torch.manual_seed(0)
N, W = timing.DIMENSION, timing.WIDTH


def mlp(outputs):
    layers = [torch.nn.Linear(N + 1, W), torch.nn.ReLU(), torch.nn.Linear(W, W), torch.nn.ReLU(), torch.nn.Linear(W, outputs)]
    return torch.nn.Sequential(*layers)


drift, diffusion = mlp(N), mlp(1)
weights = [*drift.parameters(), *diffusion.parameters()]
optimiser = torch.optim.AdamW(weights, lr=timing.RATE, weight_decay=timing.DECAY, fused=True)


def step():
    optimiser.zero_grad(set_to_none=True)
    y, h = torch.zeros(a.batch, N), 1 / a.steps
    for i in range(a.steps):
        x, next_y = torch.cat([torch.full((a.batch, 1), i * h), y], dim=1), y
        if a.terms != "diffusion":
            next_y = next_y + h * drift(x)
        if a.terms != "drift":
            next_y = next_y + h**0.5 * diffusion(x) ** 2 * torch.randn(a.batch, N)
        y = next_y
    loss = (y**2).sum(1).mean()
    loss.backward()
    optimiser.step()
    return loss.detach()


timing.run(a, step)
