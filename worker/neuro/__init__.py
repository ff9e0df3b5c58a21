"""EEG behind the socket: sources, the simulated participant, recordings on disk; no torch."""
