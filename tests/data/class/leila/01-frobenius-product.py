"""Only the open question is answered."""

frobenius_open_question = """In Tr(AB) the entries A_ij and B_ji meet, in A : B the entries A_ij and B_ij. They agree for symmetric B. In general A : B = Tr(AᵀB)."""
