"""A wallet that pays play money, with a server of its own that can be made to fail."""
