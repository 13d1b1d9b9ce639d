#!lua flags=no-writes,allow-oom
-- INSPECT: the whole state of a run, for tests and diagnosis.
--
-- KEYS: the record
-- step: nothing
-- answer: GONE | FOUND, record, entry counts, tasks, failures, values, leases,
--   waiting, bits, skipped, withheld, trash (id, time, …), freed
-- needs: run

local FOUND = 3

if not open() then
    return answer(GONE)
end

local function all(command, name, ...)
    return redis.call(command, key(name), ...)
end

local entries = 0
local COUNTS = {
    HLEN = {'tasks', 'failures', 'values', 'used', 'holders', 'lost'},
    ZCARD = {'leases', 'waiting', 'trash'},
    LLEN = {'freed', 'errors'},
    SCARD = {'failed'},
    EXISTS = {'run', 'events', 'bell', 'bits', 'counts', 'marks', 'faults', 'skipped', 'skips', 'withheld'},
}
for command, names in pairs(COUNTS) do
    for _, name in ipairs(names) do
        entries = entries + all(command, name)
    end
end
return answer(
    FOUND, recordOf(), entries, all('HGETALL', 'tasks'), all('HGETALL', 'failures'),
    all('HGETALL', 'values'), all('ZRANGE', 'leases', 0, -1, 'WITHSCORES'),
    all('ZRANGE', 'waiting', 0, -1, 'WITHSCORES'),
    all('GET', 'bits') or '', all('GET', 'skipped') or '', all('GET', 'withheld') or '',
    all('ZRANGE', 'trash', 0, -1, 'WITHSCORES'), all('LRANGE', 'freed', 0, -1))
