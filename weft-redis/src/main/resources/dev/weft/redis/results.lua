-- RESULTS: what is known of some tasks, with their values where the store has them.
--
-- Step: tasks; highest of them.
-- Answer: GONE | FOUND, results (false where a task is not settled).

local FOUND = 3

register('results', {'no-writes', 'allow-oom'}, unpacked(function(numbers, highestTask)
    if not open() then
        return answer(GONE)
    end
    if isBad(highestTask, -1) then
        return bad()
    end
    local results = {}
    if run.status == STATUS.DONE then
        local result = call('HMGET', key('run'), 'result', 'value')
        for i, number in ipairs(numbers) do
            results[i] = number == run.sink and {number, result[1], result[2]}
        end
        return answer(FOUND, results)
    end
    load(numbers)
    loadValues(numbers)
    for i, number in ipairs(numbers) do
        results[i] = get(number).settled and resultOf(get(number))
    end
    return answer(FOUND, results)
end))
