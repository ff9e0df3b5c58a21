"""EEG without a window and without a source: streams, time, filters, quality, traces, files."""
