"""Simulated batches: honest deals, typologies and their look-alikes, from a seed."""

from __future__ import annotations

from screening.simulate.simulation import Simulation, simulate

__all__ = ["Simulation", "simulate"]
