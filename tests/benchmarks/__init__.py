"""Speed, measured as ratios in one run: `make bench`. What each row means: docs/discussions/speed.md."""
