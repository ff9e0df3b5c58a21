"""EEG data sets of others: files that need a restricted reader, as trials."""
