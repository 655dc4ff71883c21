"""The memory of the processes of a desk is closed to other processes of the same user.

A process of a user may read the memory of the others, and stop or steer them with ptrace, wherever the kernel does not
restrict it (``kernel.yama.ptrace_scope``; tried on one that does not). So a picture that takes over its decoder would
read the secret of the desk, although the cleaning process has no descriptor, no network and no rights of its own. It
could still end the processes of its user; to prevent that takes another user, or a sandbox that not every machine
allows.
"""

import ctypes
import os
import sys

_GET_DUMPABLE, _SET_DUMPABLE = 3, 4
"""Of prctl(2)."""


def close_memory() -> None:
    """Closes the memory of this process until its end, and that of its forks; no core of it is written either.

    Called at the start of every process of a desk. Only Linux has it, and root reads it all the same. Raises
    ``OSError``.
    """
    # Through the C library: neither Python's own modules nor psutil offer it, and python-prctl is compiled.
    if sys.platform == "linux" and _libc().prctl(_SET_DUMPABLE, 0, 0, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def is_closed() -> bool:
    """Whether it is closed."""
    return sys.platform == "linux" and not _libc().prctl(_GET_DUMPABLE, 0, 0, 0, 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
