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
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The JDK's types without parts.
final class JdkLeaves {
    private final JdkTypes types;

    private JdkLeaves(JdkTypes types) {
        this.types = types;
    }

    static void addTo(JdkTypes types) {
        JdkLeaves leaves = new JdkLeaves(types);
        leaves.addBoxed();
        leaves.addNumbersAndNames();
        leaves.addInstants();
        leaves.addLocalTimes();
        leaves.addZonedTimes();
        leaves.addOptionals();
        leaves.addMutable();
    }

    private <T> void immutable(
            int code,
            Class<T> type,
            BiConsumer<ValueOutput, T> write,
            Function<ValueInput, T> read) {
        types.addImmutableLeaf(code, new LeafForm<>(type, false, write, read), type);
    }

    private <T> void mutable(
            int code,
            Class<T> type,
            BiConsumer<ValueOutput, T> write,
            Function<ValueInput, T> read) {
        types.add(code, new LeafForm<>(type, true, write, read), type);
    }

    private void addBoxed() {
        immutable(3, Boolean.class, ValueOutput::writeBoolean, ValueInput::readBoolean);
        immutable(4, Byte.class, (o, v) -> o.writeByte(v), ValueInput::readByte);
        immutable(5, Short.class, (o, v) -> o.writeShort(v), ValueInput::readShort);
        immutable(6, Character.class, ValueOutput::writeChar, ValueInput::readChar);
        immutable(7, Integer.class, (o, v) -> o.writeVarInt(v, false), i -> i.readVarInt(false));
        immutable(8, Long.class, (o, v) -> o.writeVarLong(v, false), i -> i.readVarLong(false));
        immutable(9, Float.class, ValueOutput::writeFloat, ValueInput::readFloat);
        immutable(10, Double.class, ValueOutput::writeDouble, ValueInput::readDouble);
        immutable(11, String.class, ValueOutput::writeString, ValueInput::readString);
    }

    private void addNumbersAndNames() {
        immutable(21, BigInteger.class, ValueOutput::writeInteger, ValueInput::readInteger);
        immutable(22, BigDecimal.class, JdkLeaves::writeDecimal, JdkLeaves::readDecimal);
        immutable(23, UUID.class, JdkLeaves::writeUuid, i -> new UUID(i.readLong(), i.readLong()));
        immutable(24, Locale.class, JdkLeaves::writeLocale, JdkLeaves::readLocale);
        immutable(25, Currency.class, text(Currency::getCurrencyCode), read(Currency::getInstance));
        immutable(26, URI.class, text(URI::toString), read(URI::create));
        immutable(27, File.class, text(File::getPath), read(File::new));
        Class<?> path = Path.of("").getClass(); // the default file system's; others are refused
        Form paths = new LeafForm<>(Path.class, false, text(Path::toString), read(Path::of));
        types.addImmutableLeaf(28, paths, path);
        immutable(29, Pattern.class, JdkLeaves::writePattern, JdkLeaves::readPattern);
    }

    private void addInstants() {
        immutable(30, Instant.class, JdkLeaves::writeInstant, JdkLeaves::readInstant);
        immutable(
                31,
                Duration.class,
                (o, v) -> {
                    o.writeVarLong(v.getSeconds(), false);
                    o.writeVarInt(v.getNano(), true);
                },
                i -> Duration.ofSeconds(i.readVarLong(false), i.readVarInt(true)));
        immutable(
                32,
                Period.class,
                (o, v) -> {
                    o.writeVarInt(v.getYears(), false);
                    o.writeVarInt(v.getMonths(), false);
                    o.writeVarInt(v.getDays(), false);
                },
                i -> Period.of(i.readVarInt(false), i.readVarInt(false), i.readVarInt(false)));
    }

    private void addLocalTimes() {
        immutable(33, LocalDate.class, JdkLeaves::writeDate, JdkLeaves::readDate);
        immutable(34, LocalTime.class, JdkLeaves::writeTime, JdkLeaves::readTime);
        immutable(35, LocalDateTime.class, JdkLeaves::writeDateTime, JdkLeaves::readDateTime);
        immutable(
                36,
                Year.class,
                (o, v) -> o.writeVarInt(v.getValue(), false),
                i -> Year.of(i.readVarInt(false)));
        immutable(
                37,
                YearMonth.class,
                (o, v) -> {
                    o.writeVarInt(v.getYear(), false);
                    o.writeByte(v.getMonthValue());
                },
                i -> YearMonth.of(i.readVarInt(false), i.readByte()));
        immutable(
                38,
                MonthDay.class,
                (o, v) -> {
                    o.writeByte(v.getMonthValue());
                    o.writeByte(v.getDayOfMonth());
                },
                i -> MonthDay.of(i.readByte(), i.readByte()));
    }

    private void addZonedTimes() {
        immutable(39, ZoneOffset.class, JdkLeaves::writeOffset, JdkLeaves::readOffset);
        Form zones = new LeafForm<>(ZoneId.class, false, text(ZoneId::getId), read(ZoneId::of));
        types.addImmutableLeaf(40, zones, JdkTypes.hidden("java.time.ZoneRegion"));
        immutable(
                41,
                OffsetTime.class,
                (o, v) -> {
                    writeTime(o, v.toLocalTime());
                    writeOffset(o, v.getOffset());
                },
                i -> OffsetTime.of(readTime(i), readOffset(i)));
        immutable(
                42,
                OffsetDateTime.class,
                (o, v) -> {
                    writeDateTime(o, v.toLocalDateTime());
                    writeOffset(o, v.getOffset());
                },
                i -> OffsetDateTime.of(readDateTime(i), readOffset(i)));
        immutable(
                43,
                ZonedDateTime.class,
                (o, v) -> {
                    writeDateTime(o, v.toLocalDateTime());
                    writeOffset(o, v.getOffset());
                    o.writeString(v.getZone().getId());
                },
                i ->
                        ZonedDateTime.ofInstant(
                                readDateTime(i), readOffset(i), ZoneId.of(i.readString())));
    }

    private void addOptionals() {
        immutable(
                44,
                OptionalInt.class,
                (o, v) -> {
                    o.writeBoolean(v.isPresent());
                    v.ifPresent(content -> o.writeVarInt(content, false));
                },
                i -> i.readBoolean() ? OptionalInt.of(i.readVarInt(false)) : OptionalInt.empty());
        immutable(
                45,
                OptionalLong.class,
                (o, v) -> {
                    o.writeBoolean(v.isPresent());
                    v.ifPresent(content -> o.writeVarLong(content, false));
                },
                i ->
                        i.readBoolean()
                                ? OptionalLong.of(i.readVarLong(false))
                                : OptionalLong.empty());
        immutable(
                46,
                OptionalDouble.class,
                (o, v) -> {
                    o.writeBoolean(v.isPresent());
                    v.ifPresent(o::writeDouble);
                },
                i -> i.readBoolean() ? OptionalDouble.of(i.readDouble()) : OptionalDouble.empty());
    }

    @SuppressWarnings("JavaUtilDate") // users' values may still have them
    private void addMutable() {
        mutable(47, Date.class, (o, v) -> o.writeLong(v.getTime()), i -> new Date(i.readLong()));
        mutable(
                48,
                AtomicBoolean.class,
                (o, v) -> o.writeBoolean(v.get()),
                i -> new AtomicBoolean(i.readBoolean()));
        mutable(
                49,
                AtomicInteger.class,
                (o, v) -> o.writeInt(v.get()),
                i -> new AtomicInteger(i.readInt()));
        mutable(
                50,
                AtomicLong.class,
                (o, v) -> o.writeLong(v.get()),
                i -> new AtomicLong(i.readLong()));
        mutable(51, StringBuilder.class, text(StringBuilder::toString), read(StringBuilder::new));
        mutable(
                52,
                BitSet.class,
                (o, v) -> o.writeSized(v.toByteArray()),
                i -> BitSet.valueOf(i.readSizedBytes()));
    }

    private static <T> BiConsumer<ValueOutput, T> text(Function<T, String> text) {
        return (output, value) -> output.writeString(text.apply(value));
    }

    private static <T> Function<ValueInput, T> read(Function<String, T> parse) {
        return input -> parse.apply(input.readString());
    }

    private static void writeDecimal(ValueOutput output, BigDecimal value) {
        output.writeInteger(value.unscaledValue());
        output.writeVarInt(value.scale(), false);
    }

    private static BigDecimal readDecimal(ValueInput input) {
        return new BigDecimal(input.readInteger(), input.readVarInt(false));
    }

    private static void writeUuid(ValueOutput output, UUID value) {
        output.writeLong(value.getMostSignificantBits());
        output.writeLong(value.getLeastSignificantBits());
    }

    private static void writeLocale(ValueOutput output, Locale value) {
        String tag = value.toLanguageTag();
        if (!Locale.forLanguageTag(tag).equals(value)) {
            throw new Refusal("locale %s has no language tag of its own".formatted(value));
        }
        output.writeString(tag);
    }

    private static Locale readLocale(ValueInput input) {
        return Locale.forLanguageTag(input.readString());
    }

    private static void writePattern(ValueOutput output, Pattern value) {
        output.writeString(value.pattern());
        output.writeVarInt(value.flags(), true);
    }

    @SuppressWarnings("MagicConstant") // as they were written
    private static Pattern readPattern(ValueInput input) {
        return Pattern.compile(input.readString(), input.readVarInt(true));
    }

    private static void writeInstant(ValueOutput output, Instant value) {
        output.writeVarLong(value.getEpochSecond(), false);
        output.writeVarInt(value.getNano(), true);
    }

    private static Instant readInstant(ValueInput input) {
        return Instant.ofEpochSecond(input.readVarLong(false), input.readVarInt(true));
    }

    private static void writeDate(ValueOutput output, LocalDate value) {
        output.writeVarLong(value.toEpochDay(), false);
    }

    private static LocalDate readDate(ValueInput input) {
        return LocalDate.ofEpochDay(input.readVarLong(false));
    }

    private static void writeTime(ValueOutput output, LocalTime value) {
        output.writeVarLong(value.toNanoOfDay(), true);
    }

    private static LocalTime readTime(ValueInput input) {
        return LocalTime.ofNanoOfDay(input.readVarLong(true));
    }

    private static void writeDateTime(ValueOutput output, LocalDateTime value) {
        writeDate(output, value.toLocalDate());
        writeTime(output, value.toLocalTime());
    }

    private static LocalDateTime readDateTime(ValueInput input) {
        return LocalDateTime.of(readDate(input), readTime(input));
    }

    private static void writeOffset(ValueOutput output, ZoneOffset value) {
        output.writeVarInt(value.getTotalSeconds(), false);
    }

    private static ZoneOffset readOffset(ValueInput input) {
        return ZoneOffset.ofTotalSeconds(input.readVarInt(false));
    }
}
