"""A disk that counts, and that can be slow: a shim under SQLite, compiled here (`disk.c`)."""

import mmap
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SOURCE = Path(__file__).with_name("disk.c")
_LAYOUT = struct.Struct("=QQ")

COMPILER = shutil.which("cc") or shutil.which("gcc")
WITHOUT_COMPILER = "no C compiler (cc or gcc) is here"


class Disk:
    """What the offices started with `environment` have done to the disk, and how slow it is for them."""

    def __init__(self, library: Path, shared: Path) -> None:
        shared.write_bytes(bytes(_LAYOUT.size))
        self.environment = {"LD_PRELOAD": str(library), "BENCH_DISK": str(shared)}
        with shared.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    @property
    def syncs(self) -> int:
        """How many times anything was written through to the disk so far."""
        count: int = _LAYOUT.unpack(self._memory)[0]
        return count

    def delay(self, delay_ms: int) -> None:
        """From now on each of them takes this much longer."""
        self._memory[8:16] = struct.pack("=Q", delay_ms * 1000)

    def close(self) -> None:
        """Let go of the shared file."""
        self._memory.close()


@contextmanager
def counted_disk() -> Iterator[Disk]:
    """Compile the shim and share a file with it. Needs COMPILER. Raises CalledProcessError."""
    assert COMPILER is not None, WITHOUT_COMPILER
    with tempfile.TemporaryDirectory(prefix="dawr-disk-") as folder:
        library = Path(folder) / "disk.so"
        subprocess.run([COMPILER, "-O2", "-Wall", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True)
        disk = Disk(library, Path(folder) / "shared")
        try:
            yield disk
        finally:
            disk.close()
