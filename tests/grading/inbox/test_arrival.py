"""When a submission was handed in: as it says, where that is a time that can be told."""

from datetime import datetime

import pytest

from autograder.grading.inbox.arrival import read_time

NOON = datetime(2026, 5, 1, 12)


READ = {
    *("2026-05-01 12:00:00 UTC", "2026-05-01 12:00:00.000000 UTC", "2026-05-01 12:00:00", "2026-05-01T12:00:00Z"),
    *("2026-05-01 13:00 +01:00", "2026-05-01 14:00:00 Europe/Berlin", "2026-05-01 05:00:00 America/Los_Angeles"),
    *("2026-05-01 14:00 CET", "\ufeff2026-05-01 12:00 UTC\r\n", "2026-05-01 12:00:00.0 GMT"),
}


@pytest.mark.parametrize("text", sorted(READ))
def test_a_time_is_read(text):
    assert read_time(text) == NOON


@pytest.mark.parametrize("zone", ["EDT", "PST", "IST", "XYZ", "Mars/Olympus"])
def test_a_zone_that_nobody_knows_is_not_taken_for_utc(zone):
    assert read_time(f"2026-05-01 12:00:00 {zone}") is None


@pytest.mark.parametrize("text", ["", "soon", "1066-10-14", "9999-01-01", "12", "\x00"])
def test_what_is_no_possible_time_is_none(text):
    assert read_time(text) is None
