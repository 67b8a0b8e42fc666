"""Tests of the engine: whole jobs."""
