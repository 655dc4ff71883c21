"""A ZIP file that is written while it is sent: complete, with one part in memory at a time."""

import io
import zipfile
from datetime import UTC, datetime

from guichet.documents.zip_stream import CHUNK, ZipMember, zip_stream

SUMMER = datetime(2026, 7, 1, 22, 30, 10, tzinfo=UTC)


class Source(io.BytesIO):
    """A file that counts those that are open, and is read by parts."""

    open_now = 0

    def __init__(self, content):
        super().__init__(content)
        Source.open_now += 1

    def read(self, size=-1):
        assert 0 < size <= CHUNK
        return super().read(size)

    def close(self):
        Source.open_now -= not self.closed
        super().close()


def members(contents):
    return (
        ZipMember(name, SUMMER, len(content), lambda content=content: Source(content))
        for name, content in contents.items()
    )


def test_what_is_unpacked_is_what_went_in():
    contents = {"a.pdf": b"%PDF" + bytes(3 * CHUNK + 1), "b.pdf": b"", "c é.pdf": b"x"}
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zip_stream(members(contents)))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == contents
    # Local time, which a ZIP file has: half past midnight of the next day in Switzerland.
    assert archive.getinfo("a.pdf").date_time == (2026, 7, 2, 0, 30, 10)


def test_one_file_is_open_and_one_part_in_memory_at_a_time():
    contents = {f"{number}.pdf": bytes(2 * CHUNK) for number in range(20)}
    open_files, largest = set(), 0
    for part in zip_stream(members(contents)):
        open_files.add(Source.open_now)
        largest = max(largest, len(part))
    assert open_files <= {0, 1} and Source.open_now == 0
    assert largest < 2 * CHUNK


def test_an_archive_without_members_is_an_empty_one():
    assert zipfile.ZipFile(io.BytesIO(b"".join(zip_stream([])))).namelist() == []
