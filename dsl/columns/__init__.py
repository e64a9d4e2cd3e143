"""Decisions about many events at once: facts and draw numbers as arrays in, the way through the rules as an array out."""
