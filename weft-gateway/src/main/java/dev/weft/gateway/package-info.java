/// Brings invocations to worker processes: their HTTP server, the invoker that calls it, the
/// launcher of processes, the gateway with its warm pool, and recovery.
@NullMarked
package dev.weft.gateway;

import org.jspecify.annotations.NullMarked;
