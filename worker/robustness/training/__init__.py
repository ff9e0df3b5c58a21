"""Language models of ours that are attacked and hardened: a small one from nothing, and LoRA."""
