"""People as the chat app WeChat knows them: OAuth 2.0 for official accounts."""
