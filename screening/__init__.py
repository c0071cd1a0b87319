"""Offshore trade screening: documents and payments in, a ranked and explained queue out."""

__version__ = "0.1.0"
