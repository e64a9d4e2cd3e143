"""Figures in the studio: what campaigns came to, and how a running one is doing."""
