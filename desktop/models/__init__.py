"""The page of models: what is there, what it enables, and folders of one's own."""
