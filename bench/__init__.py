"""What Acompaña's speed is held against: every figure beside a floor measured in the same run. `make bench`."""
