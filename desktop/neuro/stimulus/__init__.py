"""Show pictures: a planned protocol, its safety, the window that shows it, and its markers."""
