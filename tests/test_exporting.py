"""The tables of an export: all that the ledgers hold, the same from the database as from memory, and nobody in them."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.recounted import Export
from tests.test_work_bulletin import lived
from workflow import exporting
from workflow.machines.language import Kind
from workflow.tables import FIELDS, HEAD, name_of
from workflow.view import RECORDS

LEFT_OUT = {Kind.MOTION, Kind.BULLETIN}
"""Kinds that are in no table: what a motion holds is a text of rules. Of bulletins the figures are exported."""


def lines(folder: Path) -> dict[str, list[str]]:
    return {name_of(kind): sorted((folder / name_of(kind)).read_text("utf-8-sig").splitlines()) for kind in FIELDS}


async def test_the_export_of_the_database_is_that_of_memory_and_names_nobody(database_url: str, tmp_path: Path) -> None:
    async with lived(database_url) as city:
        count = await exporting.export(city.engine, tmp_path / "stored")
        exporting.export_lived(city.memory, tmp_path / "memory")
        assert count == len(city.memory.entries)
        people = {str(person) for person in city.memory.directory.persons}
        views = city.memory.views
    found = lines(tmp_path / "stored")
    assert found == lines(tmp_path / "memory")
    told = "\n".join(line for each in found.values() for line in each)
    assert all(len(table) > 1 for name, table in found.items() if name in ("incidents.csv", "tasks.csv", "clocks.csv"))
    assert [person for person in people if person in told] == []
    table = Export(tmp_path / "stored").table(Kind.INCIDENT).drop_duplicates("id", keep="last")
    for row in table.itertuples():
        incident = views[UUID(str(row.id))].incident
        assert (row.subject, row.state, int(str(row.level))) == (incident.number, incident.state, incident.level)


def test_every_kind_of_record_is_exported_or_left_out_on_purpose() -> None:
    assert FIELDS.keys() | LEFT_OUT == RECORDS.keys()


@pytest.mark.parametrize("kind", FIELDS)
def test_no_field_that_is_exported_is_of_a_person_or_what_somebody_wrote(kind: str) -> None:
    fields = RECORDS[kind].model_fields
    assert len(set(FIELDS[kind]) | set(HEAD)) == len(FIELDS[kind]) + len(HEAD)
    for name in FIELDS[kind]:
        assert getattr(fields[name], "foreign_key", None) != "person.id", name
        assert not {"lat", "lon", "text", "description", "address"} & {name}
