"""Where the items of a batch run: in this process, or in the local host. One interface."""
