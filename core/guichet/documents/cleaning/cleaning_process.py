"""The process that opens files from outside: ``python -m guichet.documents.cleaning.cleaning_process DESCRIPTOR``.

It loads the decoders once (0.4 seconds) and forks for each file, which takes a few milliseconds. So a file is opened
by a process that has seen no other, and that has no descriptors, no secrets and no database to give away. Forking is
safe here, since nothing in this process has started a thread; the web process, which has many, only starts programs.
multiprocessing's forkserver is passed over: it takes the whole environment along, imports the web process's main
module again and unpickles what it is sent.

Messages of one file, over a socket of its own: a line of JSON, then bytes. To the process the name, the sizes and the
limits, then the file, or the pictures that become the pages of one; back what came of it, then the cleaned file and its
thumbnail. No answer means that a limit was reached. Then the thumbnail of a PDF, which has to be drawn, and last the
payload of a QR-bill, where one is looked for: a file whose pages cannot be drawn within the limits has been handed over
by then.
"""

import json
import math
import os
import resource
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from guichet.closed_memory import close_memory
from guichet.documents.cleaning.bill_reading import read_bill
from guichet.documents.cleaning.joined_pictures import join_pictures
from guichet.documents.cleaning.outcome import MEBIBYTE, CleanFile, Limits, UploadRejected, is_drawn
from guichet.documents.cleaning.page_drawing import draw_page
from guichet.documents.cleaning.page_picture import first_page
from guichet.documents.cleaning.sanitize import sanitize_upload

LIBRARIES = 128 * MEBIBYTE
"""Address space of Python with Pillow, libheif, pikepdf, PDFium and zxing-cpp (85 MiB measured), and some more."""
Read = Callable[[int], bytes]
"""Reads that many bytes."""
POLITE = 10
"""Added to the nice value: pages are answered first."""


def main(descriptor: int) -> None:
    """Serves files until the web process ends, which closes the control socket."""
    # Else a file that takes over its own process could read the others that this one forks for.
    close_memory()
    control = socket.socket(fileno=descriptor)
    os.nice(POLITE)
    while True:
        message, descriptors, _flags, _address = socket.recv_fds(control, 1, 1)
        if not message:
            return
        child = os.fork()
        if child == 0:
            control.close()
            _serve(descriptors[0])
        os.close(descriptors[0])
        os.waitpid(child, 0)


def _serve(descriptor: int) -> None:
    """Cleans one file and ends the process, which has no other way out."""
    try:
        with socket.socket(fileno=descriptor) as connection:
            stream = connection.makefile("rwb")
            request = json.loads(stream.readline())
            limits = Limits(**request["limits"])
            _restrict(limits)
            file, answer = _cleaned(request, stream.read, limits)
            stream.write(json.dumps(answer).encode() + b"\n")
            if file is not None:
                stream.write(file.content + file.thumbnail)
            stream.flush()
            if file is not None and is_drawn(file):
                _restrict_drawing(limits, limits.thumbnail_seconds)
                small = first_page(file.content)
                stream.write(json.dumps(len(small)).encode() + b"\n" + small)
                stream.flush()
            if file is not None and request["bill"]:
                _restrict_drawing(limits, limits.bill_seconds)
                stream.write(json.dumps(read_bill(file.content, file.content_type)).encode() + b"\n")
                stream.flush()
    finally:
        os._exit(0)


def _cleaned(
    request: dict[str, Any], read: Callable[[int], bytes], limits: Limits
) -> tuple[CleanFile | None, dict[str, Any]]:
    """The cleaned file, and the line that describes it, or why there is none."""
    filename, sizes = request["filename"], request["sizes"]
    try:
        if request.get("page"):
            file = draw_page(read(sizes[0]), *request["page"])
        elif request["join"]:
            # Read one after the other: twenty pictures would not fit into the limit of memory together.
            file = join_pictures(filename, (read(size) for size in sizes), sizes, limits)
        else:
            file = sanitize_upload(filename, read(sizes[0]), limits)
    except UploadRejected as rejected:
        return None, {"rejected": rejected.code, "values": rejected.values}
    return file, _described(file)


def _described(file: CleanFile) -> dict[str, Any]:
    described = asdict(file)
    del described["content"], described["bill"], described["unscanned"]
    return described | {"size": len(file.content), "thumbnail": len(file.thumbnail)}


def _restrict(limits: Limits) -> None:
    """Limits this process for good. What is open stays open: with no descriptor left it has neither files nor network.

    Memory is limited as RLIMIT_DATA, which counts what is written to and nothing shared (Linux 4.7). RLIMIT_AS alone
    would count the libraries' 85 MiB of address space too, and 256 MiB would not hold a photo of 24 million pixels;
    it stands above, for shared mappings.
    """
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_AS, limits.memory + LIBRARIES),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _restrict_drawing(limits: Limits, seconds: int) -> None:
    """Limits the CPU time again: what cleaning left of it would be too much for a page that is never drawn."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = min(limits.cpu_seconds, math.ceil(used.ru_utime + used.ru_stime) + seconds)
    # The soft limit ends the process as well; the hard one could not be raised for the next part.
    resource.setrlimit(resource.RLIMIT_CPU, (most, limits.cpu_seconds))


if __name__ == "__main__":
    main(int(sys.argv[1]))
