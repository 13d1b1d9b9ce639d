package dev.weft;

import dev.weft.spi.Engine;
import dev.weft.spi.EngineProvider;
import dev.weft.spi.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// Finds engines on the class path.
final class Engines {
    private Engines() {}

    static Engine open(String name, EngineSettings settings) {
        List<String> known = new ArrayList<>();
        for (EngineProvider provider :
                ServiceLoader.load(EngineProvider.class, settings.application())) {
            if (provider.name().equals(name)) {
                return provider.open(settings);
            }
            known.add(provider.name());
        }
        throw new IllegalStateException(
                ("engine '%s' does not exist on the class path; known: %s; depend on the artifact"
                                + " dev.weft:weft, which has it")
                        .formatted(name, known));
    }
}
