"""The JSON Schema for editors and the page of the manual, both made from the models."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from adapters.outbound.definitions.yaml import read_yaml
from engine.definitions.schema import editor_schema
from rules.source import plain
from tests.support.outside import ROOT
from tools.workflow_reference import LANGUAGE, SCHEMA, contents

SHIPPED = sorted((ROOT / "workflows").glob("*/v*/workflow.yaml"))


def validator() -> jsonschema.Draft202012Validator:
    """The published schema, ready to check documents."""
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))


def errors_in(text: str) -> list[str]:
    """What the schema says against a document."""
    document = json.loads(json.dumps(plain(read_yaml(text, file="w.yaml")), default=float))
    return [error.message for error in validator().iter_errors(document)]


@pytest.mark.parametrize("file", contents(), ids=lambda file: file.name)
def test_a_generated_page_is_current(file: Path) -> None:
    """What is published says what the models say today."""
    assert file.read_text("utf-8") == contents()[file]


def test_the_schema_is_a_schema() -> None:
    """Editors can use it: it obeys the meta-schema of its draft."""
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text("utf-8")))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.parent.parent.name)
def test_the_schema_accepts_what_ships(file: Path) -> None:
    """No shipped workflow is underlined in an editor."""
    assert errors_in(file.read_text("utf-8")) == []


def test_the_schema_refuses_a_key_that_the_reader_refuses() -> None:
    """An editor marks the misspelt key that the program would refuse."""
    text = SHIPPED[0].read_text("utf-8").replace("\nassigners:", "\nassignors:")
    assert any("assignors" in message for message in errors_in(text))


def test_the_schema_refuses_a_name_that_the_reader_refuses() -> None:
    """A name with a capital letter is wrong in the editor too."""
    file = next(file for file in SHIPPED if "\n  submit:\n" in file.read_text("utf-8"))
    text = file.read_text("utf-8").replace("\n  submit:\n", "\n  Submit:\n")
    assert any("Submit" in message for message in errors_in(text))


def test_the_schema_explains_keys_in_the_words_beside_them() -> None:
    """What stands beside a field in the models is what an editor shows."""
    schema = editor_schema(LANGUAGE.read_text("utf-8"))
    shown = schema["$defs"]["CaseField"]["properties"]["sensitive"]["description"]
    assert shown == "Personal data: masked unless shown, and showing it is recorded."
