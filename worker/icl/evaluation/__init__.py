"""How well ways of choosing demonstrations do: plan, figures, intervals, tests, report."""
