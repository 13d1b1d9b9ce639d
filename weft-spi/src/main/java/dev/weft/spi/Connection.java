package dev.weft.spi;

import static dev.weft.model.Checks.require;

import dev.weft.model.RunLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// How a client reaches a store and workers that are elsewhere. Secrets are given as suppliers that are
/// asked when needed (they read a file or a variable), and are shown nowhere.
///
/// @param store where runs are kept
/// @param gateway who starts workers; without one, runs wait for somebody who looks after them
/// @param token that the gateway asks for
/// @param archives the application's jars and directories of classes, in the order of the class path:
///     workers must have the same. Empty means the class path of this process.
/// @param limits of runs that are submitted here
/// @param application finds the application's classes
/// @param inlineGraphBytes most bytes of a graph and its constants that travel inside the invocations of
///     workers; a larger graph is stored in chunks, of which workers fetch those that they step into
public record Connection(
        StoreAddress store,
        Optional<URI> gateway,
        Optional<Supplier<String>> token,
        List<Path> archives,
        RunLimits limits,
        ClassLoader application,
        int inlineGraphBytes) {
    /// What travels inside an invocation unless said otherwise: 128 KiB.
    public static final int INLINE_GRAPH_BYTES = 128 * 1024;

    public Connection {
        archives = List.copyOf(archives);
        require(inlineGraphBytes >= 0, "inlineGraphBytes must be >= 0, was %d", inlineGraphBytes);
    }

    /// With 128 KiB of a graph inside invocations.
    public Connection(
            StoreAddress store,
            Optional<URI> gateway,
            Optional<Supplier<String>> token,
            List<Path> archives,
            RunLimits limits,
            ClassLoader application) {
        this(store, gateway, token, archives, limits, application, INLINE_GRAPH_BYTES);
    }

    /// To a store, without gateway, with the standard limits and the classes that the caller's thread
    /// finds.
    public static Connection to(StoreAddress store) {
        return new Connection(
                store,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                RunLimits.standard(),
                EngineSettings.standard().application());
    }

    /// To a store without a password.
    public static Connection to(String store) {
        return to(StoreAddress.of(URI.create(store)));
    }

    public Connection withGateway(URI gateway, Supplier<String> token) {
        return new Connection(
                store,
                Optional.of(gateway),
                Optional.of(token),
                archives,
                limits,
                application,
                inlineGraphBytes);
    }

    public Connection withArchives(List<Path> archives) {
        return new Connection(
                store, gateway, token, archives, limits, application, inlineGraphBytes);
    }

    public Connection withLimits(RunLimits limits) {
        return new Connection(
                store, gateway, token, archives, limits, application, inlineGraphBytes);
    }

    public Connection withApplication(ClassLoader application) {
        return new Connection(
                store, gateway, token, archives, limits, application, inlineGraphBytes);
    }

    public Connection withInlineGraphBytes(int inlineGraphBytes) {
        return new Connection(
                store, gateway, token, archives, limits, application, inlineGraphBytes);
    }

    @Override
    public String toString() {
        return "Connection to " + store + gateway.map(uri -> " by " + uri).orElse("");
    }
}
