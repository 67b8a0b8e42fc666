"""The steps of the main job: plain functions that do not know one another."""
