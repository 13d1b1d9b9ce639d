-- The index of active runs: sorted sets outside of the runs' slots, each entry with the time of its
-- writing. Keys: a shard of the index. Answer: DONE_SO.

local DONE_SO = 3

-- ENLIST: names a run, before it is created.
--
-- Step: run; for how long the entry is kept at most.
register('enlist', {'allow-oom'}, unpacked(function(member, longest)
    call('ZADD', keys[1], now, member)
    local millis = math.ceil(longest / 1000)
    if call('PTTL', keys[1]) < millis then
        call('PEXPIRE', keys[1], millis)
    end
    return answer(DONE_SO)
end))

-- DELIST: takes a run out, unless it was named again later, or is named so lately that its client
-- may be about to create it.
--
-- Step: run; when it was named at the latest; how long ago that was at the least.
register('delist', {'allow-oom'}, unpacked(function(member, latest, leastAge)
    local written = tonumber(call('ZSCORE', keys[1], member) or nil)
    if written and written <= latest and now - written >= leastAge then
        call('ZREM', keys[1], member)
    end
    return answer(DONE_SO)
end))
