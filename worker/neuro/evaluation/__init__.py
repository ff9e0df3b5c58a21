"""Figures of EEG decoders that a leak cannot make: splits, audits, controls, intervals, reports."""
