"""A process of a desk keeps its memory, with the secret in it, from other processes of its user."""

import subprocess
import sys

READING = """
import ctypes, os
from guichet.closed_memory import _libc, close_memory

class Part(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]

def read_by_a_fork():
    reader = os.fork()
    if not reader:
        target = ctypes.create_string_buffer(len(SECRET))
        parts = [ctypes.byref(Part(ctypes.addressof(one), len(SECRET))) for one in (target, secret)]
        _libc().process_vm_readv(os.getppid(), parts[0], 1, parts[1], 1, 0)
        os._exit(target.raw == SECRET)
    return os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])

SECRET = os.urandom(32)
secret = ctypes.create_string_buffer(SECRET)
if os.geteuid() == 0:  # who may read everything
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    _libc().prctl(4, 1, 0, 0, 0)  # closed by the change of the user
_libc().prctl(0x59616D61, -1, 0, 0, 0)  # where Yama restricts ptrace: not for this process
print(read_by_a_fork())
close_memory()
print(read_by_a_fork())
"""
STARTING = """
import contextlib, os, socket
from guichet import app
from guichet.cli.settings_file import settings_file
from guichet.closed_memory import is_closed
from guichet.documents import drawing_process
from guichet.documents.cleaning import cleaning_process

def draw():
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    drawing_process.main()

def clean():
    ours, theirs = socket.socketpair()
    ours.close()
    cleaning_process.main(theirs.detach())

for start in (lambda: None, lambda: app.main({}), settings_file(None, ()), clean, draw):
    child = os.fork()
    if not child:
        with contextlib.suppress(Exception):
            start()
        os._exit(is_closed())
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def told(program):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_another_process_of_the_user_reads_nothing_of_it():
    assert told(READING) == ["1", "0"], "open and closed"


def test_web_process_commands_and_the_processes_for_files_are_closed():
    assert told(STARTING) == ["0", "1", "1", "1", "1"], "open by itself, and four that are closed"
