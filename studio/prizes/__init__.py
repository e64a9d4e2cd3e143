"""Prizes that travel to their winners, in the studio."""
