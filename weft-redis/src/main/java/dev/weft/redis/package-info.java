/// The store contracts on Redis 7.
///
/// [dev.weft.redis.RedisRunStore] keeps the coordination state of runs,
/// [dev.weft.redis.RedisBlobStore] values that are too large to travel inside a step,
/// [dev.weft.redis.RedisGraphStore] graphs and constants. Each step is one Lua script, a resource
/// of this package; `run.lua`, `records.lua`, `edges.lua`, `trash.lua` and `reissue.lua` hold what
/// they share.
@NullMarked
package dev.weft.redis;

import org.jspecify.annotations.NullMarked;
