-- PROGRESS: how far the tasks are, a bit each.
--
-- Answer: GONE | FOUND, tasks of the graph, tasks, status, bits that come before the first task's,
--   bits of settled tasks of the graph, of failed and skipped ones; the same of the others; tasks
--   that a worker holds, failures, task and how often it was tried again, …; growths.

local FOUND = 3

local function ofGraph(name)
    local from, to = settledBit(0), settledBit(run.tasks - 1)
    return call('GETRANGE', key(name), floor(from / 8), floor(to / 8))
end

-- Of the tasks that the run has grown by: page by page, without gaps.
local function ofGrowths(name)
    local parts, bytes = {}, PAGE.TASKS / 8
    for task = run.tasks, run.allTasks - 1, PAGE.TASKS do
        local from = settledBit(task) / 8
        local part = call('GETRANGE', key(name), from, from + bytes - 1)
        parts[#parts + 1] = part .. string.rep('\0', bytes - #part)
    end
    return table.concat(parts)
end

register('progress', {'no-writes', 'allow-oom'}, unpacked(function()
    if not open() then
        return answer(GONE)
    end
    local isDone = run.status == STATUS.DONE
    return answer(
        FOUND, run.tasks, run.allTasks, run.status, settledBit(0) % 8, ofGraph('edges'),
        ofGraph('faults'), isDone and '' or ofGrowths('edges'),
        run.failing and ofGrowths('faults') or '',
        run.status == STATUS.RUNNING and indexed('leases', '(+inf') or {}, run.failures,
        call('HGETALL', key('retries')), run.grew and call('HVALS', key('growths')) or {})
end))
