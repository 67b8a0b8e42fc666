"""The rules of the house, told as tests. The folders mirror the floors."""
