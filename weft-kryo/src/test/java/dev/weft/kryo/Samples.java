package dev.weft.kryo;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Types and values that tests encode.
@SuppressWarnings({"JdkObsolete", "NonApiType"}) // users' values have such types
final class Samples {
    private Samples() {}

    record Point(int x, @Nullable String name) {}

    record Pair<A, B>(@Nullable A first, @Nullable B second) {}

    record Every(boolean a, byte b, short c, char d, int e, long f, float g, double h, Integer i) {}

    enum Plan {
        SMALL,
        LARGE {
            @Override
            int size() {
                return 2;
            }
        };

        int size() {
            return 1;
        }
    }

    /// A class without a constructor that anybody else could call.
    static class Account {
        private final String owner;
        private final long[] amounts;
        private @Nullable Account parent;
        private transient int cached = 7;

        Account(String owner, long... amounts) {
            this.owner = Objects.requireNonNull(owner);
            this.amounts = amounts;
        }

        Account under(Account other) {
            parent = other;
            return this;
        }

        @Nullable Account parent() {
            return parent;
        }

        int cached() {
            return cached;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Account a
                    && owner.equals(a.owner)
                    && Arrays.equals(amounts, a.amounts);
        }

        @Override
        public int hashCode() {
            return owner.hashCode();
        }
    }

    static final class Savings extends Account {
        private final double rate;

        Savings(String owner, double rate) {
            super(owner, 1, 2, 3);
            this.rate = rate;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other) && other instanceof Savings s && rate == s.rate;
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    /// Values without parts.
    static List<Object> leaves() {
        return List.of(
                true,
                (byte) -3,
                (short) -300,
                'ü',
                -70_000,
                Long.MIN_VALUE,
                1.5f,
                -0.0,
                "",
                "plain",
                "grüße",
                "漢字 and 😀",
                "lone \uD800 surrogate",
                "long ".repeat(50),
                "long ü ".repeat(50),
                "long 漢 ".repeat(50),
                "long \uD800 ".repeat(50),
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("1.0000000000000000000001"),
                new UUID(3, -4),
                Instant.ofEpochSecond(-5, 999_999_999),
                Duration.ofNanos(-1),
                Period.of(1, -2, 3),
                LocalDate.of(-44, 3, 15),
                LocalTime.MAX,
                LocalDateTime.of(2026, 11, 1, 0, 0),
                Year.of(2026),
                YearMonth.of(2026, 2),
                MonthDay.of(2, 29),
                ZoneOffset.ofHours(-7),
                ZoneId.of("Europe/Paris"),
                OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC),
                OffsetDateTime.of(2026, 1, 1, 1, 1, 1, 1, ZoneOffset.ofHours(3)),
                ZonedDateTime.ofLocal(
                        LocalDateTime.of(2026, 10, 25, 2, 30),
                        ZoneId.of("Europe/Paris"),
                        ZoneOffset.ofHours(1)),
                OptionalInt.of(4),
                OptionalInt.empty(),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                URI.create("https://example.org/a?b=c"),
                Path.of("a", "b"),
                new File("c"),
                Plan.SMALL,
                Plan.LARGE,
                TimeUnit.DAYS,
                java.time.DayOfWeek.MONDAY);
    }

    /// Values that hold others, each equal to its copy.
    static List<Object> holders() {
        Map<String, Long> counts = new HashMap<>(Map.of("a", 1L, "b", 2L, "c", 3L));
        return List.of(
                new Point(1, "p"),
                new Point(2, null),
                new Pair<>(List.of(new Point(3, "q")), Map.of(Plan.SMALL, Optional.of(5))),
                new Every(true, (byte) 1, (short) 2, 'c', 3, 4, 5, 6, 7),
                new Account("a", 1, 2),
                new Savings("b", 0.5),
                List.of(),
                List.of(1),
                List.of(1, "2", 3L),
                List.of(1, 2, 3, 4).subList(1, 3),
                Stream.of("x", null).toList(),
                Set.of(),
                Set.of("a", "b", "c"),
                Set.of(new Point(1, "a"), new Point(2, "b"), new Point(3, "c")),
                Map.of("k", 1),
                Map.of("k", 1, "l", 2, "m", 3),
                Map.entry("k", "v"),
                new java.util.AbstractMap.SimpleEntry<>("k", null),
                Optional.of("x"),
                Optional.empty(),
                Arrays.asList("a", null),
                new ArrayList<>(Arrays.asList(1, null, "c")),
                new LinkedList<>(List.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1, 2)),
                new HashSet<>(List.of(5, 6, 7)),
                new HashSet<>(Arrays.asList(null, 6, "x")),
                new LinkedHashSet<>(List.of(9, 1, 5)),
                new TreeSet<>(List.of("b", "a")),
                counts,
                new LinkedHashMap<>(counts),
                new TreeMap<>(counts),
                sorted(),
                new ConcurrentHashMap<>(counts),
                EnumSet.of(Plan.LARGE),
                EnumSet.noneOf(Plan.class),
                new EnumMap<>(Map.of(Plan.LARGE, "x")),
                new EnumMap<Plan, String>(Plan.class),
                BitSet.valueOf(new long[] {5, 6}),
                Collections.emptyList(),
                Collections.emptySet(),
                Collections.emptyMap(),
                Collections.singletonList(1),
                Collections.singleton(1),
                Collections.singletonMap(1, 2),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.unmodifiableSet(new TreeSet<>(List.of(1))),
                Collections.unmodifiableMap(counts),
                Collections.unmodifiableSortedMap(new TreeMap<>(counts)),
                Collections.synchronizedList(new LinkedList<>(List.of(1))),
                Collections.synchronizedMap(new LinkedHashMap<>(counts)),
                Collections.nCopies(3, "x"),
                new ArrayList<>(List.of(1, 2, 3)).subList(0, 2),
                counts.keySet(),
                new TreeMap<>(counts).keySet());
    }

    private static TreeMap<String, Integer> sorted() {
        TreeMap<String, Integer> map = new TreeMap<>(Comparator.reverseOrder());
        map.putAll(Map.of("a", 1, "b", 2));
        return map;
    }

    /// Values that are compared by their elements.
    static List<Object> arrays() {
        return List.of(
                new byte[] {1, -2},
                new boolean[] {true, false},
                new short[] {1, -2},
                new char[] {'a', '\uFFFF'},
                new int[] {1, Integer.MIN_VALUE},
                new long[] {1, Long.MIN_VALUE},
                new float[] {1, Float.NaN},
                new double[] {1, -0.0},
                new byte[0],
                new String[] {"a", null},
                new Object[] {1, "b", new int[] {2}},
                new int[][] {{1}, {}, {2, 3}},
                new String[][][] {{{"x"}}, {}},
                new Point[] {new Point(1, "a")},
                new List<?>[] {List.of(1), new ArrayList<>()},
                new Plan[] {Plan.LARGE},
                new Comparable<?>[] {1});
    }

    /// Any value, nested up to a depth; the same for the same seed.
    static @Nullable Object any(Random random, int depth) {
        int choice = random.nextInt(depth <= 0 ? 6 : 16);
        int size = random.nextInt(6);
        return switch (choice) {
            case 0 -> null;
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> text(random);
            case 4 -> leaves().get(random.nextInt(leaves().size()));
            case 5 -> new Point(random.nextInt(), text(random));
            case 6 -> new Pair<>(any(random, depth - 1), any(random, depth - 1));
            case 7 -> fill(random, depth, size, new ArrayList<>());
            case 8 -> fill(random, depth, size, new LinkedList<>());
            case 9 -> fill(random, depth, size, new HashSet<>());
            case 10 -> fill(random, depth, size, new LinkedHashSet<>());
            case 11 -> Collections.unmodifiableCollection(new ArrayDeque<>(List.of(size))).size();
            case 12 -> fill(random, depth, size, new HashMap<>());
            case 13 -> fill(random, depth, size, new LinkedHashMap<>());
            case 14 -> Optional.ofNullable(any(random, depth - 1));
            default -> fill(random, 0, size, new ArrayList<>()).stream().toList();
        };
    }

    static String text(Random random) {
        return random.ints(random.nextInt(12), 'a', random.nextBoolean() ? 'z' : 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static <C extends java.util.Collection<@Nullable Object>> C fill(
            Random random, int depth, int size, C to) {
        for (int i = 0; i < size; i++) {
            to.add(any(random, depth - 1));
        }
        return to;
    }

    private static <M extends Map<@Nullable Object, @Nullable Object>> M fill(
            Random random, int depth, int size, M to) {
        for (int i = 0; i < size; i++) {
            to.put(any(random, depth - 1), any(random, depth - 1));
        }
        return to;
    }
}
