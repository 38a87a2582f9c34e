"""Every broken program of benchmarks/diagnosis can be built, and its causes can be found."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.diagnosis.program import CAUSES, Program
from benchmarks.diagnosis.run import TABLES

SENTENCES = Path(__file__).resolve().parent.parent / "src/glassnet/text/en/diagnosis.ftl"


def rows(table: str) -> list[Program]:
    return import_module(f"benchmarks.diagnosis.{table}").PROGRAMS


def with_twin(program: Program) -> Iterator[Program]:
    """The program, and its mended twin where it has one."""
    yield program
    if twin := program.twin():
        yield twin


def check(program: Program) -> None:
    """The model takes the rows of x, and gives an output for each of those of y."""
    model, x, y = program.build()
    of = f"{program.post}: {program.said}"
    assert model.input_shape[1:] == x.shape[1:], of
    assert model.compute_output_shape(x.shape)[0] == len(x) == len(y), of


@pytest.mark.parametrize("table", TABLES)
def test_the_first_row_of_a_table_is_built(table: str) -> None:
    for program in with_twin(rows(table)[0]):
        check(program)


@pytest.mark.long
@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_is_built(table: str) -> None:
    for row in rows(table):
        for program in with_twin(row):
            check(program)
            gc.collect()  # models hold themselves, and these are large


def test_causes_are_those_that_the_findings_name() -> None:
    told = {cause for table in TABLES for row in rows(table) for cause in row.causes}
    assert told <= set(CAUSES)
    findings = re.findall(r"^diagnosis-(.+)-remedy =", SENTENCES.read_text("utf-8"), re.MULTILINE)
    assert {key for keys in CAUSES.values() for key in keys} <= set(findings)
