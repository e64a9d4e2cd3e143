"""The studio for marketers: campaigns as text, what they cost, whom they paid and why."""
