-- SUBMIT: creates a run, its roots claimed, or finds the one that has this id. The run and the name
-- by which it is found are written together, for they are in one slot.
--
-- Not allowed while the store is out of memory: a new run would only make things worse.
--
-- Keys: the record; the name of the run, whose value is its incarnation; others that a run must not be
--   created without.
-- Step: incarnation; record (field, value, …); tasks, edges, sink, poison limit, goes on, hard end,
--   lease, dispatch, retention, loss window, parallelism; roots; fenced (by root).
-- Answer: OTHERS (a key is not ours) | CREATED, grants, epoch, next deadline | EXISTING, record
--   | CONFLICT, record | NOT_STORED.

local CREATED, EXISTING, CONFLICT, OTHERS, NOT_STORED = 3, 4, 5, 6, 7

-- Whether the name is something that we did not write.
local function isOthers(name)
    local found = call('TYPE', name).ok
    if found ~= 'none' and found ~= 'string' then
        return true
    end
    local named = call('GET', name)
    return named and not string.match(named, '^%x+$')
end

-- Whether there is a run of this id; `prefix` is its own then.
local function find(name)
    local mine = prefix
    local named = call('GET', name)
    if named then
        prefix = name .. ':' .. named .. ':'
        if begin() then
            return true
        end
    end
    prefix = mine
    return false
end

-- Whether a key of the new run is there: we did not write it.
local function isTaken()
    for _, name in ipairs(PERMANENT) do
        if call('EXISTS', key(name)) == 1 then
            return true
        end
    end
    return false
end

-- Whether what the run needs is there.
local function isStored()
    for i = 3, #keys do
        if call('EXISTS', keys[i]) == 0 then
            return false
        end
    end
    return true
end

-- Puts an empty entry into each key that must not vanish while it is empty.
local function pin()
    -- So long that the server does not keep the hash as a list, which it would look through each time.
    call('HSET', key('values'), '', string.rep(' ', 65))
    call('ZADD', key('leases'), '+inf', '')
    call('ZADD', key('waiting'), '+inf', '')
    call('SETBIT', key('edges'), settledBit(run.tasks - 1), 0)
end

local function create(fields, fixed)
    local tasks, edges, sink, poisonLimit, goesOn, hardEnd, lease, dispatch, retention, lossWindow,
        parallelism = unpack(fixed)
    call(
        'HSET', key('run'),
        'fixed', pack(
            FIXED, FORMAT, tasks, edges, sink, poisonLimit, goesOn, now, now + hardEnd, lease,
            dispatch, retention, lossWindow, parallelism),
        'state', pack(
            STATE, STATUS.RUNNING, 1, 0, 0, 0, 0, now, math.huge, now, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, tasks, edges),
        unpack(fields))
    open()
    run.claimed = 0
    pin()
end

local function claimRoots(roots, fenced)
    for i, root in ipairs(roots) do
        issue(get(root), 0, fenced[i])
        if parking.mustWait(root) then
            parking.park(get(root))
        else
            dispatch(get(root))
        end
    end
end

-- Current claims of the roots that wait for somebody to execute them.
local function currentRoots(roots)
    local list = {}
    if run.status == STATUS.RUNNING then
        load(roots)
        for _, root in ipairs(roots) do
            local claim = get(root).claim
            local isFree = claim and claim.mode == MODE.INVOKE and not isOpen(claim)
            if isFree and not isBackingOff(claim) and not parking.isParked(claim) then
                list[#list + 1] = grant(get(root))
            end
        end
    end
    return list
end

register('submit', {}, unpacked(function(incarnation, fields, fixed, roots, fenced)
    local name = keys[2]
    if isOthers(name) then
        return answer(OTHERS, name)
    end
    if not find(name) then
        if isTaken() then
            return answer(OTHERS, key('run'))
        end
        if not isStored() then
            return answer(NOT_STORED)
        end
        create(fields, fixed)
        call('SET', name, incarnation)
        claimRoots(roots, fenced)
        record(EVENT.SUBMITTED, -1, 0, run.tasks)
        flush()
    elseif call('HGET', key('run'), 'content') ~= fields[2] then
        return answer(CONFLICT, recordOf())
    elseif prefix ~= name .. ':' .. incarnation .. ':' then
        return answer(EXISTING, recordOf())
    end
    return answer(CREATED, currentRoots(roots), run.epoch, nextDeadline())
end))
