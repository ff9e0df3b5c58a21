"""The tasks of the EEG workspace, as the engine runs them."""
