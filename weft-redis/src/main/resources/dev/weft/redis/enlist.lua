#!lua
-- ENLIST: names a run in the index of active runs, before the run is created. An entry holds the time
-- of its writing: a client may be between the two.
--
-- KEYS: a shard of the index
-- step: run; for how long the entry is kept at most
-- needs: run

local member, longest = unpack(step)

redis.call('ZADD', KEYS[1], now, member)
local ms = math.ceil(longest / 1000)
if redis.call('PTTL', KEYS[1]) < ms then
    redis.call('PEXPIRE', KEYS[1], ms)
end
return answer(3)
