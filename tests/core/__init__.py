"""Tests of core: the words every floor speaks."""
