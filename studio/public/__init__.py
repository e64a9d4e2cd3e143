"""The pages that consumers see."""
