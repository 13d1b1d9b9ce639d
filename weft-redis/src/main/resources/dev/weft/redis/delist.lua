#!lua flags=allow-oom
-- DELIST: takes a run out of the index of active runs, unless it was named again later, or is named so
-- lately that its client may be about to create it.
--
-- KEYS: a shard of the index
-- step: run; when it was named at the latest; how long ago that was at the least
-- needs: run

local member, latest, leastAge = unpack(step)

local written = redis.call('ZSCORE', KEYS[1], member)
if written and tonumber(written) <= latest and now - tonumber(written) >= leastAge then
    redis.call('ZREM', KEYS[1], member)
end
return answer(3)
