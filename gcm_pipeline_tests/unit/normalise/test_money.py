from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gcm_pipeline.normalise.money import LARGEST_BUDGET, read
from gcm_pipeline_tests.unit.normalise.reading import tidy


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("300000.00", "300000.00"),
        ("150,000", "150000.00"),
        ("1,234,567.8", "1234567.80"),
        ("1\u202f234\u00a0567,89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("1’234", "1234.00"),
        ("1.234.567,89", "1234567.89"),
        ("1.234.567", "1234567.00"),
        ("1234,5", "1234.50"),
        ("USD 150,000", "150000.00"),
        ("150000 usd", "150000.00"),
        ("$5", "5.00"),
        ("0", "0.00"),
        ("0.125", "0.12"),
        ("1234.575", "1234.58"),
        ("1234.565", "1234.56"),
        ("9999999999.99", "9999999999.99"),
        ("10,000,000,000.00", "10000000000.00"),
        ("010000000000", "10000000000.00"),
    ],
)
def test_amounts(cell: str, amount: str) -> None:
    assert read(tidy(cell)) == (pa.array([Decimal(amount)], pa.decimal128(18, 2)), pa.nulls(1, pa.string()))


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("-5", "negative-amount"),
        ("−1,000", "negative-amount"),
        ("USD -5", "negative-amount"),
        ("(1,000)", "negative-amount"),
        ("1.234", "ambiguous-amount"),
        ("10000000000.01", "amount-too-large"),
        ("9999999999999999", "amount-too-large"),
        ("USD 10,000,000,001", "amount-too-large"),
        ("9" * 400, "amount-too-large"),
        ("EUR 5", "unreadable-amount"),
        ("12,34,567", "unreadable-amount"),
        ("1.5 m", "unreadable-amount"),
        ("1e6", "unreadable-amount"),
        ("to be confirmed", "unreadable-amount"),
    ],
)
def test_amounts_that_are_not_read(cell: str, rule: str) -> None:
    assert read(tidy(cell)) == (pa.nulls(1, pa.decimal128(18, 2)), pa.array([rule]))


@given(st.decimals(0, LARGEST_BUDGET, places=2), st.sampled_from(["{:f}", "{:,f}", "USD {:,f}"]))
@settings(max_examples=100, deadline=None)
def test_every_amount_is_read_back(amount: Decimal, form: str) -> None:
    assert read(pa.array([form.format(amount)])).value.to_pylist() == [amount]


@given(st.text(alphabet=st.sampled_from("0123456789.,' -()USD$"), min_size=1, max_size=24))
@settings(max_examples=200, deadline=None)
def test_anything_is_an_amount_or_a_finding(cell: str) -> None:
    read_cell = read(pa.array([cell]))
    assert read_cell.value.is_null() != read_cell.rule.is_null()
