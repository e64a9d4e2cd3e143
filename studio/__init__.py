"""The web application: pages for consumers and clerks, the marketers' studio, the HTTP API."""
