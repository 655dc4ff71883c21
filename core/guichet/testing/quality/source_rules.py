"""Rules about a plugin's modules: what they import, and what happens while they are imported."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points

from guichet.hookspecs import API_VERSION
from guichet.plugins.discovery import WRITTEN_FOR
from guichet.testing.plugin_under_test import PluginUnderTest, entry_point

SDK, DEMO = "guichet.sdk", "guichet.demo"
IMPORT_TIME_LIMIT = 120
"""Seconds for one import, on a slow machine."""
WATCHED_IMPORT = """
import json, os, sys
seen = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system"):
        seen.append(event)
    elif event in ("os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"):
        seen.append(f"{event} {arguments[0]!r}")
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        path, mode, flags = arguments
        if set(str(mode or "")) & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(f"open {path!r} for writing")
sys.dont_write_bytecode = True
import guichet.sdk
sys.addaudithook(watch)
__import__(sys.argv[1])
watched, seen = seen, []
json.dump(watched, sys.stdout)
"""
"""Imports a module, and lists what it does to network and files (PEP 578). The core's own imports are not watched."""


def sdk_only(subject: PluginUnderTest) -> Iterator[str]:
    """Imports from the core outside of the public module; demo people also take theirs."""
    demo = {point.module for point in entry_points(group="guichet.demo") if point.name == subject.name}
    for file in subject.files:
        is_demo = file.stem.endswith("demo") or any(module.endswith(f".{file.stem}") for module in demo)
        allowed = {SDK, DEMO} if is_demo else {SDK}
        for line, module in core_imports(ast.parse(file.read_bytes())):
            if module not in allowed:
                yield f"{subject.place(file)}:{line} imports {module}; take the name from {SDK}"


def core_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of each module of the core that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "guichet":
            names = [f"guichet.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.partition(".")[0] == "guichet")


def quiet_import(subject: PluginUnderTest) -> Iterator[str]:
    """Connections, programs and written files while the plugin is imported, in a process of its own."""
    module = entry_point(subject.name).module
    done = subprocess.run(  # noqa: S603  # this Python, and a module that is installed in it
        [sys.executable, "-W", "ignore", "-c", WATCHED_IMPORT, module],
        # Modules of a plugin under development may be where only this process looks.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=IMPORT_TIME_LIMIT,
        check=False,
    )
    if done.returncode:
        yield f"{module} cannot be imported by itself: {done.stderr.strip().rpartition(chr(10))[2]}"
        return
    for event in dict.fromkeys(json.loads(done.stdout.rpartition("\n")[2])):
        yield f"{module}: {event} while it is imported; do it in the hook that needs it"


def states_api(subject: PluginUnderTest) -> Iterator[str]:
    """A plugin without the version of the public API that it was written for."""
    if not hasattr(subject.plugin, WRITTEN_FOR):
        yield f'{entry_point(subject.name).module}: write {WRITTEN_FOR} = "{API_VERSION}" below the imports'
