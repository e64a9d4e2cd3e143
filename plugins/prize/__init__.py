"""Prizes with the brand."""
