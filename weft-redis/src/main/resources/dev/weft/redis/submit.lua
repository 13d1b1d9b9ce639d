#!lua
-- SUBMIT: creates a run, its roots claimed, or finds the one that has this id. The run and the name by
-- which it is found are written together, for they are in one slot.
--
-- Not allowed while the store is out of memory: a new run would only make things worse.
--
-- KEYS: the record; the name of the run, whose value is its incarnation
-- step: incarnation; record (field, value, …); tasks, edges, sink, poison limit, goes on, hard end,
--   lease, dispatch, retention, loss window; roots; fenced (by root)
-- answer: OTHERS (a key is not ours) | CREATED, grants, epoch, next deadline | EXISTING, record
--   | CONFLICT, record
-- needs: run records claims

local CREATED, EXISTING, CONFLICT, OTHERS = 3, 4, 5, 6

local incarnation, fields, fixed, roots, fencedRoots = unpack(step)
local name = KEYS[2]

-- Whether the name, or a key of the new run, is something that we did not write.
local function isOthers()
    local found = redis.call('TYPE', name).ok
    if found ~= 'none' and found ~= 'string' then
        return true
    end
    local named = redis.call('GET', name)
    return named and not string.match(named, '^%x+$')
end

-- Whether there is a run of this id; `prefix` is then its own.
local function find()
    local mine = prefix
    local named = redis.call('GET', name)
    if named then
        prefix = name .. ':' .. named .. ':'
        if begin() then
            return true
        end
    end
    run = nil
    prefix = mine
    return false
end

local function isTaken()
    for _, keyName in ipairs(PERMANENT) do
        if redis.call('EXISTS', key(keyName)) == 1 then
            return true
        end
    end
    return false
end

-- An empty entry in each key that must not vanish while it is empty.
local function pin()
    redis.call('HSET', key('values'), '', '')
    redis.call('ZADD', key('leases'), '+inf', '')
    redis.call('ZADD', key('waiting'), '+inf', '')
    for _, keyName in ipairs({'bits', 'counts', 'marks'}) do
        redis.call('SETBIT', key(keyName), 0, 0)
    end
end

local function create()
    local tasks, edges, sink, poisonLimit, goesOn, hardEnd, lease, dispatchTime, retention,
        lossWindow = unpack(fixed)
    redis.call(
        'HSET', key('run'),
        'fixed', struct.pack(
            FIXED, FORMAT, tasks, edges, sink, poisonLimit, goesOn, now, now + hardEnd, lease,
            dispatchTime, retention, lossWindow),
        'state', struct.pack(
            STATE, RUNNING, 1, 0, 0, 0, math.huge, math.huge, now, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        unpack(fields))
    open()
    pin()
    redis.call('SET', name, incarnation)
    for i, root in ipairs(roots) do
        issue(get(root), 0, fencedRoots[i])
        dispatch(get(root))
    end
    record(SUBMITTED, -1, 0, tasks)
    arm(now + lifetime())
    flush()
end

-- Current claims of the roots that wait for somebody to execute them.
local function currentRoots()
    local list = {}
    if run.status == RUNNING then
        load(roots)
        for _, root in ipairs(roots) do
            local claim = get(root).claim
            if claim and claim.mode == INVOKE and not isOpen(claim) and not isBackingOff(claim) then
                list[#list + 1] = grant(get(root))
            end
        end
    end
    return list
end

if isOthers() then
    return answer(OTHERS, name)
end
if not find() then
    if isTaken() then
        return answer(OTHERS, key('run'))
    end
    create()
elseif redis.call('HGET', key('run'), 'content') ~= fields[2] then
    return answer(CONFLICT, recordOf())
elseif prefix ~= name .. ':' .. incarnation .. ':' then
    return answer(EXISTING, recordOf())
end
return answer(CREATED, currentRoots(), run.epoch, nextDeadline())
