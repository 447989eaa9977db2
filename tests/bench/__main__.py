"""`python -m tests.bench [issue press …]`: one table of what the office must reach; about twelve minutes for all."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator

from tests.bench import (
    ageing,
    button,
    clerk,
    counters,
    figures,
    history,
    issuing,
    kiosk,
    phone,
    pressing,
    slow_disk,
    table,
    wall,
    weight,
)
from tests.bench.noise import Noise
from tests.bench.table import Row

GROUPS: dict[str, Callable[[], Iterator[Row]]] = {
    "issue": issuing.rows,
    "press": pressing.rows,
    "button": button.rows,
    "counters": counters.rows,
    "clerk": clerk.rows,
    "slow-disk": slow_disk.delayed,
    "fdatasync": slow_disk.counted,
    "memory": weight.memory,
    "start": weight.times,
    "past": ageing.rows,
    "figures": figures.rows,
    "demo": history.rows,
    "kiosk": kiosk.rows,
    "phone": phone.rows,
    "wall": wall.rows,
}


def main() -> int:
    """Measure and print; 1 when a figure is short of its bound."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="row", help=f"only these: {', '.join(GROUPS)}")
    chosen = parser.parse_args().groups or list(GROUPS)
    if unknown := [name for name in chosen if name not in GROUPS]:
        parser.error(f"{unknown[0]} is no row: allowed are {', '.join(GROUPS)}")
    # A stop from outside must end the offices as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    began_s, noise, short = time.monotonic(), Noise(), False
    print(table.head())
    for name in chosen:
        for row in GROUPS[name]():
            print(table.line(row), flush=True)
            short |= row.verdict == "short"
    print(f"\n{time.monotonic() - began_s:.0f} s. {noise.sentence()}")
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
