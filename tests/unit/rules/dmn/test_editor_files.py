"""Files for editors: what dmn-js was seen to need is in everything that is written.

Its viewer (17.10) was given such files in a browser. It refuses a root of DMN 1.4 or newer, and
warns of elements that came later than 1.3, of references that lead nowhere, of two shapes for one
element, and of a knowledge source that takes information instead of authority.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations
from xml.etree.ElementTree import Element

import pytest

from rules.dmn import Definitions, DmnError, read_dmn_xml, read_plain, write_dmn_xml
from rules.dmn.plain_fields import Plain
from rules.dmn.xml_tree import local, namespace_of, parse_xml
from rules.policy.in_dmn import policy_models
from tests.support.policies import area_documents
from tests.unit.rules.dmn.models import plain
from tests.unit.rules.dmn.test_forms import EVERYTHING

AREAS = ("hardship_aid", "dispute_mediation", "union_formation")
NEWER = {"conditional", "filter", "for", "every", "some", "typeConstraint", "in", "match", "return"}
NAMESPACES = {
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "http://www.omg.org/spec/DMN/20180521/DI/",
    "http://www.omg.org/spec/DMN/20180521/DC/",
    "urn:unioncase:policy",
}


def without_constraint() -> Definitions:
    """A model with one of everything that DMN 1.3 can say in some way."""
    types: Plain = {"tName": "string", "tPair": {"parts": {"first part": "number"}}}
    return read_plain({**EVERYTHING, "types": types})


@cache
def written(name: str) -> Element:
    """The root of the file of a model."""
    if name in AREAS:
        return parse_xml(write_dmn_xml(policy_models(area_documents(name))[0], "1.3"))
    return parse_xml(write_dmn_xml(without_constraint(), "1.3"))


MODELS = pytest.mark.parametrize("name", [*AREAS, "everything"])


def tagged(name: str, *tags: str) -> list[Element]:
    """All elements of a file with one of these names."""
    return [element for element in written(name).iter() if local(element) in tags]


@MODELS
def test_only_namespaces_that_editors_know_are_used(name: str) -> None:
    """The root and all below it are of DMN 1.3, or ours inside of extension elements."""
    assert {namespace_of(element) for element in written(name).iter()} <= NAMESPACES


@MODELS
def test_nothing_newer_than_the_version_is_used(name: str) -> None:
    """What came after DMN 1.3 has been said in another way."""
    assert tagged(name, *NEWER) == []


@MODELS
def test_identifiers_are_unique(name: str) -> None:
    """No two elements of a file have the same id, those of the diagram included."""
    ids = Counter(element.get("id") for element in written(name).iter() if element.get("id"))
    assert [identifier for identifier, count in ids.items() if count > 1] == []


@MODELS
def test_references_lead_to_something(name: str) -> None:
    """Every reference inside the file, of the model and of its diagram, is to an id of it."""
    ids = {element.get("id") for element in written(name).iter()}
    inner = {element.get("href", "").removeprefix("#") for element in written(name).iter()}
    drawn = {element.get("dmnElementRef", "") for element in written(name).iter()}
    assert {ref for ref in inner | drawn if ref and "#" not in ref} - ids == set()


@MODELS
def test_every_element_is_drawn_once_and_apart(name: str) -> None:
    """Each input, decision, authority, function and service has one shape that no other covers."""
    kinds = ("inputData", "decision", "knowledgeSource", "businessKnowledgeModel")
    wanted = {e.get("id") for e in written(name) if local(e) in (*kinds, "decisionService")}
    shapes = [element.get("dmnElementRef") for element in tagged(name, "DMNShape")]
    assert Counter(shapes) == Counter(dict.fromkeys(wanted, 1))
    boxes = [tuple(int(e.get(key, "0")) for key in ("x", "y")) for e in tagged(name, "Bounds")]
    assert all(abs(a[0] - b[0]) >= 180 or abs(a[1] - b[1]) >= 60 for a, b in combinations(boxes, 2))


@MODELS
def test_every_arrow_inside_the_model_is_drawn(name: str) -> None:
    """Each requirement of an element of the file has an edge with two ends."""
    arrows = ("informationRequirement", "knowledgeRequirement", "authorityRequirement")
    wanted = {e.get("id") for e in tagged(name, *arrows) if e[0].get("href", "").startswith("#")}
    edges = tagged(name, "DMNEdge")
    assert {edge.get("dmnElementRef") for edge in edges} == wanted
    assert {len(edge) for edge in edges} <= {2}


@MODELS
def test_authorities_rest_on_authority(name: str) -> None:
    """A knowledge source has no other requirements, whatever it rests on."""
    inside = {local(part) for source in tagged(name, "knowledgeSource") for part in source}
    assert inside <= {"authorityRequirement", "description", "extensionElements", "type"}


@MODELS
def test_every_row_has_an_entry_for_each_column(name: str) -> None:
    """Editors lay rows out by their columns."""
    for table in tagged(name, "decisionTable"):
        columns = Counter(local(part) for part in table)
        for rule in (part for part in table if local(part) == "rule"):
            entries = Counter(local(part) for part in rule)
            assert entries["inputEntry"] == columns["input"]
            assert entries["outputEntry"] == columns["output"]


def test_boxed_expressions_of_later_versions_mean_the_same_as_text() -> None:
    """What is written for an older version reads back as the text of the same expression."""
    model = plain(
        decisions={
            "choice": {"logic": {"if": "true", "then": "1", "else": {"list": ["2"]}}},
            "some": {"logic": {"filter": "[1, 2]", "where": "item > 1"}},
            "loop": {"logic": {"for": "i", "in": "[1]", "return": "i"}},
        }
    )
    read = read_dmn_xml(write_dmn_xml(read_plain(model), "1.3"))
    texts = [getattr(getattr(element, "logic", None), "text", "") for element in read.elements]
    assert texts == [
        "if (true) then (1) else ([(2)])",
        "([1, 2])[(item > 1)]",
        "for i in ([1]) return (i)",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        {"types": {"tList": {"type": "number", "list": True, "constraint": "count(?) < 3"}}},
        {"decisions": {"d": {"logic": {"if": "true", "then": {"context": []}, "else": "1"}}}},
    ],
)
def test_what_the_older_version_cannot_say_is_refused(parts: dict[str, Plain]) -> None:
    """Leaving something out would change what the model decides."""
    with pytest.raises(DmnError, match="not_in_version"):
        write_dmn_xml(read_plain(plain(**parts)), "1.3")
