package dev.weft.kryo;

import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which types may be created, by the rule that [KryoValueCodecProvider] documents.
final class AllowList {
    /// Enums of the JDK that are data, and types that occur as the elements' type of arrays only.
    private static final Set<String> JDK_BY_NAME =
            Set.of(
                    "java.lang.Object",
                    "java.lang.Number",
                    "java.lang.CharSequence",
                    "java.lang.Comparable",
                    "java.lang.Iterable",
                    "java.lang.Enum",
                    "java.lang.Record",
                    "java.io.Serializable",
                    "java.util.Collection",
                    "java.util.SequencedCollection",
                    "java.util.List",
                    "java.util.Set",
                    "java.util.SequencedSet",
                    "java.util.SortedSet",
                    "java.util.NavigableSet",
                    "java.util.Queue",
                    "java.util.Deque",
                    "java.util.Map",
                    "java.util.Map$Entry",
                    "java.util.SequencedMap",
                    "java.util.SortedMap",
                    "java.util.NavigableMap",
                    "java.util.concurrent.ConcurrentMap",
                    "java.nio.file.Path",
                    "java.time.ZoneId",
                    "java.time.temporal.Temporal",
                    "java.time.temporal.TemporalAccessor",
                    "java.time.temporal.TemporalAmount",
                    "java.time.DayOfWeek",
                    "java.time.Month",
                    "java.time.temporal.ChronoUnit",
                    "java.time.temporal.ChronoField",
                    "java.time.format.TextStyle",
                    "java.time.format.FormatStyle",
                    "java.util.concurrent.TimeUnit",
                    "java.math.RoundingMode",
                    "java.nio.file.StandardOpenOption",
                    "java.nio.file.StandardCopyOption",
                    "java.nio.file.attribute.PosixFilePermission",
                    "java.text.Normalizer$Form",
                    "java.util.Locale$Category");

    /// Never looked up: what is not listed above and starts so is refused before it is loaded.
    private static final List<String> PLATFORM =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "oracle.", "org.ietf.jgss.");

    /// Libraries with classes whose `hashCode`, `equals`, `compareTo` or `compare` run code that
    /// their fields name; they carry no data that a workflow would pass.
    private static final List<String> GADGETS =
            List.of(
                    "org.apache.commons.collections",
                    "org.apache.commons.beanutils",
                    "org.apache.commons.fileupload.",
                    "org.apache.xalan.",
                    "org.apache.wicket.",
                    "org.apache.click.",
                    "org.apache.myfaces.",
                    "org.codehaus.groovy.",
                    "groovy.lang.",
                    "groovy.util.",
                    "org.springframework.",
                    "org.hibernate.",
                    "org.jboss.",
                    "org.python.",
                    "org.mozilla.javascript.",
                    "com.mchange.",
                    "com.rometools.",
                    "com.sun.syndication.",
                    "com.vaadin.",
                    "com.zaxxer.hikari.",
                    "bsh.",
                    "clojure.",
                    "javassist.",
                    "net.sf.json.");

    private static final Set<String> HANDLES =
            Set.of(
                    "dev.weft.Arg",
                    "dev.weft.Task",
                    "dev.weft.Run",
                    "dev.weft.Weft",
                    "dev.weft.TaskContext",
                    "dev.weft.spi.RunStore",
                    "dev.weft.spi.BlobStore",
                    "dev.weft.spi.ValueCodec",
                    "dev.weft.spi.Engine",
                    "dev.weft.spi.Invoker");

    private final ClassLoader application;

    AllowList(ClassLoader application) {
        this.application = application;
    }

    /// Loads an allowed type, or one that must still be checked, without initialising it.
    Class<?> load(String name) {
        if (name.startsWith("[") || (!JDK_BY_NAME.contains(name) && startsWith(PLATFORM, name))) {
            throw new ForbiddenTypeException(name, "is not on the allow-list");
        }
        try {
            return Class.forName(name, false, application);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new ForbiddenTypeException(name, "the application does not have");
        }
    }

    /// @return why values of the type cannot be encoded, or nothing if they can
    @Nullable String problem(Class<?> type) {
        if (JDK_BY_NAME.contains(type.getName()) && type.getClassLoader() == null) {
            return null;
        }
        if (type.isHidden() || type.isSynthetic()) {
            return "it is a lambda or another class without a name; pass data, not code";
        }
        if (Proxy.isProxyClass(type)) {
            return "it is a proxy; pass the data behind it";
        }
        if (isOfPlatform(type)) {
            return ("%s is a type of the JDK that is not on the allow-list; "
                            + "pass its data in a record, a collection or an array")
                    .formatted(type.getName());
        }
        return problemOfApplication(type);
    }

    private @Nullable String problemOfApplication(Class<?> type) {
        String name = type.getName();
        if (startsWith(GADGETS, name)) {
            return name
                    + " belongs to a library that is refused, because it can run code by being"
                    + " decoded";
        }
        if (isHandle(type)) {
            return name + " is a handle of Weft's; give it to the task as an argument instead";
        }
        if (!belongs(type)) {
            return "%s is not the class of that name that the application's class loader finds"
                    .formatted(name);
        }
        if (type.isEnum() || type.isInterface()) {
            return null;
        }
        return type.isRecord() ? closed(type) : problemOfFields(type);
    }

    private @Nullable String problemOfFields(Class<?> type) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            if (isOfPlatform(c)) {
                return "%s extends %s, whose state cannot be read; use a record"
                        .formatted(type.getName(), c.getName());
            }
            if (hasOwnForm(c)) {
                return "%s has a serialized form of its own, which is never run; use a record"
                        .formatted(c.getName());
            }
            String closed = closed(c);
            if (closed != null) {
                return closed;
            }
        }
        return null;
    }

    private static @Nullable String closed(Class<?> type) {
        boolean open = type.getModule().isOpen(type.getPackageName(), AllowList.class.getModule());
        return open
                ? null
                : "module %s must open package %s to %s"
                        .formatted(
                                type.getModule().getName(),
                                type.getPackageName(),
                                AllowList.class.getModule());
    }

    private static boolean hasOwnForm(Class<?> type) {
        return Externalizable.class.isAssignableFrom(type)
                || declares(type, "writeReplace")
                || declares(type, "readResolve")
                || declares(type, "writeObject", ObjectOutputStream.class)
                || declares(type, "readObject", ObjectInputStream.class);
    }

    private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
        try {
            return !Modifier.isStatic(type.getDeclaredMethod(method, parameters).getModifiers());
        } catch (NoSuchMethodException none) {
            return false;
        }
    }

    private boolean belongs(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, application) == type;
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    private static boolean isOfPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null || loader.equals(ClassLoader.getPlatformClassLoader())) {
            return true;
        }
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    private static boolean isHandle(@Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        if (HANDLES.contains(type.getName()) || isHandle(type.getSuperclass())) {
            return true;
        }
        for (Class<?> parent : type.getInterfaces()) {
            if (isHandle(parent)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(List<String> prefixes, String name) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
