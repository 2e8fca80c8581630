"""One card and one reader per source: files to raw frames of text."""
