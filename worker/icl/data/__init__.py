"""The benchmark: labelled texts of real data sets, split without leaks."""
