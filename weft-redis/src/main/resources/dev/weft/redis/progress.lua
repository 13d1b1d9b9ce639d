-- PROGRESS: how far the tasks are, two bits each.
--
-- Answer: GONE | FOUND, tasks, status, marks, faults, failures.

local FOUND = 3

register('progress', {'no-writes', 'allow-oom'}, function()
    if not open() then
        return answer(GONE)
    end
    local marks = redis.call('GET', key('marks')) or ''
    local faults = redis.call('GET', key('faults')) or ''
    return answer(FOUND, run.tasks, run.status, marks, faults, run.failures)
end)
