#!lua flags=no-writes,allow-oom
-- PROGRESS: how far the tasks are, two bits each.
--
-- KEYS: the record
-- step: nothing
-- answer: GONE | FOUND, tasks, status, marks, faults, failures
-- needs: run

local FOUND = 3

if not open() then
    return answer(GONE)
end
local marks = redis.call('GET', key('marks')) or ''
local faults = redis.call('GET', key('faults')) or ''
return answer(FOUND, run.tasks, run.status, marks, faults, run.failures)
