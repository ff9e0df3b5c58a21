"""Pictures to look at: rendered scenes of known concept, place, size, colour and background."""
