"""How the processes talk, as PROTOCOL.md lays down: frames, typed messages, keys and the client."""
