"""Tests of the made-up hospital."""
