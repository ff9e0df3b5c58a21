"""What is put before a model so that changes of its prompt do less."""
