"""TextAttack at work on our cells, without a network."""
