-- Arguments and answers that are packed by hand, little-endian, since they come with every task.

local EMPTY = {} -- shared: nobody adds to it

-- The argument that is being read, and how far.
local bytes, at

local readNumbers
do
    local MOST = 1000 -- that one call may return
    local FORMATS = {} -- by count: how so many numbers are read

    -- Reads numbers of 32 bits into a list.
    function readNumbers(count)
        if count == 0 then
            return EMPTY
        end
        if count <= MOST then
            local format = FORMATS[count]
            if not format then
                format = '<' .. string.rep('I4', count)
                FORMATS[count] = format
            end
            local list = {parse(format, bytes, at)}
            at = list[count + 1]
            list[count + 1] = nil
            return list
        end
        local list = {}
        for from = 0, count - 1, MOST do
            local some = readNumbers(min(MOST, count - from))
            for i = 1, #some do
                list[from + i] = some[i]
            end
        end
        return list
    end
end

-- Reads so many bytes.
local function readBytes(count)
    local from = at
    at = at + count
    return sub(bytes, from, at - 1)
end

local function packGrant(task)
    local claim = task.claim
    return pack(
        '<I4I8BBI4I4', task.number, claim.k, claim.mode, skips(task.number) and 1 or 0,
        claim.failures, claim.losses)
end

-- A result that is known as bytes: its task, itself, whether the store has its value, and that.
local function packKnown(number, result, value)
    return pack('<I4', number) .. result
        .. pack('<BI4', value and 1 or 0, value and #value or 0) .. (value or '')
end

local function packResult(task)
    return packKnown(task.number, encodeResult(task), valueOf(task))
end
