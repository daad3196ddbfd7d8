"""The pages over a real socket."""

from __future__ import annotations

import httpx2

from tests.support.web_office import HERE, PASSWORD


def test_the_office_is_served(address: str) -> None:
    """Somebody comes in through the door and sees their day, compressed and within its weight."""
    with httpx2.Client(base_url=address, headers=HERE, follow_redirects=True) as client:
        form = {"login": "lin", "password": PASSWORD}
        day = client.post("/sign-in", data=form)
        assert (day.status_code, "我的一天" in day.text) == (200, True)
        assert day.headers["content-encoding"] == "gzip"
        assert int(day.headers["content-length"]) < 30_000
