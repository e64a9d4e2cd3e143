"""A campaign run before it runs: scans in order of arrival against its limits, stocks and budgets."""

from dsl.simulation.machine import as_json, seeds_as_json
from dsl.simulation.making import make_population
from dsl.simulation.population import History, Population, PopulationError
from dsl.simulation.recorded import is_recorded, read_population
from dsl.simulation.report import Section, bands, report, side_by_side
from dsl.simulation.running import Progress, price_of, simulate
from dsl.simulation.settling import Price
from dsl.simulation.spec import Spec, read_spec
from dsl.simulation.tally import Tally
from dsl.simulation.text import tell

__all__ = [
    "History",
    "Population",
    "PopulationError",
    "Price",
    "Progress",
    "Section",
    "Spec",
    "Tally",
    "as_json",
    "bands",
    "is_recorded",
    "make_population",
    "price_of",
    "read_population",
    "read_spec",
    "report",
    "seeds_as_json",
    "side_by_side",
    "simulate",
    "tell",
]
