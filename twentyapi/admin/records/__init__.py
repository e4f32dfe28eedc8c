"""The records of every object: browsed, filtered and edited through the engine, as the APIs do it."""
