"""Item codes: how they are made, recognised, tracked and printed. Pure; storage is elsewhere."""
