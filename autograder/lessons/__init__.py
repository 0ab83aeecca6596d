"""The lessons' exercises, in course order: one module a lesson."""

from autograder.lessons import frobenius_product, tensor_gradients, wx_by_indices, xwt_plus_b
from autograder.lessons.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (
    frobenius_product.LESSON,
    wx_by_indices.LESSON,
    xwt_plus_b.LESSON,
    tensor_gradients.LESSON,
)
