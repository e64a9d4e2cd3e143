"""A storm for operators: worker processes, seeded visitors, kills without warning, and the reckoning."""
