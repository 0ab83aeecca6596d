"""Half done: two exercises right, three blank, the open question begun."""

def frobenius(A, B):
    return (A * B).sum()


def frobenius_norm(A):
    return np.linalg.norm(A)


frobenius_open_question = """Because Tr(AB) is the sum of A_ij B_ji and not"""
