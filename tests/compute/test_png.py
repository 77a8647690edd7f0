"""PNG files hold the pixels that went in, as another library reads them."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from nbtools.compute.png.png import encode_gray, encode_indexed, encode_png


def read(png):
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        return np.array(picture), picture


@pytest.mark.parametrize("colors", [3, 4])
@pytest.mark.parametrize("level", [0, 1, 6, 9])
@pytest.mark.parametrize("shape", [(1, 1), (7, 300), (300, 7), (64, 64)])
def test_pixels_come_back(colors, level, shape):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, colors)).astype(np.uint8)
    found, picture = read(encode_png(pixels, level=level))
    assert picture.mode == ("RGB" if colors == 3 else "RGBA")
    np.testing.assert_array_equal(found, pixels)


@pytest.mark.parametrize("change", [lambda a: a[::-1], lambda a: a[:, ::3], np.asfortranarray, memoryview])
def test_layout_does_not_matter_and_input_stays(change):
    pixels = np.random.default_rng(1).integers(0, 256, (30, 40, 4)).astype(np.uint8)
    pixels.flags.writeable = False
    before = pixels.copy()
    given = change(pixels)
    np.testing.assert_array_equal(read(encode_png(given))[0], np.asarray(given))
    np.testing.assert_array_equal(pixels, before)


def test_same_picture_same_bytes_and_smaller_with_more_effort():
    pixels = np.zeros((200, 200, 4), np.uint8)
    pixels[::7, ::5] = 200
    sizes = [len(encode_png(pixels, level=level)) for level in (0, 1, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert encode_png(pixels) == encode_png(pixels.copy())


def test_every_chunk_has_its_checksum():
    png = encode_png(np.zeros((3, 4, 4), np.uint8), text={"Title": "x"})
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    kinds, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        kinds.append(png[at + 4 : at + 8])
        checksum = int.from_bytes(png[at + 8 + length : at + 12 + length])
        assert checksum == zlib.crc32(png[at + 4 : at + 8 + length])
        at += 12 + length
    assert kinds == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]


def test_text_comes_back_in_any_language():
    text = {"Title": "Ünïcödé 画像 <img onerror=x> $\\frac{", "Größe": "", "a b": "line 1\nline 2"}
    assert read(encode_png(np.zeros((2, 2, 3), np.uint8), text=text))[1].text == text


@pytest.mark.parametrize("key", ["", "x" * 80, "画", "a\0b", " a", "a  b", "a\nb"])
def test_keys_that_a_file_cannot_hold_are_refused(key):
    with pytest.raises(ValueError, match="text must have keys of 1 to 79"):
        encode_png(np.zeros((2, 2, 3), np.uint8), text={key: "x"})


@pytest.mark.parametrize("shape", [(3, 3), (3, 3, 2), (0, 3, 4), (3, 3, 4, 1)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"rgba must have shape \(rows, cols, 4\)"):
        encode_png(np.zeros(shape, np.uint8))


def test_other_types_and_levels_are_refused():
    with pytest.raises(TypeError, match="rgba must have dtype uint8, got float64"):
        encode_png(np.zeros((2, 2, 3)))
    with pytest.raises(ValueError, match="level must be from 0 to 9, got 10"):
        encode_png(np.zeros((2, 2, 3), np.uint8), level=10)


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("n", [1, 2, 200, 256])
@pytest.mark.parametrize("shape", [(1, 1), (30, 41), (900, 1000)])
def test_indexed_pixels_come_back(channels, n, shape):
    rng = np.random.default_rng(2)
    palette = rng.integers(0, 256, (n, channels)).astype(np.uint8)
    indices = rng.integers(0, n, shape).astype(np.uint8)
    _, picture = read(encode_indexed(indices, palette))
    assert picture.mode == "P"
    np.testing.assert_array_equal(np.array(picture), indices)
    np.testing.assert_array_equal(np.array(picture.convert("RGBA"))[..., :channels], palette[indices])


@pytest.mark.parametrize("level", [0, 1, 6])
@pytest.mark.parametrize("dtype", ["u1", "u2", ">u2"])
def test_gray_comes_back_and_smooth_ramps_are_small(level, dtype):
    ramp = np.add.outer(np.arange(200) * 7, np.arange(300)).astype(dtype)
    noise = np.random.default_rng(3).integers(0, np.iinfo(dtype).max, (50, 70)).astype(dtype)
    for values in (ramp, noise, noise[::-1, ::3], noise.T):
        png = encode_gray(values, level=level)
        found, picture = read(png)
        assert picture.mode in (("L",) if dtype == "u1" else ("I;16", "I"))  # "I" before Pillow 10.3
        np.testing.assert_array_equal(found, values)
    assert len(encode_gray(ramp)) < ramp.nbytes / 20


def test_prediction_is_used_only_where_it_helps():
    rng = np.random.default_rng(4)
    for pixels in (np.add.outer(np.arange(90), np.arange(300)), rng.choice([3, 200], (90, 300))):
        rgb = np.stack([pixels.astype(np.uint8)] * 3, axis=2)
        plain, predicted = encode_png(rgb), encode_png(rgb, predict=True)
        assert len(predicted) <= len(plain)
        np.testing.assert_array_equal(read(predicted)[0], rgb)


def test_the_physical_size_of_a_pixel_is_kept():
    png = encode_indexed(np.zeros((2, 2), np.uint8), np.zeros((1, 3), np.uint8), per_meter=5000)
    assert read(png)[1].info["dpi"] == pytest.approx((127, 127))


def test_long_notes_are_kept_small():
    text = {"a": "x" * 100_000, "b": "ü" * 2000}
    png = encode_png(np.zeros((2, 2, 3), np.uint8), text=text)
    assert len(png) < 2000
    assert read(png)[1].text == text


def test_wrong_tables_are_refused():
    indices = np.array([[0, 3]], np.uint8)
    with pytest.raises(ValueError, match="indices must be from 0 to 2, got 3"):
        encode_indexed(indices, np.zeros((3, 3), np.uint8))
    for shape in ((0, 3), (257, 3), (4, 2), (4,)):
        with pytest.raises(ValueError, match="palette must have shape"):
            encode_indexed(indices, np.zeros(shape, np.uint8))
