"""The language server: the language's editor service, spoken over the Language Server Protocol."""
