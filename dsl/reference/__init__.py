"""What the language's words, lines and findings mean, said once for hover, help pages and command line."""
