"""Half done: only the two counting exercises and the contraction, all right."""

def contract_upstream(V, T):
    res = 0
    for k in range(V.shape[0]):
        for l in range(V.shape[1]):
            res = res + V[k, l] * T[k, l]
    return res


def hadamard_bytes(m, n):
    entries = m * n * m * n * m * n
    return entries * 8


def nonzero_fraction(N, p, q):
    # delta_lp: one p out of p
    return 1.0 / p
