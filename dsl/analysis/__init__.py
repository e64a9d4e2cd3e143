"""What a campaign means for everybody at once: who is reached, what it costs, what the law says. No solver."""
