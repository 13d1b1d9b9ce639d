package dev.weft;

import dev.weft.spi.Engine;
import dev.weft.spi.EngineProvider;
import dev.weft.spi.EngineSettings;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/// Finds engines on the class path.
final class Engines {
    private Engines() {}

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
