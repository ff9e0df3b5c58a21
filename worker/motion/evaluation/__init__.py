"""Ways of making frames compared on windows of real clips, with intervals and paired tests."""
