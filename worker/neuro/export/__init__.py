"""Recordings written for other programs: FIF, EDF+ and BIDS-EEG."""
