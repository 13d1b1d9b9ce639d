-- INSPECT: the whole state of a run, for tests and diagnosis.
--
-- Answer: GONE | FOUND, record, number of entries, tasks, failures, values, leases, waiting, parked,
--   bits, number of the graph's edges, pages, number of edges, skipped, pages of those, withheld, trash (id,
--   time, …), freed, growths.

local FOUND = 3

local COUNTED_BY = {
    HLEN = {'tasks', 'failures', 'values', 'used', 'holders', 'lost', 'parts', 'growths'},
    ZCARD = {'leases', 'waiting', 'parked', 'trash', 'origins'},
    LLEN = {'freed', 'errors'},
    SCARD = {'failed'},
    EXISTS = {
        'run', 'events', 'bell', 'edges', 'faults', 'skips', 'withheld',
    },
}

local function entries()
    local count = 0
    for command, names in pairs(COUNTED_BY) do
        for _, name in ipairs(names) do
            count = count + call(command, key(name))
        end
    end
    return count
end

local function all(command, name, ...)
    return call(command, key(name), ...) or ''
end

register('inspect', {'no-writes', 'allow-oom'}, unpacked(function()
    if not open() then
        return answer(GONE)
    end
    local pages, skipPages = countPlace(run.tasks) / 8, skipsPlace(run.tasks) / 8
    return answer(
        FOUND, recordOf(), entries(), all('HGETALL', 'tasks'), all('HGETALL', 'failures'),
        all('HGETALL', 'values'), all('ZRANGE', 'leases', 0, -1, 'WITHSCORES'),
        all('ZRANGE', 'waiting', 0, -1, 'WITHSCORES'), all('ZRANGE', 'parked', 0, -1),
        all('GETRANGE', 'edges', 8 * run.tasks, pages - 1), run.edges,
        all('GETRANGE', 'edges', pages, -1), run.allEdges,
        all('GETRANGE', 'skips', 4 * run.tasks, skipPages - 1),
        all('GETRANGE', 'skips', skipPages, -1),
        all('GET', 'withheld'), all('ZRANGE', 'trash', 0, -1, 'WITHSCORES'),
        all('LRANGE', 'freed', 0, -1), call('HVALS', key('growths')))
end))
