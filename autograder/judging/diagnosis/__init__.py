"""Diagnosis: names the mistake from the values alone.

Each hypothesis is a claim about numbers: "what came back is the truth transposed", "… is G X", "… does not change when
G does". It is named only when it holds on every trial that returned numbers, at several sizes. Nothing is inferred from
the code.
"""
