package dev.weft;

import dev.weft.spi.Connection;
import dev.weft.spi.ConnectionProvider;
import dev.weft.spi.Engine;
import dev.weft.spi.EngineProvider;
import dev.weft.spi.EngineSettings;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/// Finds engines on the class path.
final class Engines {
    private Engines() {}

    static Engine connect(Connection connection) {
        for (ClassLoader loader :
                new ClassLoader[] {connection.application(), Weft.class.getClassLoader()}) {
            for (ConnectionProvider provider :
                    ServiceLoader.load(ConnectionProvider.class, loader)) {
                return provider.connect(connection);
            }
        }
        throw new IllegalStateException(
                "no engine for workers elsewhere exists on the class path; depend on the artifact"
                        + " dev.weft:weft-remote, and on dev.weft:weft-redis and"
                        + " dev.weft:weft-gateway for what it connects to");
    }

    /// Looks where the application's classes are, and then beside Weft's own.
    static Engine open(String name, EngineSettings settings) {
        Set<String> known = new TreeSet<>();
        for (ClassLoader loader :
                new ClassLoader[] {settings.application(), Weft.class.getClassLoader()}) {
            for (EngineProvider provider : ServiceLoader.load(EngineProvider.class, loader)) {
                if (provider.name().equals(name)) {
                    return provider.open(settings);
                }
                known.add(provider.name());
            }
        }
        throw new IllegalStateException(
                ("engine '%s' does not exist on the class path; known: %s; depend on the artifact"
                                + " dev.weft:weft, which has it")
                        .formatted(name, known));
    }
}
