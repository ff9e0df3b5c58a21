"""From EEG to what a person saw: trials, encoders and the embeddings that they predict."""
