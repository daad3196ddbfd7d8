"""The manual's pages about the API say what is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.access_tokens import Scope
from tests.support.outside import ROOT
from tests.support.programs import give_token
from tests.support.web_office import WebOffice
from tools.api_reference import ACCESS, DESCRIPTION, access, description

HOWTO = (ROOT / "docs/howto/use-the-api.md").read_text("utf-8")
EXAMPLE = re.compile(r"```http\n(.+?)```\n\nanswers `(\d+)`", re.DOTALL)
GATES = {
    "/budgets": {"kuai", "shen", "bai", "gao"},
    "/audit/entries": {"shen"},
    "/tokens": {"admin"},
}


@pytest.mark.parametrize(
    ("page", "content"), [(DESCRIPTION, description), (ACCESS, access)], ids=["openapi", "access"]
)
def test_generated_pages_are_current(page: Path, content: Callable[[], str]) -> None:
    """`python -m tools.api_reference` writes them."""
    assert page.read_text("utf-8") == content()


def test_the_examples_of_the_manual_run(office: WebOffice) -> None:
    """Each gets the answer that the page names, one after the other."""
    known = {"token": give_token(office, "lin", Scope), "case": "", "etag": ""}
    client = office.visitor().client
    examples = EXAMPLE.findall(HOWTO)
    assert len(examples) == HOWTO.count("```http") == 8
    for text, status in examples:
        for name, value in known.items():
            text = text.replace(f"{{{name}}}", value)
        head, _, body = text.partition("\n\n")
        first, *lines = head.splitlines()
        method, path = first.split()
        headers = dict(line.split(": ", 1) for line in lines)
        headers["content-type"] = "application/json"
        answer = client.request(method, path, headers=headers, content=body.encode())
        assert answer.status_code == int(status), (first, answer.text)
        if status == "201":
            known |= {"case": answer.json()["case"], "etag": answer.headers["etag"]}


@pytest.mark.parametrize("person", ["lin", "bai", "gao", "kuai", "shen", "admin"])
def test_roles_open_what_the_table_says(calm: WebOffice, person: str) -> None:
    """Who holds none of the named roles is told that there is no such address."""
    secret = give_token(calm, person)
    client = calm.visitor().client
    for path, people in GATES.items():
        answer = client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == (200 if person in people else 404), path
