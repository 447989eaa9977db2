"""How fast tickets are given: over HTTP, by one client and by sixteen."""

import json
from collections.abc import Iterator, Sequence

from tests.bench import clients
from tests.bench.clients import Client
from tests.bench.offices import PAPER_AND_VOICE, Measured, new_office
from tests.bench.table import Row, median_ms, of_rounds, p99_ms

CLIENTS = 16
ALONE, TOGETHER = 400, 1600
_TRIES = 3


def rows() -> Iterator[Row]:
    """Sixteen clients and one, each the median of three new offices; then with paper and voice."""
    rates, medians, p99s, faults = [], [], [], 0
    for _ in range(_TRIES):
        with new_office() as measured:
            alone, _ = issue(measured, 1, ALONE)
            crowd, took_s = issue(measured, CLIENTS, TOGETHER)
        faults += wrong([*alone, *crowd])
        rates.append(TOGETHER / took_s)
        took = [answer for client in alone for answer in client.answers]
        medians.append(median_ms(answer.took_s for answer in took))
        p99s.append(p99_ms(answer.took_s for answer in took))
    yield of_rounds("issue, 16 clients", rates, "/s", 400, at_least=True, what="offices")
    yield Row("issue: duplicates and failures", faults, "", 0, note=f"of {_TRIES * (ALONE + TOGETHER):,} tickets")
    yield of_rounds("issue, 1 client: median", medians, " ms", 6, what="offices")
    yield of_rounds("issue, 1 client: p99", p99s, " ms", 30, what="offices")
    with new_office(PAPER_AND_VOICE) as measured:
        _, took_s = issue(measured, CLIENTS, TOGETHER)
    yield Row("issue, 16 clients, with voice and paper", TOGETHER / took_s, "/s")


def issue(measured: Measured, count: int, tickets: int, beside: Sequence[Client] = ()) -> tuple[list[Client], float]:
    """Have `count` clients take so many tickets between them; gives the clients, and the seconds it took.

    Those `beside` them go on as long as it takes.
    """
    crowd = [
        Client(measured.port, clients.issuing(measured.token, tickets // count, measured.services))
        for _ in range(count)
    ]
    took_s = clients.serve(crowd, beside)
    clients.close(crowd)
    return crowd, took_s


def wrong(crowd: Sequence[Client]) -> int:
    """How many tickets were refused, or given twice."""
    answers = [answer for client in crowd for answer in client.answers]
    given = [json.loads(answer.body) for answer in answers if answer.status == 201]
    numbers = {ticket["number"] for ticket in given}
    ids = {ticket["id"] for ticket in given}
    return len(answers) - min(len(numbers), len(ids))
