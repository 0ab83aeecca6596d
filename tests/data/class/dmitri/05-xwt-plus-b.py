"""The student's own cell fails at import torch_geometric, so the helper after it never exists and the one answer that calls it raises."""

import torch_geometric
from torch_geometric.nn import Linear


def rows(A):
    return A.reshape(-1, A.shape[-1])


def linear_forward(X, W, b):
    return X @ W.T + b


def linear_grad_W(X, W, B, G):
    return G.T @ X


def linear_grad_X(X, W, B, G):
    return G @ W


def linear_grad_B(X, W, B, G):
    return G.copy()


def linear_grad_b(X, W, b, G):
    return G.sum(axis=0)


def linear_grads_nd(X, W, b, G):
    return G @ W, rows(G).T @ rows(X), rows(G).sum(axis=0)


linear_open_question = """When N = p. I compared with the autograd of a Linear layer on my computer, with in_channels and out_channels different, that way I would notice."""
