"""An office begins with the ledger it has: brought in, gone on with, written out again.

Long because one ledger is followed from its first row to its last.
"""

from __future__ import annotations

import csv
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from engine.audit import Entry
from engine.importing import ImportReport
from engine.ports import CaseQuery, CaseStore, EntryQuery, FirstAnswer
from engine.projection import CaseWrite
from engine.usecases.import_ledger import import_ledger
from engine.usecases.open_ledger import open_ledger
from engine.usecases.requester import Requester
from tests.support.command_line import CommandLine, Said
from tests.support.old_ledger import (
    MAP,
    MISTAKES,
    NOBODY,
    Row,
    Sown,
    csv_text,
    good_row,
    ledger_map,
    sow,
    write_xlsx,
)
from tests.support.outside import ROOT

IMPORTER = "gao"
"""A supervisor of the district: one of those who give out work."""
DUE = {
    "办理环节": "待发放",
    "类别": "深度",
    "标准": "3000",
    "批准金额": "3000",
    "审批方式": "单签",
    "资金": "地方",
    "已建档": "否",
    "累计发放": "0",
}
"""What makes a row one that waits for payment."""
ROWS = 1_030
EVERY = 33
"""Every 33rd row has a mistake: 3 in a hundred."""


@pytest.fixture
def office(tmp_path: Path) -> CommandLine:
    """An office that has not begun yet."""
    line = CommandLine(tmp_path / "house")
    line.furnish()
    return line


def import_(office: CommandLine, ledger: Path, *options: str, person: str = IMPORTER) -> Said:
    """Bring a ledger in."""
    said = office.ask("ledger", "import", str(ledger), "--map", str(MAP), *options, person=person)
    assert said.code in (0, 1, 3), said.out
    return said


def rows(tmp_path: Path, *made: Row) -> Path:
    """A ledger of these rows."""
    return written(tmp_path, Sown(rows=list(made)))


def written(tmp_path: Path, sown: Sown) -> Path:
    """A ledger as a workbook."""
    file = tmp_path / "台账.xlsx"
    write_xlsx(file, sown)
    return file


def one(state: str, number: int = 1, **cells: object) -> Row:
    """A row of an office without mistakes, with some cells changed."""
    row = good_row(random.Random(number), number, state)
    return {**row, "所属工会": "textile-mill", **cells}


def number_of(row: Row) -> str:
    """The number of the case of a row."""
    return f"HA-L-{row['档案编号']}"


def entries(office: CommandLine) -> int:
    """How many entries there are."""
    return sum(1 for _ in office.house.ports.cases.entries(EntryQuery(limit=0)))


def imports(office: CommandLine) -> list[Entry]:
    """The entries of imported cases."""
    query = EntryQuery(types=frozenset(("case_imported",)), limit=0)
    return list(office.house.ports.cases.entries(query))


def cases(office: CommandLine) -> int:
    """How many cases there are."""
    return office.house.ports.cases.count(CaseQuery())


def refused(answer: dict[str, Any]) -> dict[int, set[str]]:
    """The codes by line of the rows that did not come in."""
    return {
        row["line"]: {problem["code"] for problem in row["problems"]}
        for row in answer["told"]
        if row["result"] == "refused"
    }


def test_every_mistake_is_named_with_its_line_and_all_the_rest_is_in(
    office: CommandLine, tmp_path: Path
) -> None:
    """Nothing is lost and nothing is guessed, and the audit finds nothing."""
    sown = sow(ROWS, every=EVERY)
    answer = import_(office, written(tmp_path, sown)).data
    assert refused(answer) == {line: {code} for line, code in sown.mistakes.items()}
    assert answer["counts"]["imported"] == sown.good == cases(office)
    assert len(set(sown.mistakes.values())) >= 20
    assert office.ask("audit", "verify", person="shen").code == 0


def test_a_second_run_changes_nothing(office: CommandLine, tmp_path: Path) -> None:
    """Every row is known by its key."""
    sown = sow(200, every=EVERY)
    ledger = written(tmp_path, sown)
    import_(office, ledger)
    before = entries(office)
    again = import_(office, ledger).data
    assert again["counts"]["present"] == sown.good
    assert again["counts"]["imported"] == again["counts"]["differs"] == 0
    assert entries(office) == before


def test_a_run_that_was_killed_goes_on(office: CommandLine, tmp_path: Path) -> None:
    """What was stored stays, the rest follows, and nothing is there twice."""
    sown = sow(300, every=EVERY)
    ledger = written(tmp_path, sown)
    house = str(tmp_path / "house")
    run = [sys.executable, "-m", "tests.support.import_until", house, str(ledger), "120"]
    with subprocess.Popen(
        run, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reached\n"
        process.send_signal(signal.SIGKILL)
    there = cases(office)
    assert 0 < there < sown.good
    answer = import_(office, ledger).data
    assert answer["counts"]["present"] == there
    assert answer["counts"]["imported"] == sown.good - there
    assert cases(office) == len(imports(office)) == sown.good
    assert office.ask("audit", "verify", person="shen").code == 0


def test_a_dry_run_stores_nothing(office: CommandLine, tmp_path: Path) -> None:
    """It says what would become of every row."""
    sown = sow(120, every=EVERY)
    before = entries(office)
    answer = import_(office, written(tmp_path, sown), "--dry-run").data
    assert answer["dry_run"] is True
    assert refused(answer) == {line: {code} for line, code in sown.mistakes.items()}
    assert (cases(office), entries(office)) == (0, before)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_ledger_in_csv_gives_the_same_cases(
    office: CommandLine, tmp_path: Path, encoding: str
) -> None:
    """The same rows are known again whatever the file is."""
    sown = sow(30, every=99)
    import_(office, written(tmp_path, sown))
    file = tmp_path / "台账.csv"
    file.write_bytes(csv_text(sown).encode(encoding))
    assert import_(office, file).data["counts"]["present"] == sown.good


def test_a_changed_row_is_reported_and_not_stored(office: CommandLine, tmp_path: Path) -> None:
    """What the house has counts; whoever imports is told the headings that differ."""
    import_(office, rows(tmp_path, one("入户调查")))
    answer = import_(office, rows(tmp_path, one("入户调查", 住址="样例新村 2 号"))).data
    (told,) = answer["told"]
    assert (told["result"], told["problems"][0]["params"]["headings"]) == ("differs", ["住址"])
    case = office.house.ports.cases.load(number_of(one("入户调查"))).case
    assert case.facts["address"] == "样例市样例区样例路 1 号"


def test_a_case_that_has_gone_on_is_no_difference(office: CommandLine, tmp_path: Path) -> None:
    """The ledger of then still says what it said then."""
    ledger = rows(tmp_path, one("在档"))
    import_(office, ledger)
    moved = office.ask("case", "act", number_of(one("在档")), "start_recheck", person="lin")
    assert moved.code == 0, moved.out
    assert import_(office, ledger).data["counts"]["present"] == 1


def test_a_running_case_is_gone_on_with_where_it_stood(office: CommandLine, tmp_path: Path) -> None:
    """Its clock counts from the ledger's day, its task waits, and the next action can be taken."""
    row = one("入户调查", 建档日期="2026-02-02", 进入环节日期="2026-02-09", 授权日期="2026-02-02")
    assert import_(office, rows(tmp_path, row)).data["counts"]["imported"] == 1
    shown = office.ask("case", "show", number_of(row), person="lin").data
    (clock,) = shown["clocks"]
    assert (clock["key"], clock["counted_from"]) == ("survey", "2026-02-09")
    assert [task["queue"] for task in shown["tasks"]] == ["surveys"]
    found = ("surveyed_on=2026-02-10", "survey_finding=属实", "survey_confirmed=true")
    acted = office.ask(
        "case", "act", number_of(row), "record_survey", *found, "--with", "he", person="lin"
    )
    assert acted.data["state"] == "first_check"


def test_the_entry_says_where_a_case_came_from(office: CommandLine, tmp_path: Path) -> None:
    """File, hash, line, key, map and who imported stand in the first entry."""
    ledger = rows(tmp_path, one("填写中"))
    answer = import_(office, ledger).data
    (entry,) = imports(office)
    event = entry.event()
    assert event is not None
    origin = event.details["origin"]
    assert isinstance(origin, dict)
    assert (origin["ledger"], origin["line"], origin["key"]) == (
        ledger.name,
        4,
        one("填写中")["档案编号"],
    )
    assert (origin["sha256"], origin["map_sha256"]) == (answer["sha256"], answer["map_sha256"])
    assert event.who.person == IMPORTER


def test_whom_a_row_names_has_a_file_at_once(office: CommandLine, tmp_path: Path) -> None:
    """Two files of one person are linked to the same party, and nothing is left to take up."""
    first, second = one("填写中"), one("填写中", number=2)
    same = {name: first[name] for name in ("姓名", "身份证号")}
    import_(office, rows(tmp_path, first, {**second, **same}))
    files = [office.house.ports.cases.load(number_of(row)).case for row in (first, second)]
    applicants = {link.party for file in files for link in file.parties if link.role == "applicant"}
    assert len(applicants) == 1
    assert office.ask("audit", "verify", person="shen").code == 0


def test_a_case_that_waits_for_payment_has_its_budget(office: CommandLine, tmp_path: Path) -> None:
    """Money is set aside by the import, and no more than there is."""
    answer = import_(office, rows(tmp_path, one("在档", 1, **DUE))).data
    assert answer["counts"]["imported"] == 1, answer
    case = office.house.ports.cases.load(number_of(one("在档"))).case
    assert case.reserved is not None
    assert (case.reserved.office, case.reserved.amount_fen) == ("yangli-district", 300_000)
    assert office.ask("audit", "verify", person="shen").code == 0


class Overtaken:
    """A case store before whose first commit somebody else is faster."""

    def __init__(self, store: CaseStore, meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile: Callable[[], object] | None = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, writes: Sequence[CaseWrite], answer: FirstAnswer | None = None) -> None:
        """Let the other one go first, then store."""
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
        self._store.commit(writes, answer)


def overtaken(office: CommandLine, ledger: Path, meanwhile: Path) -> ImportReport:
    """Import a ledger while somebody else imports another one."""
    house, importer = office.house, Requester(person=IMPORTER)
    store = Overtaken(house.ports.cases, lambda: import_(office, meanwhile))
    ports = replace(house.ports, cases=cast("CaseStore", store))
    opened = open_ledger(ports, house.row_source(ledger), ledger_map(), "", importer)
    answer = import_ledger(ports, opened, importer)
    assert isinstance(answer, ImportReport)
    return answer


def test_two_imports_at_the_same_time_leave_each_case_once(
    office: CommandLine, tmp_path: Path
) -> None:
    """Whoever comes second finds the cases there, and brings in what is left."""
    (tmp_path / "other").mkdir()
    first = rows(tmp_path / "other", one("填写中"), one("填写中", 2))
    both = rows(tmp_path, one("填写中", 2), one("填写中", 3))
    report = overtaken(office, both, first)
    assert [row.code.name for row in report.rows] == ["PRESENT", "IMPORTED"]
    assert cases(office) == len(imports(office)) == 3


def test_budget_that_somebody_else_has_taken_is_named(office: CommandLine, tmp_path: Path) -> None:
    """Of two cases that want most of a fund, one comes in."""
    large = {**DUE, "批准金额": "20万元", "标准": "200000"}
    (tmp_path / "other").mkdir()
    first = rows(tmp_path / "other", one("在档", 1, **large))
    second = rows(tmp_path, one("在档", 2, **large))
    (row,) = overtaken(office, second, first).rows
    assert [found.code.value for found in row.problems] == ["funds_short"]
    assert office.ask("audit", "verify", person="shen").code == 0


def test_an_incomplete_case_comes_in_only_when_asked(office: CommandLine, tmp_path: Path) -> None:
    """What is missing is named, kept with the case, and gone once it is there."""
    row = one("入户调查", 手机=None)
    ledger = rows(tmp_path, row)
    assert refused(import_(office, ledger).data) == {4: {"field_missing"}}
    answer = import_(office, ledger, "--accept-incomplete").data
    assert answer["counts"]["incomplete"] == 1
    number = number_of(row)
    shown = office.ask("case", "show", number, person="lin").data
    assert [point["params"]["field"] for point in shown["open_points"]] == ["phone"]
    assert "Missing since the import" in office.run("case", "show", number, "--as", "lin").out
    amended = office.ask(
        "case", "act", number, "amend_file", "phone=13900000000", "--reason", "补录", person="lin"
    )
    assert amended.code == 0, amended.out
    assert office.ask("case", "show", number, person="lin").data["open_points"] == []


def test_the_report_tells_every_line_in_both_languages(office: CommandLine, tmp_path: Path) -> None:
    """Whoever corrects the ledger works the report off line by line."""
    bad = one("填写中", 2, 建档日期="24/3/5")
    report = tmp_path / "report.csv"
    import_(office, rows(tmp_path, one("填写中"), bad), "--report", str(report))
    with report.open(encoding="utf-8-sig", newline="") as stream:
        head, good, named = csv.reader(stream)
    assert head[-2:] == ["中文", "English"]
    assert (good[0], good[4]) == ("4", "已导入 In")
    assert named[:2] == ["5", "D"]
    assert "四位年份" in named[6]
    assert "four digits" in named[7]


def exported(office: CommandLine, file: Path, *options: str, person: str = IMPORTER) -> Said:
    """Write the ledger of the kind."""
    words = ("ledger", "export", "hardship_aid", "--map", str(MAP), "--out", str(file))
    said = office.ask(*words, *options, person=person)
    assert said.code == 0, said.out
    return said


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
@pytest.mark.parametrize("options", [(), ("--purpose", "年度核对")])
def test_what_was_written_out_changes_nothing_when_brought_in(
    office: CommandLine, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    """Masked or not, in either format, every row is the case it was written from."""
    sown = sow(60, every=999)
    import_(office, written(tmp_path, sown))
    opened = office.ask(
        "case",
        "open",
        "hardship_aid",
        "applicant_name=甲样例",
        f"applicant_id={NOBODY}",
        "--office",
        "textile-mill",
        person="lin",
    )
    assert opened.code == 0, opened.out
    exported(office, tmp_path / name, *options)
    before = cases(office)
    answer = import_(office, tmp_path / name).data
    assert answer["counts"]["present"] == before == answer["rows"], answer["told"][:3]


def test_an_export_masks_what_is_personal_and_is_recorded(
    office: CommandLine, tmp_path: Path
) -> None:
    """Whoever wants it as it is says what for, and the journal keeps it."""
    import_(office, rows(tmp_path, one("入户调查")))
    file = tmp_path / "out.csv"
    masked = exported(office, file).data
    assert (masked["rows"], masked["masked"]) == (1, 1)
    assert "13900000000" not in file.read_text("utf-8-sig")
    exported(office, file, "--purpose", "年度核对")
    assert "13900000000" in file.read_text("utf-8-sig")
    query = EntryQuery(types=frozenset(("personal_data_read",)))
    events = [entry.event() for entry in office.house.ports.cases.entries(query)]
    details = [event.details for event in events if event is not None]
    assert [found["purpose"] for found in details] == ["", "年度核对"]
    assert details[1]["cases"] == [number_of(one("入户调查"))]
    fields = details[1]["fields"]
    assert isinstance(fields, list)
    assert "phone" in fields


def test_an_export_holds_only_what_one_may_see(office: CommandLine, tmp_path: Path) -> None:
    """Cases of other offices do not exist, in exports neither."""
    import_(office, rows(tmp_path, one("填写中"), one("填写中", 2, 所属工会="hospital")))
    mill = exported(office, tmp_path / "out.csv", person="lin").data
    assert mill["rows"] == 1


def test_only_those_who_give_out_work_may_import(office: CommandLine, tmp_path: Path) -> None:
    """A row puts a case where others would have had to bring it; the attempt is recorded."""
    said = import_(office, rows(tmp_path, one("填写中")), person="lin")
    assert (said.code, said.reasons) == (3, ["not_your_role"])
    query = EntryQuery(types=frozenset(("attempt_refused",)))
    assert len(list(office.house.ports.cases.entries(query))) == 1


def test_cases_of_another_office_cannot_be_imported(office: CommandLine, tmp_path: Path) -> None:
    """A supervisor of one union does not bring in the cases of another."""
    answer = import_(office, rows(tmp_path, one("填写中", 所属工会="hospital")), person="luo")
    assert refused(answer.data) == {4: {"ledger_not_allowed"}}


def test_a_key_of_a_case_one_may_not_see_says_nothing_of_it(
    office: CommandLine, tmp_path: Path
) -> None:
    """That the number is taken is all that is said."""
    import_(office, rows(tmp_path, one("填写中", 所属工会="hospital")))
    answer = import_(office, rows(tmp_path, one("填写中")), person="luo").data
    assert refused(answer) == {4: {"ledger_key_taken"}}


def test_an_empty_ledger_to_begin_with_can_be_brought_in(
    office: CommandLine, tmp_path: Path
) -> None:
    """The template and its map fit each other and the kind of case."""
    ledger, made = tmp_path / "empty.xlsx", tmp_path / "map.yaml"
    words = ("ledger", "template", "hardship_aid", "--map", str(made), "--out", str(ledger))
    assert office.run(*words, lang="zh").code == 0
    said = office.ask("ledger", "import", str(ledger), "--map", str(made), person=IMPORTER)
    assert (said.code, said.data["rows"]) == (0, 0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda text: text.replace("applicant_name:", "aplicant_name:"), "applicant_name"),
        (lambda text: text.replace("documents:", "dokuments:"), "documents"),
        (lambda text: text.replace("survey}", "x}").replace(": survey,", ": survay,"), "survey"),
        (lambda text: text.replace("phone: 手机", "phone: 手提电话"), "手提电话"),
    ],
)
def test_a_map_that_does_not_fit_is_named_with_its_place(
    office: CommandLine, tmp_path: Path, change: Callable[[str], str], named: str
) -> None:
    """Nothing is imported by a map with mistakes, and what was meant is offered."""
    made = tmp_path / "map.yaml"
    made.write_text(change(MAP.read_text("utf-8")), "utf-8")
    ledger = rows(tmp_path, one("填写中"))
    said = office.run("ledger", "import", str(ledger), "--map", str(made), "--as", IMPORTER)
    assert said.code == 6
    assert named in said.err
    assert cases(office) == 0


def test_there_are_mistakes_of_many_sorts() -> None:
    """The generator sows at least twenty sorts that have codes of their own."""
    assert len({code for _, code, _ in MISTAKES.values()}) >= 20
