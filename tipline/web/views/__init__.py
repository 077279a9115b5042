"""The resident's pages, one module an area."""
