"""The measured process: started, asked what it has used, stopped."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

START_LIMIT = 60


def free_port() -> int:
    """A port without a listener."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cpu_seconds(pid: int) -> float:
    """What a process has used itself, in nanoseconds' steps: ``/proc`` and psutil count in ticks of 10 ms.

    The number of its clock is that of ``clock_getcpuclockid(3)``, which Python has for threads only.
    """
    return time.clock_gettime(~pid << 3 | 2)


class ServedProcess:
    """One server process, ``script PORT ARGUMENTS``; ``start_seconds`` passed from its start to its first page."""

    def __init__(self, script: str, arguments: tuple[str, ...], host: str, folder: Path, cache: Path) -> None:
        """:param host: whose first page is awaited.
        :param folder: gets ``server.log``.
        :param cache: folder of the compiled templates.
        """
        self.port = free_port()
        began = time.perf_counter()
        command = [sys.executable, "-W", "ignore", script, str(self.port), *arguments]
        environment = os.environ | {"CHAMELEON_CACHE": str(cache), "MALLOC_ARENA_MAX": "2"}
        with (folder / "server.log").open("a") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._wait_for_page(host)
        self.start_seconds = time.perf_counter() - began

    def _wait_for_page(self, host: str) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and self._process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port)
            try:
                connection.request("GET", "/", headers={"Host": host})
                assert connection.getresponse().status == 200
                return
            except ConnectionRefusedError:
                time.sleep(0.01)
            finally:
                connection.close()
        raise RuntimeError("the server did not start; see server.log in the folder of the data")

    def cpu_seconds(self) -> float:
        """What the server has used, with the processes it started and those that ended; files are cleaned in one."""
        server = psutil.Process(self._process.pid)
        running = [server, *server.children(recursive=True)]
        return sum(_cpu_seconds(one.pid) + sum(one.cpu_times()[2:4]) for one in running)

    def megabytes(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def stop(self) -> None:
        """Ends the process as an operator does."""
        self._process.terminate()
        self._process.wait(timeout=30)


class Server(ServedProcess):
    """The server process with two desks."""

    def __init__(self, large: Path, small: Path, cache: Path) -> None:
        script, arguments = str(Path(__file__).with_name("serve.py")), (str(large), str(small))
        super().__init__(script, arguments, f"{large.name}.localhost", large.parent, cache)
