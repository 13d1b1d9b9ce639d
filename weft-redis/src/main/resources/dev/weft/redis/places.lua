-- Where the bits and counts of tasks and edges are.
--
-- `edges` has two numbers of 32 bits a task (edges that have arrived, edges that its children have
-- consumed), then two bits an edge (arrived, consumed), then one a task (settled). What failed and
-- skipped tasks publish is kept apart, so that a resumption forgets it at once: `skips` has one
-- number of 32 bits a task and then one bit an edge. What they consume is in `withheld`, a bit an
-- edge; which of them are settled is in `faults`, in the places of `edges`.
--
-- That is of the graph. The numbers that the run has grown by are in pages behind it, from a
-- multiple of 64 bits on, so that a place can be told from a number however much is yet to come. A
-- page of `edges` has the same of PAGE.TASKS tasks and PAGE.EDGES edges, a page of `skips` too.

local PAGE = {TASKS = 1024, EDGES = 2048}

local countPlace, arrivalBit, consumptionBit, settledBit, skipsPlace, skippingBit
do
    -- In a page: where the bits of edges and of settled tasks begin, and all that it has.
    local EDGES = 64 * PAGE.TASKS
    local SETTLED = EDGES + 2 * PAGE.EDGES
    local BITS = SETTLED + PAGE.TASKS
    local SKIPPING = 32 * PAGE.TASKS
    local SKIP_BITS = SKIPPING + PAGE.EDGES

    -- Where the page begins that has a number, so many after the graph's, and which it is of those.
    local function page(later, most, graphBits, bits)
        local inPage = later % most
        local first = graphBits + -graphBits % 64
        return first + (later - inPage) / most * bits, inPage
    end

    local function paged(later, most)
        return page(later, most, 65 * run.tasks + 2 * run.edges, BITS)
    end

    local function pagedSkip(later, most)
        return page(later, most, 32 * run.tasks + run.edges, SKIP_BITS)
    end

    -- How many edges have arrived at a task; 32 bits on is how many of its own were consumed.
    function countPlace(task)
        if task < run.tasks then
            return 64 * task
        end
        local from, inPage = paged(task - run.tasks, PAGE.TASKS)
        return from + 64 * inPage
    end

    function arrivalBit(edge)
        if edge < run.edges then
            return 64 * run.tasks + 2 * edge
        end
        local from, inPage = paged(edge - run.edges, PAGE.EDGES)
        return from + EDGES + 2 * inPage
    end

    function consumptionBit(edge)
        return arrivalBit(edge) + 1
    end

    function settledBit(task)
        if task < run.tasks then
            return 64 * run.tasks + 2 * run.edges + task
        end
        local from, inPage = paged(task - run.tasks, PAGE.TASKS)
        return from + SETTLED + inPage
    end

    -- How many edges of failed and skipped tasks have arrived at a task.
    function skipsPlace(task)
        if task < run.tasks then
            return 32 * task
        end
        local from, inPage = pagedSkip(task - run.tasks, PAGE.TASKS)
        return from + 32 * inPage
    end

    function skippingBit(edge)
        if edge < run.edges then
            return 32 * run.tasks + edge
        end
        local from, inPage = pagedSkip(edge - run.edges, PAGE.EDGES)
        return from + SKIPPING + inPage
    end
end
