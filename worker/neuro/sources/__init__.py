"""Where samples come from: LSL, BrainFlow, a recorded file, the simulated participant."""
