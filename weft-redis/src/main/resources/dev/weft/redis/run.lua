-- The first part of the library: the present step, its time, the run's record, events, and the end.
--
-- All keys of a run have one prefix and so one hash tag: weft:{id}:incarnation:name. A step is
-- given the key of the record, whose name is "run"; the others are made from it.
--
-- A key is permanent (it is there from SUBMIT on, so that it cannot lose its time to live by being
-- empty for a moment) or occasional (whoever writes it says so by `touched`).

local STATUS = {RUNNING = 0, DONE = 1, FAILED = 2, CANCELLED = 3}
local OVER, GONE = 0, 1 -- first element of an answer that is not about the step itself
local NONE = '\0\0\0\0\0\0\0\0' -- no execution, no digest
local FORMAT = 3

local PERMANENT = {
    'run', 'tasks', 'values', 'leases', 'waiting', 'edges', 'events',
}
local OCCASIONAL = {
    'errors', 'bell', 'freed', 'trash', 'holders', 'used', 'lost',
    'failures', 'failed', 'faults', 'skips', 'withheld', 'parts', 'retries', 'growths', 'origins',
}
-- What only a run has whose parallelism is bounded: an occasional key, and functions. (They are in one
-- table because a chunk of Lua has 200 local variables at most.)
local parking = {KEYS = {'parked'}}
local FOR_GOING_ON = { -- what goes as soon as the sink has committed
    'tasks', 'values', 'leases', 'waiting', 'edges', 'freed', 'holders', 'used', 'lost',
    'failures', 'failed', 'faults', 'skips', 'withheld', 'parts', 'origins',
}

-- What never changes: format, tasks and edges of its graph, sink, poison limit, whether it goes on
-- after a failure, created, hard end, lease, dispatch, retention, loss window (times in microseconds), parallelism (0 if it is not bounded).
local FIXED = '<BI4I4I4I4BI8I8I8I8I8I8I4'
-- What does: status, epoch, settled tasks, failures of unsettled tasks, events; when it ended, when
-- its keys expire, when something may be collected; when a step came last, and since when they have
-- come without a long silence; work (attempts, seconds, nanoseconds, bytes, trips); whether a task
-- has failed or was skipped, whether outputs were used before they were committed (held ones),
-- whether some are lost, whether the run has grown; tasks and edges that it has now.
local STATE = '<BI4I4I4I4I8ddI8I8I8I8I8I8I8BBBBI4I4'

-- The present step. Functions of a library outlive their calls, so every step begins by setting
-- these.
local now, keys, prefix, touchedKeys
local run = {}
local recorded -- events of the step that are not written yet
local forget -- the records of an earlier step

-- What the server gives us. It is not there yet when the library is loaded, and a variable of our
-- own is read in a fraction of the time.
local call, pack, parse, floor, max, min, sub

local function link()
    call, pack, parse = redis.call, struct.pack, struct.unpack
    floor, max, min, sub = math.floor, math.max, math.min, string.sub
end

-- Registers a step: how it is called, what it may do, and what it does with its argument.
local function register(name, flags, take)
    redis.register_function{
        function_name = 'weft_' .. name .. '_' .. VERSION,
        flags = flags,
        callback = function(names, arguments)
            if not call then
                link()
            end
            now = tonumber(arguments[2]) -- only the testkit sends a time
            if not now then
                local time = call('TIME')
                now = time[1] * 1000000 + time[2]
            end
            keys = names
            prefix = sub(names[1], 1, -4)
            touchedKeys, recorded = {}, {}
            forget()
            return take(arguments[1])
        end,
    }
end

-- For a step whose argument is packed with cmsgpack. (Those that are taken for every task are
-- packed by hand, and decoded in a fourth of the time.)
local function unpacked(take)
    return function(argument)
        return take(unpack(cmsgpack.unpack(argument)))
    end
end

local function key(name)
    return prefix .. name
end

local function answer(...)
    return cmsgpack.pack({...})
end

-- Says that an occasional key was written, and so needs a time to live.
local function touched(name)
    touchedKeys[name] = true
    return prefix .. name
end

-- Reads the run. False if there is none, or its time is over.
local function open()
    local found = call('HMGET', key('run'), 'fixed', 'state')
    run.exists = found[1] ~= false
    if not run.exists then
        return false
    end
    local format, goesOn, failing, uses, losing, grew
    format, run.tasks, run.edges, run.sink, run.poisonLimit, goesOn, run.created, run.hardEnd,
        run.lease, run.dispatch, run.retention, run.lossWindow, run.parallelism = parse(FIXED, found[1])
    if format ~= FORMAT then
        error('run has format ' .. format .. ', this is for format ' .. FORMAT)
    end
    run.status, run.epoch, run.settled, run.failures, run.events, run.ended, run.expires, run.due,
        run.heard, run.answeringSince, run.attempts, run.seconds, run.nanos, run.bytes, run.trips,
        failing, uses, losing, grew, run.allTasks, run.allEdges = parse(STATE, found[2])
    run.goesOn = goesOn == 1
    run.failing, run.uses, run.losing = failing == 1, uses == 1, losing == 1
    run.grew = grew == 1
    run.longest = max(run.dispatch, 4 * run.lease) -- of all deadlines but those of back-offs
    return run.expires > now
end

local function unlink(names)
    for _, name in ipairs(names) do
        call('UNLINK', key(name))
    end
end

-- Begins a step that writes. False if there is no run; if the store's own clock has not yet come to
-- its end, it is removed here.
local function begin()
    if not open() then
        if run.exists then
            unlink(PERMANENT)
            unlink(OCCASIONAL)
            unlink(parking.KEYS)
        end
        return false
    end
    -- After a silence of two heartbeats nobody may have been able to reach the run, for as long.
    local isSilence = now - run.heard > 2 * floor(run.lease / 3)
    if isSilence or now < run.answeringSince then -- or the clock has gone back
        run.answeringSince = now
    end
    run.heard = now
    if run.parallelism > 0 then -- an entry of each index is its pin
        run.claimed = call('ZCARD', key('leases')) + call('ZCARD', key('waiting')) - 2
    end
    return true
end

-- Whether the step names a task or edge that the run does not have.
local function isBad(highestTask, highestEdge)
    return highestTask >= run.allTasks or highestEdge >= run.allEdges
end

local function bad()
    return redis.error_reply(string.format('BADNUMBER %d %d', run.allTasks - 1, run.allEdges - 1))
end

local function millisLeft()
    return math.ceil(max(0, run.expires - now) / 1000)
end

-- Lets all keys of the run live until a time.
local function arm(time)
    run.expires = time
    local millis = millisLeft()
    for _, names in ipairs({PERMANENT, OCCASIONAL, run.parallelism > 0 and parking.KEYS or nil}) do
        for _, name in ipairs(names) do
            call('PEXPIRE', key(name), millis)
        end
    end
    call('PEXPIRE', string.match(prefix, '^weft:{[^}]*}'), millis)
end

-- How long a run that goes on lives without a step. As soon as less than half of it is left it is
-- armed again, so that the keys always outlive the last deadline by the retention.
local function lifetime()
    return 2 * (run.retention + run.longest)
end

local EVENT_FORM, EVENT_BYTES = '<I8Bi4I8I4', 25

local saveEvents
do
    local MOST_EVENTS, EVENTS_A_TRIM = 10000, 64

    -- Writes the events of the step as one entry of the stream, which has the number of the last of
    -- them: 0-n. Now and then the oldest ones go.
    function saveEvents()
        local count, last = #recorded, run.events
        if count == 0 then
            return
        end
        local id, entry = string.format('0-%.0f', last), table.concat(recorded)
        recorded = {}
        if last % EVENTS_A_TRIM < count and last > MOST_EVENTS then
            local first = string.format('0-%.0f', last - MOST_EVENTS)
            call('XADD', key('events'), 'MINID', '~', first, id, 'e', entry)
        else
            call('XADD', key('events'), id, 'e', entry)
        end
    end
end

-- Ends a step that writes: events, the run's own state, and the time to live of whatever was
-- written.
local function saveRun()
    saveEvents()
    if run.status == STATUS.RUNNING and run.expires - now < lifetime() / 2 then
        arm(now + lifetime())
    end
    for name in pairs(touchedKeys) do
        call('PEXPIRE', key(name), millisLeft())
    end
    call(
        'HSET', key('run'), 'state',
        pack(
            STATE, run.status, run.epoch, run.settled, run.failures, run.events, run.ended,
            run.expires, run.due, run.heard, run.answeringSince, run.attempts, run.seconds,
            run.nanos, run.bytes, run.trips, run.failing and 1 or 0, run.uses and 1 or 0,
            run.losing and 1 or 0, run.grew and 1 or 0, run.allTasks, run.allEdges))
end

local EVENT = {
    SUBMITTED = 0, STARTED = 1, COMMITTED = 2, SKIPPED = 3, ATTEMPT_FAILED = 4, TASK_FAILED = 5,
    REISSUED = 6, DONE = 7, FAILED = 8, CANCELLED = 9, RESUMED = 10, INVALIDATED = 11,
}
-- Records an event. They are numbered 1, 2, and so on; `saveRun` writes them.
local function record(kind, task, k, tasks)
    run.events = run.events + 1
    recorded[#recorded + 1] = pack(EVENT_FORM, now, kind, task, k, tasks)
end

-- Keeps the first errors; half of the places are for those that end a task.
local function keepError(bytes, last)
    local errors, most = touched('errors'), 100
    if call('LLEN', errors) < (last and most or most / 2) then
        call('RPUSH', errors, bytes)
    end
end

-- An error that the store finds itself: facts, of which the reader makes sentences.
local function storeError(task, code, attempt, most, last)
    return cmsgpack.pack({1, task, code, attempt, most, now, last, '', false})
end

-- Ends the run. The bell is read and never taken away; it names the epoch that has ended. Whoever
-- watches all runs hears {id}:incarnation:epoch.
local function finish(status, kind)
    run.status = status
    run.ended = now
    record(kind, -1, 0, 0)
    call('XADD', touched('bell'), run.epoch .. '-*', 'epoch', run.epoch)
    call('PUBLISH', 'weft:ended', sub(prefix, 6) .. run.epoch)
    arm(now + run.retention)
end

-- The whole record, for those who show it: incarnation, fields and values, errors.
local function recordOf()
    return {
        string.match(prefix, ':(%x+):$'),
        call('HGETALL', key('run')),
        call('LRANGE', key('errors'), 0, -1),
    }
end
