package dev.weft.rules.planted.redis.worker;

import redis.clients.jedis.PlantedClient;

/// Planted: talks to Redis past the store.
record Shortcut(PlantedClient client) {}
