"""The public screens: what they show and what the voice says."""
