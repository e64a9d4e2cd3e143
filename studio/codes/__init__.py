"""Pictures of codes: single symbols and sheets for the printer."""
