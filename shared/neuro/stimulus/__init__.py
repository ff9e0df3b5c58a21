"""Pictures on a screen: what is planned, whether it flashes, and how well it was kept; no Qt."""
