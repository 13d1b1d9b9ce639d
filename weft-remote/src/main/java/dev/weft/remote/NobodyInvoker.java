package dev.weft.remote;

import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Invokes nobody: claims wait until their dispatch deadline passes, and whoever looks after the run
/// then (a gateway, `weft recover`) has them executed.
final class NobodyInvoker implements Invoker {
    private static final Logger log = LoggerFactory.getLogger(NobodyInvoker.class);

    @Override
    public void invoke(Invocation invocation) {
        log.warn(
                "run {}: connected without a gateway; {} claims wait for whoever looks after the run"
                        + " (a gateway, or weft recover)",
                invocation.run(),
                invocation.claims().size());
    }

    @Override
    public void close() {}
}
