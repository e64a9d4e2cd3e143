"""The pages that shops see."""
