"""One engine for all faces: requests in, jobs in lanes, views out."""
