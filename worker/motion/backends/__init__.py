"""Ways to make the frames of a dragged picture, behind one interface."""
