"""Making an anomaly model from screened deals, and saying how well it tells odd from ordinary."""
