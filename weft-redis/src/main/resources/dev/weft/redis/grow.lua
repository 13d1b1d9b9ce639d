-- GROW: gives numbers for tasks and edges that come from the outcome of a task. Nothing is written for
-- them: their places are zero until an edge arrives.
--
-- Step: epoch; claim's task; its k; the task that they come from; its execution; label; how many
--   tasks; how many edges; most tasks and most edges of a run; highest task named.
-- Answer: OVER | GONE | REFUSED, reason | GROWN, growth | TOO_LARGE, tasks, edges.

local REFUSED, GROWN, TOO_LARGE = 3, 4, 5
local MOST_BITS = 4294967296 -- of one string
-- The task that the others come from, its execution; first task, how many, first edge, how many. The
-- label follows.
local GROWTH = '<I4c8I4I4I4I4'

local function isTooLarge(tasks, edges, mostTasks, mostEdges)
    local allTasks, allEdges = run.allTasks + tasks, run.allEdges + edges
    return allTasks > mostTasks or allEdges > mostEdges
        or max(settledBit(allTasks - 1), consumptionBit(allEdges - 1)) >= MOST_BITS
end

-- Takes the next numbers. A growth without tasks has no place of its own among the origins of tasks.
local function give(id, number, execution, label, tasks, edges)
    local growth = pack(GROWTH, number, execution, run.allTasks, tasks, run.allEdges, edges) .. label
    call('HSET', touched('growths'), id, growth)
    if tasks > 0 then
        call('ZADD', touched('origins'), run.allTasks, id)
    end
    run.grew = true
    run.allTasks, run.allEdges = run.allTasks + tasks, run.allEdges + edges
    saveRun()
    return growth
end

register('grow', {'allow-oom'}, unpacked(function(
    epoch, claimTask, claimK, number, execution, label, tasks, edges, mostTasks, mostEdges,
    highestTask)
    if not begin() then
        return answer(GONE)
    end
    if run.status ~= STATUS.RUNNING or epoch ~= run.epoch then
        return answer(OVER)
    end
    if isBad(highestTask, -1) then
        return bad()
    end
    load({claimTask, number})
    local isSettled = get(claimTask).settled or get(number).settled
    local reason = isSettled and REASON.DUPLICATE or objection(get(claimTask), claimK)
    if reason then
        return answer(REFUSED, reason)
    end
    local id = pack('<I4c8', number, execution)
    local growth = call('HGET', key('growths'), id)
    if growth then
        return answer(GROWN, growth)
    end
    if isTooLarge(tasks, edges, mostTasks, mostEdges) then
        return answer(TOO_LARGE, run.allTasks, run.allEdges)
    end
    return answer(GROWN, give(id, number, execution, label, tasks, edges))
end))
