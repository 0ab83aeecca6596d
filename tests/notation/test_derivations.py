"""Derivations: what is true is accepted however it is written, what is not is pointed at."""

import pytest

from autograder import judge


def derive(name, text):
    return judge(name, lambda: text)


RIGHT = {
    "linear_derivation": [
        "dL = G : dY\n= G : (X dWᵀ)\n= Gᵀ : (dW Xᵀ)\n= (Gᵀ X) : dW",
        "dℓ = G : dY = Tr(G^T X dW^T) = Tr(dW^T G^T X) = dW : (G^T X)",
        "G:dY\n=G:XdW.T\n=X.T G : dW.T\n=G.T X : dW",
        "= G : (X dWᵀ) = (Gᵀ X) : dW",
        "L = G : (X dWᵀ)  # the definition\n= dW : (Xᵀ G)ᵀ.",
        "dL = G ∶ X dWᵀ\n = (G' X) : dW",
        "dL = G : X dWᵀ\n = 2 (Gᵀ X) : dW - (Gᵀ X) : dW = (Gᵀ X) : dW",
        "dY = d(X Wᵀ + B) = X dWᵀ\ndl = G : dY = G : (X dWᵀ) = (Gᵀ X) : dW",
        "dℓ = G : (dX Wᵀ + X dWᵀ + dB)\n= G : (X d W^t)   only W moves\n= G'X : d W",
    ],
    "wx_derivation": [
        "∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_dc\n= Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_cj",
        "dL/dW_dc = sum_{i,j} dL/dD_ij dD_ij/dW_dc\n= Σ_ij G_ij d_id sum_k d_kc X_kj\n= sum_j G_dj X_cj = (G Xᵀ)_dc",
        "Σ_i Σ_j G_ij δ_id Σ_{k=1}^{m} δ_kc X_kj\n= (G X.T)_dc",
        "∂ℓ/∂W_{dc} = Σ_ij δ_di X_cj G_ij = Σ_n X_cn G_dn",
        "∂D_ij/∂W_dc = Σ_k δ_id δ_kc X_kj\n= δ_id X_cj\n∂ℓ/∂W_dc = Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_cj",
        "∂L/∂W_pq = Σ_ab G_ab ∂D_ab/∂W_pq = Σ_ab G_ab δ_ap X_qb = Σ_b G_pb X_qb",
        "= Σ_ij G_ij Σ_k ∂W_ik/∂W_dc X_kj\n= Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_cj",
        "dl/dW[d,c] = Σ_(i,j) G[i,j] ∂(Σ_k W_ik X_kj)/∂W_dc\n= Σ_i,j G_ij*δ_(i,d)*X_cj, chain rule\n= Σ_jG_djX_cj",
        "∂ℓ/∂W_dc = Σ_{i=1}^{H} Σ_{j=1}^n G_ij δ_id X_cj\nso:\n⇒ ∂ℓ/∂W_dc = Σ_{j=1}^n G_dj X_cj",
    ],
    "frobenius_derivation": [
        "(A B) : C = Tr((A B)ᵀ C)\n= Tr(Bᵀ Aᵀ C)\n= Tr(Aᵀ C Bᵀ)\n= A : (C Bᵀ)",
        "AB : C = tr(C^T A B) = tr(A B C^T) = A : (B C^T)^T",
        "(A B) : C = Tr(B Cᵀ A) = A : (C Bᵀ)",
        "(A @ B) : C = tr((A @ B).T @ C)\n= tr(A'.C.B')\n= A : (C @ B.T)",
        "1. (A B) : C = Tr[(A B)^T C]\n2. = Tr[A^T C B^T]     (cyclic)\n3. = A : (C B^T)  ∎",
        "(A B):C = Tr( (AB)ᵀC ), by definition\n= Tr( AᵀCBᵀ )  // cyclic\n= A:(CBᵀ)   (3)",
        "(A B) : C =\n Tr((A B)^T C) =\n Tr(A^T C B^T) =\n A : (C B^T)",
        "⟨A B, C⟩ ⇒ sum((A B) ⊙ C) = Tr((A B)ᵀ C) => <A, C Bᵀ>",
        "𝐀𝐁 ∶ 𝐂 ＝ Tr（（𝐀𝐁）⊤𝐂） == 𝐀 ∶ 𝐂𝐁⊤",
    ],
    "tensor_derivation": [
        "dL = h'(Y) ⊙ dY\n= h'(Y) : H : dY\n= h'(Y) : H : (X dWᵀ)\n= h'(Y) : H : (X · F) : dW",
        "∂L_kl/∂W_pq = L'_ij H_ijklmn X_ms F_snpq\n= h'(Y_ij) H_ijklmn X_mq δ_np\n= h'(Y_kl) X_kq δ_lp",
        "∂L_kl/∂W_rs = h′(Y_kl) ∂Y_kl/∂W_rs = h′(Y_kl) X_ks δ_lr",
        "∂L/∂W = ∂L/∂Y : ∂Y/∂W = L' : H : (X·F)",
        "dL = h'(Y) ⊙ d(X Wᵀ + B) = h'(Y) ⊙ (dX Wᵀ + X dWᵀ + dB) = h'(Y):H:(X.F):dW",
        "∂L_kl/∂W_rs = ∂h(Y_kl)/∂W_rs = h'(Y)_kl dY_kl/dW_rs = h'(Y_kl) * X_ks * d_lr",
        "dL = L' o dY = dY : H : L' = L' : H : (X (F : dW)) = L′ : H : X·F : dW",
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_right_derivations_in_many_styles(name, text):
    verdict = derive(name, text)
    assert verdict.passed, str(verdict)
    assert verdict.line is None
    assert len(verdict.working) == sum("so:" not in line for line in text.splitlines())
    assert all(line.html for line in verdict.working)


WRONG = [
    ("linear_derivation", "dL = G : dY\n= G : (X dW)\n= (Xᵀ G) : dW", "does_not_conform", 2, "q and p do not meet"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ)\n= 2 (Gᵀ X) : dW", "wrong_step", 3, "the step before it"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ)\n= X dWᵀ", "wrong_step", 3, "this is (N, p)"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ", "notation", 2, "closing bracket"),
    ("linear_derivation", "dL = G : dY\n= G : (Z dWᵀ)", "notation", 2, "'Z' is not a symbol"),
    ("linear_derivation", "dL = G : dY\n= G : : dY", "notation", 2, "stands where"),
    ("linear_derivation", "dL = G : dY\n= G : (X dWᵀ)", "unfinished", 2, "dW must stand alone"),
    ("linear_derivation", "dL = (Gᵀ X) : dW = Tr(Xᵀ G dW)", "unfinished", 1, "M : dW"),
    ("linear_derivation", "dL = G * dY", "does_not_conform", 1, "ambiguous"),
    ("linear_derivation", "dL = 1/0 G : dY", "does_not_conform", 1, "zero"),
    ("linear_derivation", "", "unfinished", None, "no line"),
    ("linear_derivation", 7, "wrong_type", None, "int"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= G_dj X_cj", "does_not_conform", 2, "Σ_j is missing"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= Σ_j G_dj X_jc", "does_not_conform", 2, "runs over"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_ic X_cj", "does_not_conform", 1, "δ_ic compares"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj", "unfinished", 1, "no δ"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj", "missing_step", None, "write the δ"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= G Xᵀ", "wrong_step", 2, "(H, m)"),
    (
        "wx_derivation",
        "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n= Σ_ij G_ij X_cj",
        "wrong_step",
        2,
        "this is an entry with the index c, and",
    ),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij ∂D_ij/∂W_cd", "does_not_conform", 1, "c runs over m, and in ∂D/∂W"),
    ("wx_derivation", "∂L/∂W_dc = Σ_jj G_dj X_cj", "does_not_conform", 1, "twice"),
    ("wx_derivation", "∂L/∂W_dc = Σ_i (Σ_j G_ij) (Σ_k X_ki)", "does_not_conform", 1, "runs over"),
    ("wx_derivation", "∂L/∂W_dc = Σ_{j=1}^m G_dj X_cj", "does_not_conform", 1, "its sum ends at n, not at m"),
    ("wx_derivation", "∂D_ij/∂W_dc = X_cj\n∂L/∂W_dc = Σ_j G_dj X_cj", "wrong_step", 1, "c, j, and"),
    ("wx_derivation", "∂D_ij/∂W_dc = δ_id X_cj", "wrong_step", 1, "must start from"),
    ("wx_derivation", "∂L/∂W_dc = Σ_j G_dj X_cj\n∂D_ij/∂W_dc = δ_id X_cj", "missing_step", None, "write the δ"),
    ("wx_derivation", "∂L/∂W_dc = Σ_ij G_ij δ_id X_cj\n∂D_ij/∂W_dc = δ_id X_cj", "unfinished", 1, "goes on from ∂ℓ/∂W"),
    ("wx_derivation", "∂L/∂W_dc = ∂/∂W_dc L", "notation", 1, "'L' is not a symbol"),
    ("linear_derivation", "dL = G : dY\n= (Gᵀ X) : dW (= X G : dW by the rule)", "does_not_conform", 2, "do not meet"),
    ("linear_derivation", "dL = G : dY\n= G^2 : dY", "does_not_conform", 2, "a power is a matrix product"),
    ("linear_derivation", "dL = G : dY\n= d(d(G)) : dY", "does_not_conform", 2, "inside a differential"),
    ("frobenius_derivation", "(A B) : C = Σ_ij ((A B)_ij)_ij C_ij", "does_not_conform", 1, "no indices of its own"),
    ("frobenius_derivation", "(A B) : C = A : (C Bᵀ)", "missing_step", None, "trace"),
    ("frobenius_derivation", "(A B) : C = Tr(A B C)", "does_not_conform", 1, "do not meet"),
    ("frobenius_derivation", "(A B) : C = Tr(A B)", "does_not_conform", 1, "square"),
    ("tensor_derivation", "dL = h(Y) ⊙ dY", "wrong_step", 1, "not true"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) X_ks δ_ls", "does_not_conform", 1, "δ_ls compares"),
    ("tensor_derivation", "∂L_kl/∂W_rs = h'(Y_kl) ∂Y_kl/∂W_rs\n= h(Y_kl) X_ks δ_lr", "wrong_step", 2, "not true"),
    ("tensor_derivation", "∂L_kl/∂W_pq = h'(Y_ij) H_ijklmn X_mq δ_np", "unfinished", 1, "collapse"),
    ("tensor_derivation", "dL = h'(Y) dY", "does_not_conform", 1, "do not meet"),
]


@pytest.mark.parametrize(("name", "text", "slug", "line", "words"), WRONG)
def test_a_wrong_derivation_is_pointed_at_where_it_goes_wrong(name, text, slug, line, words):
    verdict = derive(name, text)
    assert not verdict.passed
    assert verdict.mistake == slug, str(verdict)
    if line is not None:
        assert verdict.line == line
    assert words in verdict.message, str(verdict)


LATEX = {
    "frobenius_derivation": r"""
        (AB) : C &= \operatorname{Tr}\left((AB)^\top C\right) \\
                 &= \mathrm{tr}(A^{\mathsf T} C B^{\mathsf{T}}) \tag{1}
                 &= A : (C B^{\top})
    """,
    "wx_derivation": r"""
        \begin{align*}
        \frac{\partial \ell}{\partial W_{dc}} = \sum_{i=1}^{H} \sum_j G_{ij} \frac{\partial D_{ij}}{\partial W_{dc}} \\
        &= \sum_{i,j} G_{ij}\,\delta_{id}\, X_{cj} \text{ by the product rule} \\
        &= \sum_{j} G_{dj} \cdot X_{cj}
        \end{align*}
    """,
    "linear_derivation": r"$d\ell = G : dY$ \\" "\n" r"$= G : (X\, dW^\intercal) = (G^\top X) : dW$",
    "trace_derivation": r"\mathop{\mathrm{Tr}}(P Q^T R) = \operatorname{Tr}(Q^T R P) = \mathbf{\mathit{Q}} : (R P)",
    "linear_derivation_b": r"d\ell = G : (\vec{1}\,db^T) = (G^T \vec 1) : db",
    "tensor_derivation": r"d\mathbf{L} = h'(Y) \odot dY = h'(Y) : H : (X \cdot F) : dW",
}


@pytest.mark.parametrize(("name", "text"), LATEX.items())
def test_latex_is_read_too_with_and_without_an_r_before_the_string(name, text):
    assert derive(name, text).passed, str(derive(name, text))
    swallowed = text.replace(r"\frac", "\frac").replace(r"\top", "\top").replace(r"\text", "\text")
    assert derive(name, swallowed.replace(r"\begin", "\begin")).passed, str(derive(name, swallowed))


def test_a_caret_stands_under_the_place():
    lines = str(derive("linear_derivation", "dL = G : dY\n   = G : (X dW)")).splitlines()
    wrong = next(position for position, line in enumerate(lines) if line.startswith(">"))
    assert lines[wrong + 1].index("^") == lines[wrong].index("dW")


def test_a_blank_derivation_is_told_so():
    def blank():
        raise NotImplementedError

    assert judge("linear_derivation", blank).mistake == "not_written"
