"""python-escpos, imported at its first use and kept from touching what is not its own."""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType


@cache
def escpos() -> ModuleType:
    """python-escpos' printers, with its root error as `escpos_error`; imported here, at first use.

    That takes 0.16 s and 10 MB, so it is done on the printer's thread. It writes what it read from its list of
    printers to a folder that it is told: a private one, since it would believe whatever it finds there.
    """
    with tempfile.TemporaryDirectory(prefix="dawr-") as folder, root_logger_kept():
        os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = folder
        printers = importlib.import_module("escpos.printer")
        logging.root.addFilter(_is_no_chatter)
        printers.__dict__["escpos_error"] = importlib.import_module("escpos.exceptions").Error
    return printers


def _is_no_chatter(record: logging.LogRecord) -> bool:
    """It logs each line that it closes, nameless: that would be thousands a day."""
    return record.levelno > logging.INFO or "escpos" not in record.pathname


@contextmanager
def root_logger_kept() -> Iterator[None]:
    """Take back the handler that python-escpos gives the root logger, on import and with its messages."""
    before = list(logging.root.handlers)
    try:
        yield
    finally:
        for handler in logging.root.handlers[:]:
            if handler not in before and type(handler) is logging.StreamHandler:
                logging.root.removeHandler(handler)
