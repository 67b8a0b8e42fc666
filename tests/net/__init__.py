"""Tests of net: over real wires on loopback."""
