"""The pages of an open source, in the order of their tabs."""

SIGNALS, PICTURES = 0, 1
