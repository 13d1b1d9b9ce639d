#!lua flags=no-writes,allow-oom
-- FIND: the record of a run, by its id or its incarnation.
--
-- KEYS: the name of the run
-- step: incarnation, or an empty string for whichever there is
-- answer: GONE | FOUND, record
-- needs: run

local FOUND = 3

local incarnation = step[1]
if incarnation == '' then
    incarnation = redis.call('GET', KEYS[1])
end
if not incarnation then
    return answer(GONE)
end
prefix = KEYS[1] .. ':' .. incarnation .. ':'
if not open() then
    return answer(GONE)
end
return answer(FOUND, recordOf())
