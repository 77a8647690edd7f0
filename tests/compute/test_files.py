"""Files are written as a whole or not at all."""

import errno
import io
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


def test_a_folder_that_can_only_be_read_is_named(tmp_path, monkeypatch):
    def refuse(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(PermissionError, match=f"the folder {tmp_path} is not writable"):
        write_new(tmp_path / "a.csv", b"", endings=ENDINGS)


def test_a_new_file_has_the_rights_of_any_other(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write_new(tmp_path / "a.csv", b"", endings=ENDINGS)
    assert stat.S_IMODE(os.stat(tmp_path / "a.csv").st_mode) == stat.S_IMODE(
        os.stat(tmp_path / "plain").st_mode
    )


def in_memory(name="a.csv"):
    file = io.BytesIO()
    file.name = name
    return file


def test_an_open_file_gets_everything_at_once():
    file = in_memory("A.CSV")
    with new_file(file, endings=ENDINGS) as parts:
        parts.write(b"one")
        assert file.getvalue() == b""
        parts.write(b"two")
    assert file.getvalue() == b"onetwo"
    assert not file.closed


def test_an_open_file_gets_nothing_when_an_error_comes_between():
    file = in_memory()

    def break_off():
        with new_file(file, endings=ENDINGS) as parts:
            parts.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert file.getvalue() == b""


def test_a_real_open_file_has_a_name_of_its_own(tmp_path):
    with open(tmp_path / "a.csv", "wb") as file:
        assert write_new(file, b"one", endings=ENDINGS) == tmp_path / "a.csv"
    assert (tmp_path / "a.csv").read_bytes() == b"one"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (io.BytesIO(), "path must be a path, or an open file whose name tells its kind, got <_io.BytesIO"),
        (in_memory("a.exe"), r"path must end in \.csv or \.txt, got 'a.exe'"),
        (in_memory("a\0.csv"), "path must be a file name"),
        (in_memory(7), "whose name tells its kind"),
    ],
)
def test_an_open_file_must_tell_its_kind(file, message):
    with pytest.raises(ValueError, match=message):
        write_new(file, b"one", endings=ENDINGS)
    assert file.getvalue() == b""


@pytest.mark.parametrize("mode", ["r", "w", "rb"])
def test_an_open_file_must_take_bytes(tmp_path, mode):
    (tmp_path / "a.csv").write_bytes(b"")
    with open(tmp_path / "a.csv", mode) as file, pytest.raises(ValueError, match="open for writing bytes"):
        write_new(file, b"one", endings=ENDINGS)


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "a.csv"
    again = pytest.raises(FileExistsError, match=r"a\.csv exists; pass overwrite=True")
    with again, new_file(path, endings=ENDINGS) as file:
        file.write(b"ours")
        path.write_bytes(b"theirs")
    assert (tmp_path / "a.csv").read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.csv"]


def test_where_there_are_no_hard_links_files_are_written_too(tmp_path, monkeypatch):
    def refused(*paths):
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", refused)
    write_new(tmp_path / "a.csv", b"one", endings=ENDINGS)
    assert (tmp_path / "a.csv").read_bytes() == b"one"
    assert names(tmp_path) == ["a.csv"]


@pytest.mark.skipif(os.name == "nt", reason="rights are those of POSIX")
def test_a_private_file_stays_private(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"one")
    path.chmod(0o600)
    write_new(path, b"two", endings=ENDINGS, overwrite=True)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o600)


@pytest.mark.parametrize("length", [246, 255])
def test_a_name_may_be_as_long_as_the_system_allows(tmp_path, length):
    path = tmp_path / ("a" * (length - 4) + ".csv")
    assert write_new(path, b"one", endings=ENDINGS).read_bytes() == b"one"
