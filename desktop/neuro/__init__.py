"""The EEG workspace: what is streamed, recorded, shown and decoded, in the window."""
