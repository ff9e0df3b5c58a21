"""The pages of an open source, in the order of their tabs."""

SIGNALS, PICTURES, EVALUATION = 0, 1, 2
