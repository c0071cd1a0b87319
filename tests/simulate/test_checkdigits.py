"""Made-up identifiers pass the checks of the library that knows them."""

from __future__ import annotations

import numpy as np
from stdnum import imo, iso6346
from stdnum.cn import uscc

from screening.simulate.checkdigits import container_numbers, imo_numbers
from screening.simulate.checkdigits import uscc as credit_code
from screening.simulate.firm_names import firm_names


def test_container_numbers_are_valid_and_all_different() -> None:
    counters = np.concatenate([np.arange(3_000), np.arange(9_999_000, 10_000_000)])
    numbers = container_numbers(counters).tolist()
    assert all(iso6346.is_valid(n) for n in numbers)
    assert len(set(numbers)) == len(numbers)


def test_imo_numbers_are_valid() -> None:
    assert all(imo.is_valid(n) for n in imo_numbers(np.arange(2_000)).tolist())


def test_credit_codes_are_valid() -> None:
    assert all(uscc.is_valid(credit_code(i)) for i in range(500))


def test_firm_names_are_all_different() -> None:
    # payments in messages name their parties in words alone
    assert len(set(firm_names(15_000))) == 15_000
