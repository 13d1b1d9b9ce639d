-- PROGRESS: how far the tasks are, a bit each.
--
-- Answer: GONE | FOUND, tasks, status, bits that come before the first task's, bits of settled
--   tasks, bits of failed and skipped ones, tasks that a worker holds, failures, task and how
--   often it was tried again, ….

local FOUND = 3

register('progress', {'no-writes', 'allow-oom'}, unpacked(function()
    if not open() then
        return answer(GONE)
    end
    local first = settledBit(0)
    local from = floor(first / 8)
    return answer(
        FOUND, run.tasks, run.status, first % 8, call('GETRANGE', key('edges'), from, -1),
        call('GETRANGE', key('faults'), from, -1),
        run.status == STATUS.RUNNING and indexed('leases', '(+inf') or {}, run.failures,
        call('HGETALL', key('retries')))
end))
