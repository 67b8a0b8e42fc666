"""The main job under fire: what packaging/faults.sh tries in full, and every run in part."""
