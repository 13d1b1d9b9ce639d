package dev.weft.kryo;

import dev.weft.spi.ValueCodec;
import dev.weft.spi.ValueCodecProvider;

/// Opens the default codec: fast paths for plain values, Kryo behind an allow-list for the rest.
///
/// ## What can be encoded
/// - The types of the JDK that are data and listed one by one: boxed types, strings, arrays,
///   `java.time`, big numbers, `UUID`, `Optional`, the collections of `java.util` with their
///   immutable and wrapped forms, atomics, `BitSet`, `Locale`, `URI`, `Path`, `File`, a few enums.
/// - Enums, records and plain classes of the application: those that the application's class loader
///   finds itself, and that are no part of the JDK. Plain classes go by their fields, `transient`
///   ones left out, and need no constructor; every superclass must be the application's too.
///
/// Refused: lambdas, proxies, hidden classes, every other type of the JDK, Weft's own handles,
/// classes with a serialized form of their own (`writeReplace`, `readObject`, `Externalizable` …),
/// because that code is never run, and packages of libraries that are known to run code when they
/// are put into a collection.
///
/// ## What decoding runs
/// Canonical constructors of records, static initialisers of allowed types, and, where a value goes
/// into a hash or sorted collection, the key's `hashCode`, `equals` and `compareTo` or the
/// collection's comparator; nothing else of a type's code. No class that is not allowed is
/// initialised.
///
/// ## What is kept
/// Shared objects and cycles inside one value; the order of lists and of linked and sorted
/// collections. Hash collections are written in an order that depends on their content alone.
/// Strings, numbers and other small immutable values come back equal, not shared. Views
/// (`keySet()`, `subList()`, `Arrays.asList`) come back as collections of their own.
///
/// Works without `--add-opens`. Start the JVM with `-Dkryo.unsafe=false`, as Weft's launcher does:
/// nothing here needs `sun.misc.Unsafe`, but without the option Kryo looks for it and the JDK warns.
public final class KryoValueCodecProvider implements ValueCodecProvider {
    @Override
    public ValueCodec open(ClassLoader application) {
        return new KryoValueCodec(application);
    }
}
