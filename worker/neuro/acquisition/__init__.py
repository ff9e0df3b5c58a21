"""The acquisition child: reads one source, records it, answers the window through the host."""
