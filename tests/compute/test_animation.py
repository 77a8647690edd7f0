"""Animated pictures, decoded frame by frame with Pillow."""

import tracemalloc
import warnings

import numpy as np
import pytest
from PIL import Image

from nbtools.compute.png.animation import write_animation


def decoded(path):
    """All frames as RGBA."""
    with Image.open(path) as picture:
        for number in range(picture.n_frames):
            picture.seek(number)
            yield np.asarray(picture.convert("RGBA"))


def few_colors(rng, shape=(20, 30), colors=200, transparent=True):
    """A frame of so many colours; one of them is transparent if wanted."""
    table = rng.integers(0, 256, (colors, 4), np.uint8)
    table[:, 3] = 255
    if transparent:
        table[0] = 0
    return table[rng.integers(0, colors, shape)]


@pytest.mark.parametrize("ending", [".png", ".gif"])
@pytest.mark.parametrize("colors", [1, 2, 3, 4, 5, 129, 256])
@pytest.mark.parametrize("transparent", [False, True])
def test_frames_of_few_colours_are_exact(tmp_path, ending, colors, transparent):
    rng = np.random.default_rng(colors)
    frames = [few_colors(rng, (1 + colors, 30), colors, transparent) for _ in range(5)]
    frames[3] = frames[2]
    write_animation(tmp_path / f"a{ending}", frames, 5)
    found = list(decoded(tmp_path / f"a{ending}"))
    assert len(found) == 5
    assert all(np.array_equal(a, b) for a, b in zip(found, frames, strict=True))


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (7, 3)])
def test_png_keeps_every_pixel_of_any_picture(tmp_path, shape):
    rng = np.random.default_rng(1)
    frames = [rng.integers(0, 256, (*shape, 4), np.uint8) for _ in range(4)]
    write_animation(tmp_path / "a.png", frames, 4)
    assert all(np.array_equal(a, b) for a, b in zip(decoded(tmp_path / "a.png"), frames, strict=True))


@pytest.mark.parametrize("ending", [".png", ".gif"])
def test_one_pixel_that_changes_is_all_that_changes(tmp_path, ending):
    frames = np.zeros((6, 9, 13, 4), np.uint8) + np.uint8(255)
    for number, at in enumerate([(0, 0), (8, 12), (4, 6), (4, 7)], 1):
        frames[number] = frames[number - 1]
        frames[number][at] = (10 * number, 0, 0, 255)
    frames[5] = frames[4]
    write_animation(tmp_path / f"a{ending}", iter(frames), 6)
    assert np.array_equal(list(decoded(tmp_path / f"a{ending}")), frames)


def test_a_gif_of_more_colours_replaces_the_rarest_by_the_nearest_and_says_so(tmp_path):
    rng = np.random.default_rng(2)
    frame = np.zeros((40, 50, 4), np.uint8)
    grays = np.arange(255)  # with the transparent one 256 colours, each in at least 7 pixels
    frame[..., :3] = grays[np.arange(2000) % 255].reshape(40, 50, 1)
    frame[..., 3] = 255
    frame[0, :9] = 0
    odd = {(5, 5): (100, 104, 100), (6, 6): (200, 200, 207), (7, 7): (3, 0, 0)}
    for at, color in odd.items():
        frame[at] = (*color, 255)
    with pytest.warns(
        UserWarning, match=r"a\.gif' is not exact: .* 3 of 4000 pixels .* at most (\d+) of 255"
    ) as said:
        write_animation(tmp_path / "a.gif", [frame, few_colors(rng, (40, 50))], 2)
    found = next(decoded(tmp_path / "a.gif")).astype(int)
    expected = frame.astype(int)
    for at, color in odd.items():
        distance = ((grays[:, None] - color) ** 2).sum(axis=1)
        assert ((found[at][:3] - color) ** 2).sum() == distance.min()
        expected[at] = found[at]
    assert np.array_equal(found, expected)
    most = max(np.abs(expected[at] - frame[at]).max() for at in odd)
    assert f"at most {most} of 255" in str(said[0].message)


def test_half_transparent_pixels_of_a_gif_are_counted_as_lost(tmp_path):
    frame = np.full((4, 5, 4), 255, np.uint8)
    frame[0, 0, 3], frame[1, 1, 3] = 200, 30
    with pytest.warns(UserWarning, match="2 of 20 pixels .* at most 55 of 255"):
        write_animation(tmp_path / "a.gif", [frame], 1)
    found = next(decoded(tmp_path / "a.gif"))
    assert (found[0, 0, 3], found[1, 1, 3]) == (255, 0)


@pytest.mark.parametrize("ending", [".png", ".gif"])
@pytest.mark.parametrize(("duration", "loop"), [(0.02, 0), (0.25, 3), (60, 7)])
def test_speed_and_loops(tmp_path, ending, duration, loop):
    frames = np.random.default_rng(3).integers(0, 2, (2, 5, 6, 4), np.uint8) * np.uint8(255)
    frames[..., 3] = 255
    write_animation(tmp_path / f"a{ending}", frames, 2, duration=duration, loop=loop)
    with Image.open(tmp_path / f"a{ending}") as picture:
        assert picture.info["duration"] == duration * 1000
        # a GIF tells how often it is repeated
        assert picture.info["loop"] == (max(loop - 1, 0) if ending == ".gif" else loop)


def test_a_gif_that_plays_once_has_no_loop(tmp_path):
    frames = np.full((2, 5, 6, 4), 255, np.uint8)
    write_animation(tmp_path / "a.gif", frames, 2, loop=1)
    with Image.open(tmp_path / "a.gif") as picture:
        assert "loop" not in picture.info


@pytest.mark.parametrize("ending", [".png", ".gif"])
def test_the_same_frames_give_the_same_bytes_and_stay_as_they_are(tmp_path, ending):
    frames = [few_colors(np.random.default_rng(k)) for k in range(3)]
    before = [frame.copy() for frame in frames]
    for frame in frames:
        frame.flags.writeable = False
    files = [tmp_path / f"{name}{ending}" for name in "ab"]
    for file in files:
        write_animation(file, (frame[::-1][::-1] for frame in frames), 3)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert np.array_equal(frames, before)


def test_the_checksum_of_every_chunk_is_right(tmp_path):
    frames = np.random.default_rng(4).integers(0, 256, (3, 20, 20, 4), np.uint8)
    write_animation(tmp_path / "a.png", frames, 3)
    with Image.open(tmp_path / "a.png") as picture:
        picture.verify()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Pillow warns of an animation that it does not understand
        assert len(list(decoded(tmp_path / "a.png"))) == 3


@pytest.mark.parametrize("ending", [".png", ".gif"])
def test_memory_does_not_grow_with_the_number_of_frames(tmp_path, ending):
    def peak(count):
        shape = (400, 500)
        frames = (few_colors(np.random.default_rng(k), shape, 50) for k in range(count))
        tracemalloc.start()
        try:
            write_animation(tmp_path / f"a{ending}", frames, count, overwrite=True)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(20) < 1.3 * peak(4)


@pytest.mark.parametrize(
    ("frames", "options", "error", "message"),
    [
        ([(5, 6), (5, 7)], {}, ValueError, r"one shape, got \(5, 6\) and then \(5, 7\)"),
        ([(5, 6)], {"count": 2}, ValueError, "count must be the number of frames, got 2 for 1"),
        ([(5, 6)] * 3, {"count": 2}, ValueError, "count must be the number of frames, got 2 for 3"),
        ([(0, 6)], {}, ValueError, r"frames must be uint8 of shape \(rows, cols, 4\)"),
        ([], {}, ValueError, "count must be a whole number >= 1"),
        ([(5, 6)], {"duration": 0.01}, ValueError, "duration must be from 0.02 to 60 s, got 0.01"),
        ([(5, 6)], {"duration": 61}, ValueError, "duration must be from"),
        ([(5, 6)], {"duration": float("nan")}, ValueError, "duration must be"),
        ([(5, 6)], {"loop": -1}, ValueError, "loop must be"),
        ([(5, 6)], {"loop": 65536}, ValueError, "loop must be at most 65535"),
    ],
)
@pytest.mark.parametrize("ending", [".png", ".gif"])
def test_what_is_wrong_is_said_and_leaves_no_file(tmp_path, ending, frames, options, error, message):
    pictures = [np.zeros((*shape, 4), np.uint8) for shape in frames]
    with pytest.raises(error, match=message):
        write_animation(tmp_path / f"a{ending}", pictures, **{"count": len(pictures), **options})
    assert list(tmp_path.iterdir()) == []


def test_wrong_frames_are_refused(tmp_path):
    for frame in (np.zeros((4, 5, 3), np.uint8), np.zeros((4, 5, 4)), np.zeros((4, 5), np.uint8)):
        with pytest.raises(ValueError, match="frames must be uint8 of shape"):
            write_animation(tmp_path / "a.png", [frame], 1)


def test_an_error_midway_leaves_the_old_file(tmp_path):
    frame = np.zeros((4, 5, 4), np.uint8)

    def frames():
        yield frame
        raise RuntimeError("no more")

    write_animation(tmp_path / "a.png", [frame], 1)
    first = (tmp_path / "a.png").read_bytes()
    with pytest.raises(FileExistsError):
        write_animation(tmp_path / "a.png", [frame], 1)
    with pytest.raises(RuntimeError, match="no more"):
        write_animation(tmp_path / "a.png", frames(), 2, overwrite=True)
    assert (tmp_path / "a.png").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
