"""The organisers' pages, /angebote/: for whoever runs an offer or speaks for its host, and for the team."""
