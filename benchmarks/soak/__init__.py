"""Whether the service holds: memory, connections and open files under a load that lasts."""
