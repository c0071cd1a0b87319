"""Throughput, measured beside a floor and beside peers: `python -m benchmarks NAME`."""
