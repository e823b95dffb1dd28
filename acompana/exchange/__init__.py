"""The exchange speaks to other systems, in their formats."""
