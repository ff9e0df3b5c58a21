"""How the processes talk: frames, typed messages, keys and the client. The contract is PROTOCOL.md."""
