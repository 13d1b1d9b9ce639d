-- EVENTS: what happened, as far as it is still known.
--
-- Step: number of the first one wanted; how many at most.
-- Answer: GONE | FOUND, events (number, event, …), whether the run goes on.

local FOUND = 3

-- Adds the events of an entry of the stream that are wanted, with their numbers.
local function add(events, entry, from, most)
    local packed = entry[2][2]
    local before = tonumber(string.match(entry[1], '%d+$')) - #packed / EVENT_BYTES
    for i = max(1, from - before), #packed / EVENT_BYTES do
        if #events == 2 * most then
            return
        end
        events[#events + 1] = before + i
        events[#events + 1] = sub(packed, (i - 1) * EVENT_BYTES + 1, i * EVENT_BYTES)
    end
end

register('events', {'no-writes', 'allow-oom'}, unpacked(function(from, most)
    if not open() then
        return answer(GONE)
    end
    local found = call(
        'XRANGE', key('events'), '0-' .. string.format('%.0f', from), '+', 'COUNT', most)
    local events = {}
    for _, entry in ipairs(found) do
        add(events, entry, from, most)
    end
    return answer(FOUND, events, run.status == STATUS.RUNNING)
end))
