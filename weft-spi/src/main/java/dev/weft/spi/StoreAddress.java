package dev.weft.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a store is and who asks. A secret is never part of the address.
///
/// @param uri `redis://user@host:port`, `rediss://…` with TLS; several nodes of a cluster are separated
///     by commas: `redis-cluster://host:port,host:port`
/// @param password asked for at each connection; empty if there is none
/// @param trust file of certificates (PEM) to be trusted for TLS; empty means the platform's
public record StoreAddress(URI uri, Optional<Supplier<String>> password, Optional<Path> trust) {
    /// An address without secrets.
    public static StoreAddress of(URI uri) {
        return new StoreAddress(uri, Optional.empty(), Optional.empty());
    }

    public StoreAddress withPassword(Supplier<String> password) {
        return new StoreAddress(uri, Optional.of(password), trust);
    }

    public StoreAddress withTrust(Path certificates) {
        return new StoreAddress(uri, password, Optional.of(certificates));
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
