"""No code at all, only the open question is answered."""

linear_open_question = """I ran out of time for the code, but here is my answer. If N = p = q all matrices are square and every product has the right shape, so for example GX instead of GᵀX gives no error. I would notice by using a batch of a different size, then numpy complains about the shapes."""
