"""What leads to a release: the versions that were tested, and a bundle that needs no network."""
