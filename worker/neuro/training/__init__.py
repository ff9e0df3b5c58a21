"""The recipe `neuro`: what is trained, on which data, in which order."""
