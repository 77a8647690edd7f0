"""Example images with known truth: where every spot is, which pixel has changed, what lies between two pixels.

There are no downloads. The same seed gives the same numbers.
"""

from nbtools.samples.chromosomes import ChromosomeSample, chromosomes
from nbtools.samples.fields import FieldSample, ScatterSample, field, scattered
from nbtools.samples.pairs import PairSample, changed_pair
from nbtools.samples.patterns import (
    CheckerboardSample,
    FilamentSample,
    ZonePlateSample,
    checkerboard,
    filaments,
    zone_plate,
)
from nbtools.samples.scenes import GalaxySample, ReliefSample, galaxy, relief
from nbtools.samples.simulated import SpotSample, SpotStackSample, spot_stack, spots
from nbtools.samples.tables import ConfusionSample, MosaicSample, confusion, mosaic

__all__ = [
    "CheckerboardSample",
    "ChromosomeSample",
    "ConfusionSample",
    "FieldSample",
    "FilamentSample",
    "GalaxySample",
    "MosaicSample",
    "PairSample",
    "ReliefSample",
    "ScatterSample",
    "SpotSample",
    "SpotStackSample",
    "ZonePlateSample",
    "changed_pair",
    "checkerboard",
    "chromosomes",
    "confusion",
    "field",
    "filaments",
    "galaxy",
    "mosaic",
    "relief",
    "scattered",
    "spot_stack",
    "spots",
    "zone_plate",
]
