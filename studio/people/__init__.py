"""The people who work for a brand: looking after them, one's own account, invitations."""
