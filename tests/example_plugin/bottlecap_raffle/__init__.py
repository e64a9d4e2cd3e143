"""Raffle tickets as a Bottlecap reward."""
