"""Content: YAML files, written by curators, become one frozen `Library`, or every mistake at once."""
