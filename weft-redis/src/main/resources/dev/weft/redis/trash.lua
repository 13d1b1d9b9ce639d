-- Values that nobody needs any more.
--
-- A value in the blob store is in the index `trash` from its commit on, with the time from which it
-- may be deleted (infinite while it is needed). Once that is older than what the store may lose, it
-- is handed out, and again after a lease, until somebody says that it is deleted. A value in the
-- run's own slot the store deletes itself: `freed` is the queue of those.

local FREED = '<I4c8I8' -- task, execution, time from which on it may go

local function valueId(number, execution)
    return pack('<I4c8', number, execution)
end

-- Takes note of an output in the blob store.
local function note(task)
    call('ZADD', touched('trash'), '+inf', valueId(task.number, task.execution))
end

local function markCollected(task)
    task.kind = KIND.COLLECTED
    task.bytes = 0
    change(task)
end

-- Deletes the value of a settled task in the run's own slot.
local function drop(task)
    values[task.number] = false
    markCollected(task)
end

-- Throws the output of a settled task away, if it has one.
local function free(task)
    local time = now + run.lossWindow
    if task.kind == KIND.SPREAD then
        call('ZADD', touched('trash'), time, valueId(task.number, task.execution))
    elseif task.kind == KIND.INLINE and run.lossWindow == 0 then
        drop(task) -- no step that is written can be lost
        return
    elseif task.kind == KIND.INLINE then
        local entry = pack(FREED, task.number, task.execution, time)
        if call('RPUSH', key('freed'), entry) == 1 then
            touched('freed')
        end
    else
        return
    end
    run.due = min(run.due, time)
end

-- Keeps the output of a settled task after all, unless it is deleted already.
local function takeBack(task)
    if task.kind == KIND.SPREAD then
        call('ZADD', touched('trash'), 'XX', '+inf', valueId(task.number, task.execution))
    elseif task.kind == KIND.INLINE then
        for _, entry in ipairs(call('LRANGE', key('freed'), 0, -1)) do
            if parse('<I4', entry) == task.number then
                call('LREM', key('freed'), 1, entry)
            end
        end
    end
end

-- Throws a value away that a refused execution has stored, unless it is what the record names.
local function freeOrphan(task, execution)
    if task.settled and task.execution == execution then
        return
    end
    local time = now + run.lossWindow
    local id = valueId(task.number, execution)
    if call('ZSCORE', key('trash'), id) == 'inf' then
        call('ZADD', key('trash'), time, id) -- was needed until now
    else
        call('ZADD', touched('trash'), 'NX', time, id)
    end
    run.due = min(run.due, time)
end

-- Forgets values that were deleted: those that were thrown away, and no others. (12 bytes each.)
local function acknowledge(ids)
    for at = 1, #ids, 12 do
        local id = sub(ids, at, at + 11)
        local time = call('ZSCORE', key('trash'), id)
        if time and time ~= 'inf' then
            call('ZREM', key('trash'), id)
            local number, execution = parse('<I4c8', id)
            load({number})
            local task = get(number)
            if task.settled and task.kind == KIND.SPREAD and task.execution == execution then
                markCollected(task)
            end
        end
    end
end

local garbage
do
    local MOST_HANDED_OUT, MOST_COLLECTED = 64, 16

    -- Deletes values of the run's own slot whose time has come, a few at a time.
    local function collect()
        local entries = call('LRANGE', key('freed'), 0, MOST_COLLECTED - 1)
        local numbers, executions = {}, {}
        for i = 1, #entries do
            local number, execution, time = parse(FREED, entries[i])
            if time > now then
                break
            end
            numbers[i], executions[i] = number, execution
        end
        if #numbers == 0 then
            return
        end
        call('LPOP', key('freed'), #numbers)
        load(numbers)
        for i = 1, #numbers do
            local task = get(numbers[i])
            if task.settled and task.kind == KIND.INLINE and task.execution == executions[i] then
                drop(task)
            end
        end
    end

    -- Hands out what the caller of a step is to delete: the oldest first.
    local function handOut()
        local ids = call(
            'ZRANGEBYSCORE', key('trash'), '-inf', now, 'LIMIT', 0, MOST_HANDED_OUT)
        local again = now + max(run.lossWindow, run.lease)
        for i = 1, #ids do
            call('ZADD', touched('trash'), again, ids[i])
        end
        return table.concat(ids)
    end

    -- When something in the trash is due; infinity if nothing is.
    local function nextDue()
        local oldest = call('ZRANGE', key('trash'), 0, 0, 'WITHSCORES')
        local due = oldest[2] and tonumber(oldest[2]) or math.huge
        local first = call('LINDEX', key('freed'), 0)
        if first then
            local _, _, time = parse(FREED, first)
            due = min(due, time)
        end
        return due
    end

    -- What a step's answer says is garbage, as long as the run goes on. Before `flush`.
    function garbage()
        if run.due > now then
            return ''
        end
        collect()
        local ids = handOut()
        run.due = nextDue()
        return ids
    end
end

-- All that was not deleted when the run was done.
local function leftovers()
    return table.concat(call('ZRANGE', key('trash'), 0, -1))
end
