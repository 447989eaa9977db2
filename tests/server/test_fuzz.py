"""A fuzzer that reads the description of the API finds no 5xx and no answer outside it."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies

from server.tracks import Tracks
from tests.server.conftest import House

ANSWERS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
OPERATIONS_AT_LEAST = 30
#: With it there are tickets on phones, whose codes are made with `KEY`.
PUBLIC_URL, KEY = "https://turn.example.org", "5a" * 32


def bounded(examples: int) -> settings:
    """Always the same requests, so that a red test is red for everybody."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One office for all of it: what one operation leaves behind meets the next."""
    opened = House(tmp_path_factory.mktemp("fuzzed"), described=True, **{"server.public_url": PUBLIC_URL})
    opened.office.record.tracks = opened.office.phones.tracks = Tracks(KEY)
    opened.office.record.door.trust_control("fuzzer")
    for number in (1, 2):
        opened.client().post(f"/api/counters/{number}/open", headers={"Authorization": "Bearer fuzzer"})
    for _ in range(5):
        opened.client().post("/api/tickets", json={"service": "commercial-licence", "language": "ar"})
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def operations(house: House) -> list[Any]:
    import schemathesis  # here and below: it takes a second, and each process of the tests reads this file

    described = schemathesis.openapi.from_wsgi("/api/openapi.json", house.app)
    found = [result.ok() for result in described.get_all_operations()]
    assert len(found) >= OPERATIONS_AT_LEAST
    return found


def send(
    operations: list[Any],
    mode: str,
    examples: int,
    checks: tuple[str, ...] = ANSWERS,
    known: bool = False,
    **said: Any,
) -> None:
    """Send every operation what its description allows (`mode` positive), or forbids, and hold the answers against it.

    `known`: speak of counters, tickets and services that are there, which chance would never find.
    """
    from schemathesis import GenerationMode
    from schemathesis.checks import CHECKS, load_all_checks

    load_all_checks()
    looked_at = [CHECKS.get_one(name) for name in checks]
    for operation in operations:

        @given(operation.as_strategy(generation_mode=GenerationMode(mode)), strategies.data())
        @bounded(examples)
        def answered_as_described(case: Any, data: Any) -> None:
            if known:
                speak_of_what_is_there(case, data)
            case.call_and_validate(checks=looked_at, **said)

        answered_as_described()


def speak_of_what_is_there(case: Any, data: Any) -> None:
    """Put what this office has in the place of what chance made up."""
    values = {
        "code": strategies.integers(7, 60).map(Tracks(KEY).code),
        "number": strategies.integers(1, 4),
        "id": strategies.integers(7, 60),
        "ticket": strategies.integers(7, 60),
        "counter": strategies.integers(1, 4),
        "service": strategies.sampled_from(["commercial-licence", "information"]),
        "language": strategies.sampled_from(["ar", "fr", "en"]),
        "priority": strategies.sampled_from([None, "age"]),
        "outcome": strategies.sampled_from(["done", "incomplete"]),
        "sub_services": strategies.sampled_from([{}, {"copies": 3}]),
    }
    for said in (case.path_parameters, case.body):
        if isinstance(said, dict):
            said.update({key: data.draw(values[key]) for key in said.keys() & values.keys()})
    if isinstance(case.body, dict):
        case.body.pop("expect", None)
        if "ticket" not in case.body:
            case.body.pop("reason", None)


MANAGER = {"Authorization": "Bearer fuzzer"}


def test_what_may_be_sent_is_answered_as_described(operations):
    send(operations, "positive", 5, headers=MANAGER)


def test_what_may_be_sent_about_what_is_there_is_answered_as_described(operations):
    about = [each for each in operations if any(what in each.path for what in ("/counters/", "/tickets", "/t/"))]
    for _ in range(2):
        send(about, "positive", 6, known=True, headers=MANAGER)


REFUSED = (*ANSWERS, "negative_data_rejection")


def test_what_may_not_be_sent_is_refused_as_described(operations):
    send(with_something_to_send(operations), "negative", 4, REFUSED, headers=MANAGER)


def with_something_to_send(operations: Iterable[Any]) -> list[Any]:
    return [each for each in operations if each.body or list(each.path_parameters) or list(each.query)]


@pytest.mark.long
def test_more_of_all_that_may_be_sent_or_not_is_answered_as_described(operations):
    send(operations, "positive", 40, headers=MANAGER)
    send(with_something_to_send(operations), "negative", 60, REFUSED, headers=MANAGER)


def test_a_stranger_is_answered_as_described(operations):
    send(operations, "positive", 3)
