"""The page that greets: four samples, documents of before, and what this computer can do."""
