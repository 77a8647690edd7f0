import inspect

import traitlets

from nbtools.model.inner import for_users, full_doc, full_signature, inner
from nbtools.model.numbers import Number


class Model(traitlets.HasTraits):
    """What is looked at.

    Parameters
    ----------
    image : array_like
        The image.
    """

    words = ("mask",)
    radius = Number(5.0, 1, 50, unit="px", help="Sum within so many pixels.")

    def __init__(self, image, *, words=None, **parameters):
        super().__init__(**parameters)


class Base:
    def pull(self):
        """For subclasses, also where they override it."""

    pull = inner(pull)


def test_the_signature_names_words_title_and_parameters():
    signature = full_signature(Model)
    assert list(signature.parameters) == ["image", "mask", "name", "title", "nodata", "radius"]
    assert signature.parameters["radius"].default == 5.0
    assert signature.parameters["radius"].kind is inspect.Parameter.KEYWORD_ONLY


def test_the_text_tells_of_each_parameter():
    assert "radius : float (px)\n        Sum within so many pixels." in full_doc(Model)
    assert "name : str, optional" in full_doc(Model)


def test_the_text_begins_with_a_table():
    assert full_doc(Model).startswith(
        """What is looked at.

    =========  =======  =======  ====
    parameter  default  allowed  unit
    =========  =======  =======  ====
    radius     5.0      1 to 50  px
    =========  =======  =======  ====

    Parameters
"""
    )


def test_completion_offers_what_is_not_inner(monkeypatch):
    monkeypatch.setattr(Base, "__module__", "nbtools.somewhere")
    assert "pull" not in for_users(Base)
    assert "radius" in for_users(Model)
