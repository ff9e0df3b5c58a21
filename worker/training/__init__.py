"""Training of the models that ship: recipes, and the resumable loop that runs their stages."""
