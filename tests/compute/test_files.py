"""Files are written as a whole or not at all."""

import os
import stat

import pytest

from nbtools.compute.png.files import new_file, write_new

ENDINGS = (".csv", ".txt")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_file_appears_when_all_is_written(tmp_path):
    with new_file(tmp_path / "a.csv", endings=ENDINGS) as file:
        file.write(b"one")
        assert not (tmp_path / "a.csv").exists()
        file.write(b"two")
    assert (tmp_path / "a.csv").read_bytes() == b"onetwo"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, GeneratorExit])
def test_an_error_between_leaves_the_old_file_and_no_other(tmp_path, error):
    write_new(tmp_path / "a.csv", b"old", endings=ENDINGS)

    def break_off():
        with new_file(tmp_path / "a.csv", endings=ENDINGS, overwrite=True) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        break_off()
    assert names(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("", ValueError, "path must be a file name"),
        ("  ", ValueError, "path must be a file name"),
        ("a\0.csv", ValueError, "path must be a file name"),
        ("a", ValueError, r"path must end in \.csv or \.txt, got 'a'"),
        ("a.csv.gz", ValueError, "path must end in"),
        ("no/a.csv", FileNotFoundError, "the folder .*no does not exist"),
        ("folder.csv", IsADirectoryError, "folder.csv is a folder"),
        ("there.csv", FileExistsError, "pass overwrite=True"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is(tmp_path, monkeypatch, name, error, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "there.csv").write_bytes(b"old")
    with pytest.raises(error, match=message), new_file(name, endings=ENDINGS):
        pytest.fail("the file must not be opened")
    assert names(tmp_path) == ["folder.csv", "there.csv"]
    assert (tmp_path / "there.csv").read_bytes() == b"old"


def test_an_unwritable_folder_is_named(tmp_path, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied", "a name nobody knows")

    monkeypatch.setattr("tempfile.mkstemp", refuse)  # the tests may run as root, who may write everywhere
    with pytest.raises(PermissionError, match=f"the folder {tmp_path} is not writable"):
        write_new(tmp_path / "a.csv", b"", endings=ENDINGS)


def test_a_new_file_has_the_rights_of_any_other(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write_new(tmp_path / "a.csv", b"", endings=ENDINGS)
    assert stat.S_IMODE(os.stat(tmp_path / "a.csv").st_mode) == stat.S_IMODE(
        os.stat(tmp_path / "plain").st_mode
    )
