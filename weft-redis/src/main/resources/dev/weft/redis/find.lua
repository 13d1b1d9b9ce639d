-- FIND: the record of a run, by its id or its incarnation.
--
-- Keys: the name of the run.
-- Step: incarnation, or an empty string for whichever there is.
-- Answer: GONE | FOUND, record.

local FOUND = 3

register('find', {'no-writes', 'allow-oom'}, unpacked(function(incarnation)
    if incarnation == '' then
        incarnation = call('GET', keys[1])
    end
    if not incarnation then
        return answer(GONE)
    end
    prefix = keys[1] .. ':' .. incarnation .. ':'
    if not open() then
        return answer(GONE)
    end
    return answer(FOUND, recordOf())
end))
