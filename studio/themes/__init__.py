"""The studio's themes: what is installed, and every state of a scan page under each."""
