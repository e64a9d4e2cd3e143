"""A quiet scan page for every brand."""
