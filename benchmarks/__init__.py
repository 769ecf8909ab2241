"""The benchmarks: each a ratio against a bare limit measured in the same run. `bin/bench` runs them."""
