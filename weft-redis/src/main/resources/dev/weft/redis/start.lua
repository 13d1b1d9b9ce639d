-- START: adopts claims for a worker, which then holds their leases.
--
-- A claim that waits for the end of a back-off is UNKNOWN: its k is spent with the attempt that
-- failed, and whoever reaps it when it is due issues the next.
--
-- Step, packed: epoch, number of claims, of inputs, highest task named; worker; claims (task, k,
--   execution); inputs.
-- Answer, packed: OVER | GONE | ADOPTED_SOME, next deadline, verdicts, inputs (0 if not settled,
--   else 1 and the result), and if a task named here is not of the graph, number, length and bytes
--   of growths; see grow.lua.

local ADOPTED_SOME = 3
local ADOPTED, PUBLISH_ONLY, REFUSED, NOT_READY = 0, 1, 2, 3
local OVER_ANSWER, GONE_ANSWER = '\0', '\1'

-- Unlike an outcome, an execution begins under the latest k only.
local function objectionToStart(claim, k)
    if not claim or k ~= claim.k or isBackingOff(claim) or parking.isParked(claim) then
        local isFenced = claim and k >= claim.firstK and k < fence(claim)
        return isFenced and REASON.FENCED or REASON.UNKNOWN
    end
    return nil
end

local function refused(reason)
    return string.char(REFUSED, reason)
end

-- Tells where tasks come from that are not of the graph: their growths, those of the owners, and so on
-- until an owner is of the graph, each once.
local tellOrigins, tellGrowth, told
do
    local NUMBERS = '<I4c8I4I4' -- what a growth begins with; see grow.lua
    local growths, count = {}, 0

    function tellGrowth(growth)
        local owner, _, first, tasks = parse(NUMBERS, growth)
        count = count + 1
        growths[count] = {bytes = growth, owner = owner, first = first, last = first + tasks - 1}
        return owner
    end

    local function isTold(number)
        for i = 1, count do
            if growths[i].first <= number and number <= growths[i].last then
                return true
            end
        end
        return false
    end

    function tellOrigins(number)
        while number >= run.tasks and not isTold(number) do
            local id = call('ZREVRANGEBYSCORE', key('origins'), number, '-inf', 'LIMIT', 0, 1)[1]
            number = tellGrowth(call('HGET', key('growths'), id))
        end
    end

    -- What was told since it was last asked for.
    function told()
        local parts = {}
        for i = 1, count do
            parts[i] = pack('<I4', #growths[i].bytes) .. growths[i].bytes
        end
        local number = count
        growths, count = {}, 0
        return number > 0 and pack('<I4', number) .. table.concat(parts) or ''
    end
end

-- Whoever publishes the edges of a task needs to know, too, what that task has grown by.
local function tellOfOpen(open)
    tellOrigins(open.number)
    local growth = run.grew
        and call('HGET', key('growths'), pack('<I4c8', open.number, open.execution))
    if growth then
        tellGrowth(growth)
    end
end

local function adopted(task)
    if isOpen(task.claim) then
        local open = task.claim.openTask
        load({open})
        tellOfOpen(get(open))
        return string.char(PUBLISH_ONLY) .. packResult(get(open))
    end
    tellOrigins(task.number)
    return string.char(ADOPTED) .. packGrant(task)
end

local function adopt(task, execution, worker)
    local claim = task.claim
    local isMine = claim.owner == worker
    if isMine and claim.execution == execution then
        return adopted(task)
    end
    -- The keeper of a child may adopt it once, to name its execution.
    local isKept = isMine and claim.mode == MODE.CONTINUE and claim.execution == NONE
    if claim.owner ~= '' and not isKept then
        return refused(REASON.TAKEN)
    end
    keep(task, claim.mode, worker)
    claim.execution = execution
    record(EVENT.STARTED, task.number, claim.k, 1)
    return adopted(task)
end

local function verdict(task, k, execution, worker, arrived)
    local claim = task.claim
    if task.settled and not (claim and isOpen(claim)) then
        return refused(REASON.DUPLICATE)
    end
    local reason = objectionToStart(claim, k)
    if reason then
        return refused(reason)
    end
    if task.settled or arrived >= claim.inDegree then
        return adopt(task, execution, worker)
    end
    if claim.owner ~= '' and claim.owner ~= worker then
        return refused(REASON.TAKEN)
    end
    withdraw(task)
    return string.char(NOT_READY)
end

-- Reads claims: their tasks, ks and executions.
local function readClaims(count)
    local numbers, ks, executions = {}, {}, {}
    for i = 1, count do
        numbers[i], ks[i], executions[i], at = parse('<I4I8c8', bytes, at)
    end
    return numbers, ks, executions
end

register('start', {'allow-oom'}, function(argument)
    local epoch, claims, inputs, highestTask, worker
    bytes = argument
    epoch, claims, inputs, highestTask, worker, at = parse('<I4I4I4I4I4c0', bytes)
    if not begin() then
        return GONE_ANSWER
    end
    if run.status ~= STATUS.RUNNING or epoch ~= run.epoch then
        return OVER_ANSWER
    end
    if isBad(highestTask, -1) then
        return bad()
    end
    local numbers, ks, executions = readClaims(claims)
    load(numbers)
    local arrived = arrivals(numbers)
    local parts = {}
    told()
    for i = 1, claims do
        parts[i] = verdict(get(numbers[i]), ks[i], executions[i], worker, arrived[i])
    end
    if run.parallelism > 0 then
        -- Nobody is told: they are dispatched again when their deadline has passed.
        parking.letIn(newPublication(0, ''))
    end
    local wanted = readNumbers(inputs)
    load(wanted)
    loadValues(wanted)
    for i = 1, inputs do
        local input = get(wanted[i])
        parts[claims + i] = input.settled and '\1' .. packResult(input) or '\0'
    end
    flush()
    return pack('<Bi8', ADOPTED_SOME, nextDeadline()) .. table.concat(parts) .. told()
end)
