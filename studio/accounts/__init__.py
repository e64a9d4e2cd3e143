"""Who is working in the studio: signing in, the session, signing out."""
