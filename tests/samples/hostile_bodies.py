"""Bodies that cost much or break a reader: what no browser sends, by name."""

from io import BytesIO

URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=X"
END = b"--X--\r\n"
READABLE = {"9,900 markers of lines", "nested multipart", "5 MB before the first boundary"}
"""Within all limits of a form with files, and odd: the reader passes them on."""


def part(name, content=b"", headers=b""):
    """One part of a multipart body."""
    return b'--X\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (name, headers, content)


def file_part(content=b"x", name=b"a.pdf"):
    """One part with a file."""
    return part(b"file", content, b'; filename="%s"' % name)


def bodies():
    """Content type and body, by what is wrong with it."""
    return {
        "50,000 empty parts": (MULTIPART, b"".join(part(b"a%d" % number) for number in range(50_000)) + END),
        "200,000 small parts": (MULTIPART, part(b"a", b"b") * 200_000 + END),
        "a name of 120,000 semicolons": (MULTIPART, part(b";" * 120_000) + END),
        "a file name of 120,000 semicolons": (MULTIPART, file_part(name=b";" * 120_000) + END),
        "400,000 header lines of a part": (MULTIPART, part(b"a", b"b", b"\r\nX: y" * 400_000) + END),
        "a header continued on 400,000 lines": (MULTIPART, part(b"a", b"b", b"\r\n x" * 400_000) + END),
        "1,200 files": (MULTIPART, file_part(b"x" * 1100) * 1200 + END),
        "1,200 files that need a descriptor each": (MULTIPART, file_part(b"x" * 70_000) * 300 + END),
        "a text of 5 MB": (MULTIPART, part(b"message", b"x" * 5_000_000) + END),
        "5 MB before the first boundary": (MULTIPART, b"x" * 5_000_000 + b"\r\n" + part(b"a") + END),
        "5 MB without any boundary": (MULTIPART, b"\r\n-" * 1_700_000),
        "5 MB of a header line": (MULTIPART, b"--X\r\nContent-Disposition: " + b"x" * 5_000_000),
        "a part without a name": (MULTIPART, b"--X\r\nContent-Disposition: form-data\r\n\r\na\r\n" + END),
        "a part that does not end": (MULTIPART, b"--X\r\nContent-Disposition: form-data; name=a\r\n\r\nabc"),
        "a null character in a part": (MULTIPART, part(b"a", b"\0") + END),
        "bytes that are no text in a part": (MULTIPART, part(b"a", b"\xff") + END),
        "nested multipart": (
            MULTIPART,
            part(b"a", b"--Y\r\n" * 9, b"\r\nContent-Type: multipart/mixed; boundary=Y") + END,
        ),
        "a content type of 60,000 semicolons": (MULTIPART + ";" * 60_000, part(b"a") + END),
        "a content type of 60,000 semicolons, url-encoded": (URL_ENCODED + ";" * 60_000, b"a=b"),
        "a boundary of 5,000 characters": (f"multipart/form-data; boundary={'x' * 5_000}", b"a"),
        "no boundary": ("multipart/form-data", part(b"a") + END),
        "a charset beside UTF-8": (f"{URL_ENCODED}; charset=utf-16", "a=b".encode("utf-16")),
        "an unknown charset": (f"{URL_ENCODED}; charset=nonsense", b"a=b"),
        "100,000 empty fields": (URL_ENCODED, b"&" * 100_000),
        "12,000 fields": (URL_ENCODED, b"a=b&" * 12_000),
        "a long form": (URL_ENCODED, b"message=" + b"x" * 250_000),
        "a name of 200,000 characters": (URL_ENCODED, b"a" * 200_000 + b"=b"),
        "9,900 markers of lines": (URL_ENCODED, b"__start__=a:mapping&" * 9_900),
        "a null character": (URL_ENCODED, b"a=%00"),
        "bytes that are no text": (URL_ENCODED, b"a=%ff"),
        "JSON": ("application/json", b"[" * 200_000),
        "XML": ("text/xml", b"<a>" * 100_000),
        "no content type": ("", b"a=b"),
        "text": ("text/plain", b"a=b"),
    }


class CountedBody(BytesIO):
    """A body that counts what is read of it."""

    taken = 0

    def read(self, size=-1):
        found = super().read(size)
        self.taken += len(found)
        return found

    def readline(self, size=-1):
        found = super().readline(size)
        self.taken += len(found)
        return found
