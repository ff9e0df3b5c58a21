"""The tasks of the Demos workspace, as the engine runs them."""
