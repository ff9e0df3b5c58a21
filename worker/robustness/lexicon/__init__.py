"""What attacks know of English words, from files that come with the program."""
