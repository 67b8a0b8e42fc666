"""Tests of the steps: real files in, real files out."""
