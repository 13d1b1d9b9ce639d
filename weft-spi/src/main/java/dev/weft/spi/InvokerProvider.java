package dev.weft.spi;

import java.net.URI;
import java.util.function.Supplier;

/// Makes invokers by the address of who starts workers; found by [java.util.ServiceLoader].
public interface InvokerProvider {
    /// Whether it knows addresses of this scheme (`http`).
    boolean opens(String scheme);

    /// @param token asked for at each connection
    Invoker open(URI gateway, Supplier<String> token);
}
