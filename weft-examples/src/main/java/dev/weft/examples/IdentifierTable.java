package dev.weft.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/// Counts byte strings: open addressing over one array of bytes, so that counting makes no garbage.
/// The reserved words are there from the beginning, so that telling them from identifiers costs
/// nothing more; they are left out of the result. Not for several threads.
final class IdentifierTable {
    /// JLS 25, 3.9 and 3.10: reserved keywords and the literals that look like identifiers.
    /// Contextual keywords (`var`, `record`, `module`, …) are identifiers to a tokeniser.
    private static final String[] RESERVED = {
        "abstract",
        "assert",
        "boolean",
        "break",
        "byte",
        "case",
        "catch",
        "char",
        "class",
        "const",
        "continue",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "extends",
        "final",
        "finally",
        "float",
        "for",
        "goto",
        "if",
        "implements",
        "import",
        "instanceof",
        "int",
        "interface",
        "long",
        "native",
        "new",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "short",
        "static",
        "strictfp",
        "super",
        "switch",
        "synchronized",
        "this",
        "throw",
        "throws",
        "transient",
        "try",
        "void",
        "volatile",
        "while",
        "_",
        "true",
        "false",
        "null"
    };

    private byte[] text;
    private int[] ends;
    private int[] hashes;
    private long[] counts;
    private int size;

    /// Number of an entry plus one; 0 where there is none. A power of two, at most half full.
    private int[] slots;

    /// @param expected number of different identifiers; more make it grow
    IdentifierTable(int expected) {
        int entries = Math.max(64, expected + RESERVED.length);
        text = new byte[entries * 12];
        ends = new int[entries];
        hashes = new int[entries];
        counts = new long[entries];
        slots = new int[Integer.highestOneBit(entries) * 4];
        for (String word : RESERVED) {
            byte[] bytes = word.getBytes(ISO_8859_1);
            add(bytes, 0, bytes.length, hash(bytes, 0, bytes.length), 0);
        }
    }

    static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash;
    }

    /// Adds `times` to the count of `bytes[from..to)`.
    ///
    /// @param hash of these bytes, as [#hash] gives it
    void add(byte[] bytes, int from, int to, int hash, long times) {
        int mask = slots.length - 1;
        int slot = spread(hash) & mask;
        for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
            if (hashes[entry - 1] == hash && holds(entry - 1, bytes, from, to)) {
                counts[entry - 1] += times;
                return;
            }
            slot = (slot + 1) & mask;
        }
        insert(slot, bytes, from, to, hash, times);
    }

    /// Adds all counts of another table.
    void addAll(IdentifierCounts other) {
        byte[] names = other.names();
        int[] otherEnds = other.ends();
        long[] otherCounts = other.counts();
        int from = 0;
        for (int i = 0; i < otherEnds.length; i++) {
            int to = otherEnds[i];
            add(names, from, to, hash(names, from, to), otherCounts[i]);
            from = to;
        }
    }

    /// What was counted, but for the reserved words.
    ///
    /// @param totals of the source, its number of identifiers aside
    IdentifierCounts counts(SourceTotals totals) {
        int reserved = RESERVED.length;
        int skipped = ends[reserved - 1];
        int[] kept = new int[size - reserved];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = ends[reserved + i] - skipped;
        }
        long[] keptCounts = Arrays.copyOfRange(counts, reserved, size);
        return new IdentifierCounts(
                totals.withIdentifiers(Arrays.stream(keptCounts).sum()),
                Arrays.copyOfRange(text, skipped, ends[size - 1]),
                kept,
                keptCounts);
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private boolean holds(int entry, byte[] bytes, int from, int to) {
        int start = entry == 0 ? 0 : ends[entry - 1];
        return Arrays.equals(text, start, ends[entry], bytes, from, to);
    }

    private void insert(int slot, byte[] bytes, int from, int to, int hash, long times) {
        int start = size == 0 ? 0 : ends[size - 1];
        int end = start + to - from;
        if (size == ends.length) {
            growEntries();
        }
        if (end > text.length) {
            text = Arrays.copyOf(text, Math.max(end, text.length * 2));
        }
        System.arraycopy(bytes, from, text, start, to - from);
        ends[size] = end;
        hashes[size] = hash;
        counts[size] = times;
        size++;
        slots[slot] = size;
        if (size * 2 > slots.length) {
            growSlots();
        }
    }

    private void growEntries() {
        int length = size * 2;
        ends = Arrays.copyOf(ends, length);
        hashes = Arrays.copyOf(hashes, length);
        counts = Arrays.copyOf(counts, length);
    }

    private void growSlots() {
        int[] larger = new int[slots.length * 2];
        int mask = larger.length - 1;
        for (int entry = 1; entry <= size; entry++) {
            int slot = spread(hashes[entry - 1]) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = entry;
        }
        slots = larger;
    }
}
