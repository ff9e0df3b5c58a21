"""The tasks of the workspace, as host and command line start them."""
