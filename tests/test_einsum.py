"""Einsum strings are judged by what they mean."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import exercises, judge
from autograder.notation.einsum import parse


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
        ("wx_grad_W_einsum", "dj,cj->dcj", "missing_sum", "an index is left"),
        ("wx_grad_W_einsum", "dj,cj->cd", "transposed", "'cd'"),
        ("wx_grad_W_einsum", "dj,jc->dc", "einsum_syntax", "X is (m, n)"),
        ("wx_grad_W_einsum", "dj->dj", "einsum_syntax", "1 operands; 2 are given: G, X"),
        ("wx_grad_W_einsum", "dj,cjk->dc", "einsum_syntax", "needs 2 letters"),
        ("wx_grad_W_einsum", "dj,ck->dc", "wrong_operand", "another tensor"),
        ("elementwise_loss_einsum", "kl,kq,lp->kpql", "permuted_axes", "'kpql'"),
        ("frobenius_einsum", "ij,ij->ij", "missing_sum", "2 axes where 0"),
        ("frobenius_einsum", "ij,ij->k", "einsum_syntax", "in no operand"),
        ("frobenius_einsum", "ij,ij->ii", "einsum_syntax", "twice after the arrow"),
        ("frobenius_einsum", "ij;ij->", "einsum_syntax", "';'"),
        ("frobenius_einsum", "...ij,...ij->...", "einsum_syntax", "'.'"),
        ("frobenius_einsum", None, "wrong_type", "NoneType"),
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
