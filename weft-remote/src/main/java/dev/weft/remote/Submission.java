package dev.weft.remote;

import dev.weft.spi.Submit;

/// All that it takes to begin a run; giving it to a store twice begins one run.
record Submission(Submit submit, Graph graph) {}
