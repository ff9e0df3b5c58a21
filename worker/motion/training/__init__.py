"""How the shipped motion models are made: data, stages, ablations and the model card."""
