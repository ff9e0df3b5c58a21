"""How demonstrations are chosen for a query: one module for each family of selectors."""
