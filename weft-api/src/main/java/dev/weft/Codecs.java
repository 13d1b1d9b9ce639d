package dev.weft;

import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// The codec on the class path, by which captured values are checked before there is an engine, which
/// brings its own. Safe for many threads.
final class Codecs {
    private static final Map<ClassLoader, SoftReference<ValueCodec>> KNOWN = new WeakHashMap<>();

    private Codecs() {}

    /// The codec for an application's classes.
    ///
    /// @param application finds them; `null` means the platform's own
    /// @return empty if there is no codec; values are then checked when the workflow is submitted
    static Optional<ValueCodec> of(@Nullable ClassLoader application) {
        ClassLoader loader = application == null ? ClassLoader.getSystemClassLoader() : application;
        synchronized (KNOWN) {
            SoftReference<ValueCodec> reference = KNOWN.get(loader);
            ValueCodec known = reference == null ? null : reference.get();
            if (known != null) {
                return Optional.of(known);
            }
            Optional<ValueCodec> found = find(loader);
            found.ifPresent(codec -> KNOWN.put(loader, new SoftReference<>(codec)));
            return found;
        }
    }

    private static Optional<ValueCodec> find(ClassLoader application) {
        return ServiceLoader.load(ValueCodecProvider.class, application)
                .findFirst()
                .map(provider -> provider.open(application));
    }
}
