"""Outlets, dealers and what is between them and the brand, in the studio."""
