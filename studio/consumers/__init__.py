"""The service desk in the studio."""
