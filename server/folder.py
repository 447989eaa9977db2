"""The data folder: whoever holds its lock is the one writer, and says in it how to be reached."""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self


class FolderError(RuntimeError):
    """The data folder cannot be used; one sentence for a person."""


class FolderBusy(FolderError):
    """Another process holds the lock."""


class Control(NamedTuple):
    """How the command line reaches the running office: its address and a secret of this start."""

    url: str
    token: str


class Folder:
    """Everything that must last. As a context manager it holds the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._control = path / "control.json"
        self._lock: int | None = None

    def lock(self) -> None:
        """Take the folder for this process and its forks; it falls free when all of them have ended.

        Raises FolderBusy when another office has it, FolderError when it cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise FolderError(f"The data folder {self.path} cannot be used: {error.strerror}.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(lock)
            raise FolderBusy(f"An office already runs on {self.path} (process {holder}).") from None
        try:
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            pass  # a full disk: the number is only for people
        self._lock = lock

    def release(self) -> None:
        """Give the folder back, as far as this process is concerned."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def announce(self, control: Control) -> None:
        """Leave word for the command line how this office is reached; only the owner can read it.

        Raises FolderError when it cannot be written.
        """
        new = self._control.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(control._asdict(), file)
            new.replace(self._control)
        except OSError as error:
            raise FolderError(f"The data folder {self.path} cannot be written: {error.strerror}.") from error

    def retract(self) -> None:
        """Take that word back."""
        self._control.unlink(missing_ok=True)

    def control(self) -> Control:
        """How the office that holds the lock is reached. Raises FolderError while it says nothing."""
        try:
            return Control(**json.loads(self._control.read_text("utf-8")))
        except FileNotFoundError:
            raise FolderError(
                f"The office on {self.path} is starting or stopping: please try again in a moment."
            ) from None
        except (OSError, ValueError, TypeError) as error:
            raise FolderError(f"{self._control} cannot be read: {error}.") from error

    def __enter__(self) -> Self:
        self.lock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
