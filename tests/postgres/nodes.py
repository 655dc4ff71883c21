"""Two web processes and two workers in production mode behind nginx, on one PostgreSQL and one Redis."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plaster import get_settings
from providers import MailRelay, mail_relay, text_messages
from proxy import Proxy, proxy_of
from redis_server import throw_away_redis
from servers import REPOSITORY, forwarding_to, wait_for

from guichet import settings
from guichet.app import close, configure, open_desks
from guichet.testing.browser import DeskBrowser
from guichet.testing.ports import reserved_port
from guichet.users.tasks import TaskQueue

HOST = "guichet.be.example"
INI = """
[app:main]
use = egg:guichet
guichet.environment = {environment}
guichet.secret_file = {folder}/secret
guichet.tenants = be
guichet.limits = {limits}
guichet.mail.host = 127.0.0.1
guichet.mail.port = {mail_port}
guichet.sms.gateways = aspsms
guichet.sms.originator = GuichetAI
guichet.sms.aspsms.url = http://127.0.0.1:{text_port}
guichet.sms.aspsms.user_file = {folder}/user
guichet.sms.aspsms.password_file = {folder}/password
guichet.tenant.be.hosts = {host}
guichet.tenant.be.url = https://{host}
guichet.tenant.be.storage = {storage}
guichet.tenant.be.mail_from = guichet@be.example

[server:main]
paste.server_runner = guichet.web.http_server:serve
listen = 127.0.0.1:%(http_port)s
threads = {threads}
trusted_proxy = 127.0.0.1
trusted_proxy_headers = x-forwarded-for x-forwarded-proto
"""


class Process:
    """A process of the installation that can be killed, stopped, and started again."""

    def __init__(self, command: list[str], log: Path, paths: Iterable[Path] = (), socket_fd: int | None = None) -> None:
        """:param paths: folders with plugins of this process alone.
        :param socket_fd: a listening socket that it gets as systemd would pass it on.
        """
        self._command, self._log, self.paths, self.socket_fd = command, log, tuple(paths), socket_fd
        self.start()

    def start(self) -> None:
        """Starts it; does not wait until it is ready."""
        variables = {"PYTHONWARNINGS": "ignore", "PYTHONPATH": python_path(self.paths)}
        passed_on = () if self.socket_fd is None else (self.socket_fd,)
        begin = [sys.executable, "-c", AS_SYSTEMD, str(self.socket_fd), *self._command] if passed_on else self._command
        with self._log.open("ab") as output:
            self.running = subprocess.Popen(
                begin, cwd=REPOSITORY, env=os.environ | variables, stdout=output, stderr=output, pass_fds=passed_on
            )

    def kill(self) -> None:
        """Ends it in the middle of what it does."""
        self.running.kill()
        self.running.wait()

    def stop(self) -> None:
        """Asks it to end, and waits. Raises ``AssertionError`` when it does not end in order."""
        self.running.send_signal(signal.SIGTERM)
        assert self.running.wait(timeout=60) in (0, -signal.SIGTERM), self._log.read_text()[-2000:]


AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.execve(sys.argv[2], sys.argv[2:], os.environ | {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"})
"""


@dataclass
class Nodes:
    """The installation, as its operator sees it."""

    folder: Path
    ini: Path
    proxy: Proxy
    relay: MailRelay
    texts: list[dict[str, Any]]
    tasks: TaskQueue
    ports: tuple[int, ...]
    held: ExitStack
    """The listening sockets of the web processes, which outlive them, as those of systemd do."""
    web: list[Process] = field(default_factory=list)
    workers: list[Process] = field(default_factory=list)

    def browser(self) -> DeskBrowser:
        """A browser that reaches the desk through nginx."""
        return DeskBrowser(forwarding_to(self.proxy.port, self.proxy.tls, HOST), lambda: None, self.tasks)

    def wait_for(self, number: int) -> None:
        """Until a web process that was started listens."""
        wait_for(self.web[number].running, self.ports[number], self.folder / f"web-{number}.log")

    def let_go_of_sockets(self) -> None:
        """From now on the web processes listen by themselves, as those in containers do."""
        self.held.close()
        for process in self.web:
            process.socket_fd = None

    def guichet(self, *words: str, paths: Iterable[Path] = ()) -> str:
        """What a command of the operator prints."""
        variables = {"PYTHONWARNINGS": "ignore", "PYTHONPATH": python_path(paths)}
        command = [*command_of(self.ini), *words]
        done = subprocess.run(command, cwd=REPOSITORY, env=os.environ | variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    """A socket that listens on a port which is held by this process."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        yield listener


def python_path(folders: Iterable[Path]) -> str:
    """Where a process finds plugins, and what this one was given, e.g. a clock that was moved."""
    return os.pathsep.join([*map(str, folders), os.environ.get("PYTHONPATH", "")])


def command_of(ini: Path) -> list[str]:
    """The beginning of a command for this installation."""
    return [str(Path(sys.executable).with_name("guichet")), "--ini", str(ini), "-D", "http_port=0"]


@contextmanager
def running_nodes(
    folder: Path, storage: str, paths: Iterable[Path] = (), *, threads: int = 8, interval: float = 0.2
) -> Iterator[Nodes]:
    """Makes the desk of Berne with its demo people in an empty database, and serves it; ``paths`` hold plugins.

    ``threads`` are those of a web process, ``interval`` seconds between two looks of a worker: fewer than in `deploy`,
    since tests wait for both.
    """
    with ExitStack() as stack:
        redis = stack.enter_context(throw_away_redis())
        relay, mail_port = stack.enter_context(mail_relay())
        texts, text_port = stack.enter_context(text_messages())
        for name in ("user", "password"):
            (folder / name).write_text("guichet-test")
            (folder / name).chmod(0o400)
        given = {"folder": folder, "host": HOST, "storage": storage, "mail_port": mail_port, "text_port": text_port}
        given |= {"threads": threads}
        made, ini = folder / "made.ini", folder / "production.ini"
        for file, environment in ((made, "development"), (ini, "production")):
            file.touch(mode=0o600)
            file.write_text(INI.format(**given, environment=environment, limits=redis.socket_address))
        # Demo people are for development machines: this installation is one until they are there.
        variables = os.environ | {"PYTHONWARNINGS": "ignore"}
        subprocess.run([*command_of(made), "demo"], cwd=REPOSITORY, env=variables, check=True, capture_output=True)
        [desk] = open_desks(settings.read(get_settings(str(ini), "app:main", defaults={"http_port": "0"})))
        stack.callback(close, desk.db)
        ports = tuple(stack.enter_context(reserved_port()) for _number in range(2))
        front = stack.enter_context(reserved_port())
        (folder / "nginx").mkdir()
        proxy = stack.enter_context(proxy_of(folder / "nginx", HOST, front, ports))
        tasks, held = TaskQueue(desk, configure(desk).registry.tasks), stack.enter_context(ExitStack())
        nodes = Nodes(folder, ini, proxy, relay, texts, tasks, ports, held)
        for number, port in enumerate(ports):
            listener = held.enter_context(_listening(port))
            command = [sys.executable, "-m", "pyramid.scripts.pserve", str(ini), f"http_port={port}"]
            log = folder / f"web-{number}.log"
            nodes.web.append(Process(command, log, paths, listener.fileno()))
            stack.callback(nodes.web[-1].kill)
        for number in range(2):
            nodes.workers.append(
                Process(
                    [*command_of(ini), "worker", "--interval", str(interval)], folder / f"worker-{number}.log", paths
                )
            )
            stack.callback(nodes.workers[-1].kill)
        for number in range(len(ports)):
            nodes.wait_for(number)
        yield nodes
