package dev.weft.rules.planted.redis.redis;

import redis.clients.jedis.PlantedClient;

/// Not a violation: this is where Redis belongs.
record Store(PlantedClient client) {}
