"""The pages' two languages."""
