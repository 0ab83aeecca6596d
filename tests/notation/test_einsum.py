"""Einsum strings are judged by what they mean."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import exercises, judge
from autograder.notation.einsum.parsing import parse


def complaint(name, answer):
    return judge(name, lambda: answer)


@given(letters=st.permutations(string.ascii_letters), spaces=st.booleans())
def test_any_names_of_the_indices_are_right(letters, spaces):
    renamed = "kl,kq,lp->klpq".translate(str.maketrans("klqp", "".join(letters[:4])))
    assert complaint("elementwise_loss_einsum", renamed.replace(",", " , ") if spaces else renamed).passed


@pytest.mark.parametrize(
    ("name", "answer", "slug", "words"),
    [
        ("wx_grad_W_einsum", "dj,cj->d", "over_sum", "an index that must stay"),
        ("wx_grad_W_einsum", "dj,cj->dcj", "missing_sum", "must be summed: j"),
        ("wx_grad_W_einsum", "dj,cj->cd", "transposed", "'cd'"),
        ("wx_grad_W_einsum", "dj,cj", "transposed", "come alphabetically: 'cd'"),
        ("wx_grad_W_einsum", "cj,dj->dc", "transposed", "first group belongs to G, the second to X, so this is (m, H)"),
        ("frobenius_einsum", "ij,ij→", "einsum_syntax", "the arrow is '->'"),
        ("frobenius_einsum", "ij,ij- >", "einsum_syntax", "the arrow is '->'"),
        ("frobenius_einsum", "ij,ij\n->", "einsum_syntax", "on one line"),
        ("frobenius_einsum", "ij,\u00a0ij->", "einsum_syntax", "blanks only"),
        ("wx_grad_W_einsum", "dj,cj->dj", "over_sum", "must stay: c"),
        ("wx_grad_W_einsum", "dj,jc->dc", "missing_transpose", "X is (m, n)"),
        ("wx_grad_W_einsum", "jd,jc->dc", "wrong_operand", "X is (m, n)"),
        ("wx_grad_W_einsum", "dj,dj->dj", "elementwise_for_matmul", "X is (m, n)"),
        ("wx_grad_W_einsum", "dj,dj->d", "over_constrained", "X is (m, n)"),
        ("wx_grad_W_einsum", "dj->dj", "wrong_operand", "operands are G, X"),
        ("wx_grad_W_einsum", "dj cj->dc", "einsum_syntax", "with a comma between them"),
        ("wx_grad_W_einsum", "dj,cj=>dc", "einsum_syntax", "the arrow is '->'"),
        ("wx_grad_W_einsum", "d_j,c_j->d_c", "einsum_syntax", "side by side"),
        ("wx_grad_W_einsum", "dj,cjk->dc", "einsum_syntax", "needs 2 letters"),
        ("wx_grad_W_einsum", "dj,ck->dc", "sum_before_product", "n of G and n of X are one index"),
        ("elementwise_loss_einsum", "kl,kq,lp->kpql", "permuted_axes", "'kpql'"),
        ("elementwise_loss_einsum", "kl,kq,lp->klq", "missing_delta", "must stay: p"),
        ("elementwise_loss_einsum", "kl,kq->klq", "missing_delta", "3 groups"),
        ("elementwise_loss_einsum", "kl,kq,mp->klpq", "missing_delta", "'l' and 'm'"),
        ("elementwise_loss_einsum", "kl,kq,ll->klq", "over_constrained", "'l' stands for"),
        ("elementwise_loss_einsum", "kl,kq,pl->klqp", "permuted_axes", "'klqp'"),
        ("elementwise_loss_einsum", "kq,kl,lp->klpq", "wrong_operand", "δ is (p, p)"),
        ("frobenius_einsum", "ij,ij->ij", "missing_sum", "must be summed: i, j"),
        ("frobenius_einsum", "ij,kl->ijkl", "missing_sum", "one index"),
        ("frobenius_einsum", "ij,ji->", "transposed", "B is (m, n)"),
        ("frobenius_einsum", "ij,jk->ik", "matmul_for_elementwise", "B is (m, n)"),
        ("frobenius_einsum", "ii,ii->", "over_constrained", "A is (m, n)"),
        ("frobenius_einsum", "", "einsum_syntax", "empty"),
        ("frobenius_einsum", "ij,ij->k", "einsum_syntax", "in no operand"),
        ("frobenius_einsum", "ij,ij->ii", "einsum_syntax", "twice after the arrow"),
        ("frobenius_einsum", "ij;ij->", "einsum_syntax", "';'"),
        ("frobenius_einsum", "...ij,...ij->...", "einsum_syntax", "'...' is not read here"),
        ("frobenius_einsum", None, "returns_none", "returns None,"),
        ("frobenius_einsum", 3, "wrong_type", "int"),
        ("frobenius_einsum", "ij," * 5000, "einsum_syntax", "characters"),
    ],
)
def test_a_wrong_string_is_told_what_it_means(name, answer, slug, words):
    verdict = complaint(name, answer)
    assert not verdict.passed
    assert verdict.mistake == slug
    assert words in verdict.message
    assert verdict.next_step


@given(st.text(max_size=300))
def test_no_text_upsets_it(text):
    assert isinstance(complaint("wx_grad_W_einsum", text).passed, bool)


def test_without_an_arrow_the_letters_that_stand_once_are_the_result():
    assert parse("ij,jk").result == "ik"
    assert complaint("frobenius_einsum", "ij,ij").passed


def test_what_holds_by_the_symmetry_of_delta_holds_here():
    assert complaint("elementwise_loss_einsum", "kl,kq,pl->klpq").passed
    assert complaint("elementwise_loss_einsum", "kp,kq,lp->klpq").passed


def test_a_blank_and_a_broken_answer_are_told_so():
    def blank():
        raise NotImplementedError

    assert judge("frobenius_einsum", blank).mistake == "not_written"
    assert judge("frobenius_einsum", lambda: 1 / 0).mistake == "raises"
    assert exercises()["frobenius_einsum"].signature == "frobenius_einsum()"
