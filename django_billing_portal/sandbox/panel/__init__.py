"""The developer's panel: what goes wrong, what time it is, what happened, what there is."""
