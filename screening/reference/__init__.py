"""What well-kept libraries know: rates, units, places, distances, identifiers, names, calendar.

Everything here takes distinct values and gives keyed frames for the caller to join. A bank's own
tables override the libraries. Nothing uses the network; heavy imports wait for their first use.
"""

from __future__ import annotations

from screening.reference.calendar import add_working_days, is_working_day, working_days_between
from screening.reference.distances import great_circle_nm, sea_distances
from screening.reference.editions import library_editions
from screening.reference.entities import connected
from screening.reference.freight import freight_rates
from screening.reference.fx import usd_rates
from screening.reference.grades import grade_conflicts
from screening.reference.identifiers import (
    company_number,
    container_checks,
    container_number,
    imo_checks,
    imo_number,
    lei_checks,
    uscc_checks,
)
from screening.reference.names import (
    firm_similarity,
    goods_similarity,
    name_similarity,
    normalised_name,
    normalised_ref,
    vessel_name,
)
from screening.reference.places import port_coordinates, port_country
from screening.reference.units import base_micro, unit_factors

__all__ = [
    "add_working_days",
    "base_micro",
    "company_number",
    "connected",
    "container_checks",
    "container_number",
    "firm_similarity",
    "freight_rates",
    "goods_similarity",
    "grade_conflicts",
    "great_circle_nm",
    "imo_checks",
    "imo_number",
    "is_working_day",
    "lei_checks",
    "library_editions",
    "name_similarity",
    "normalised_name",
    "normalised_ref",
    "port_coordinates",
    "port_country",
    "sea_distances",
    "unit_factors",
    "uscc_checks",
    "usd_rates",
    "vessel_name",
    "working_days_between",
]
