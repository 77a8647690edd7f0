"""Colours in grey and for colour-blind eyes, against scikit-image and the published model."""

import warnings

import numpy as np
import pytest
from skimage.color import rgb2lab

from nbtools.compute.color.vision import VISIONS, simulate

RNG = np.random.default_rng(0)
COLORS = np.concatenate(
    [
        np.stack(np.meshgrid(*[[0, 1, 2, 10, 11, 128, 200, 254, 255]] * 3), -1).reshape(-1, 3),
        RNG.integers(0, 256, (500, 3)),
    ]
).astype(np.uint8)


def published(vision):
    """The colours as the `colour` package says that they look, with full precision."""
    # its import changes how numpy prints, for good; and it warns of parts that it has no libraries for
    with np.printoptions(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
        from colour.blindness import matrix_cvd_Machado2009

        name = vision.replace("opia", "omaly")
        name = {"protanomaly": "Protanomaly", "deuteranomaly": "Deuteranomaly"}.get(name, "Tritanomaly")
        light = colour.cctf_decoding(COLORS / 255, function="sRGB")
        seen = light @ np.asarray(matrix_cvd_Machado2009(name, 1.0)).T
        return 255 * colour.cctf_encoding(np.clip(seen, 0, 1), function="sRGB")


@pytest.mark.parametrize("vision", ["protanopia", "deuteranopia", "tritanopia"])
def test_colour_blind_eyes_as_published(vision):
    assert np.abs(simulate(COLORS, vision) - published(vision)).max() <= 0.501


def test_grey_has_the_lightness_of_the_colour():
    grey = simulate(COLORS, "grey")
    assert np.array_equal(grey, grey[:, :1].repeat(3, 1))
    # one step of 8 bits is up to 0.5 of lightness
    assert np.abs(rgb2lab(grey)[:, 0] - rgb2lab(COLORS)[:, 0]).max() < 0.3


@pytest.mark.parametrize("vision", VISIONS)
def test_greys_stay_as_they_are(vision):
    greys = np.arange(256, dtype=np.uint8)[:, None].repeat(3, 1)
    assert np.abs(simulate(greys, vision).astype(int) - greys).max() <= 1  # the matrices have six digits
    assert np.array_equal(simulate(greys, "grey"), greys)


def test_alpha_shape_and_input_are_kept():
    rgba = RNG.integers(0, 256, (5, 300, 300, 4), np.uint8)[::2, :, ::-1]
    before = rgba.copy()
    rgba.flags.writeable = False
    seen = simulate(rgba, "protanopia")
    assert np.array_equal(rgba, before)
    assert seen.shape == rgba.shape
    assert np.array_equal(seen[..., 3], rgba[..., 3])
    assert np.array_equal(seen[..., :3], simulate(rgba[..., :3], "protanopia"))
    assert np.array_equal(seen[1, 7, 9], simulate(rgba[1, 7, 9], "protanopia"))
    assert np.array_equal(simulate(rgba, "normal"), rgba)
    assert simulate(np.empty((0, 3), np.uint8)).shape == (0, 3)


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match=r"vision must be one of 'normal', .*, got 'red'"):
        simulate(COLORS, "red")
    with pytest.raises(TypeError, match="rgba must be uint8, got dtype float64"):
        simulate(COLORS / 255)
    for wrong in (np.uint8(3), np.zeros((4, 2), np.uint8)):
        with pytest.raises(ValueError, match="rgba must have 3 or 4 channels"):
            simulate(wrong)
