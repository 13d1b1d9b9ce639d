package redis.clients.jedis;

/// Stands where a Redis client's types stand, for the planted violation.
public record PlantedClient() {}
