-- EVENTS: what happened, as far as it is still known.
--
-- Step: number of the first one wanted; how many at most.
-- Answer: GONE | FOUND, events (number, event, …), whether the run goes on.

local FOUND = 3

register('events', {'no-writes', 'allow-oom'}, unpacked(function(from, most)
    if not open() then
        return answer(GONE)
    end
    local found = call(
        'XRANGE', key('events'), '0-' .. string.format('%.0f', from), '+', 'COUNT', most)
    local events = {}
    for i, entry in ipairs(found) do
        events[2 * i - 1] = tonumber(string.match(entry[1], '%d+$'))
        events[2 * i] = entry[2][2]
    end
    return answer(FOUND, events, run.status == STATUS.RUNNING)
end))
