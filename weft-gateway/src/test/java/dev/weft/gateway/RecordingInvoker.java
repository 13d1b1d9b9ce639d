package dev.weft.gateway;

import dev.weft.model.Claim;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what was invoked.
final class RecordingInvoker implements Invoker {
    final List<Invocation> invocations = new CopyOnWriteArrayList<>();

    @Override
    public void invoke(Invocation invocation) {
        invocations.add(invocation);
    }

    List<Claim> claims() {
        return invocations.stream().flatMap(each -> each.claims().stream()).toList();
    }

    @Override
    public void close() {}
}
