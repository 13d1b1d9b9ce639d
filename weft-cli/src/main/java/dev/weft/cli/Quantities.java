package dev.weft.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads options that have a unit.
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})([mMgG])i?[bB]?");

    private Quantities() {}

    /// `500ms`, `10s`, `5m`, `2h`, `1d`.
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String word) {
            Matcher matcher = DURATION.matcher(word);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "must be a time such as 500ms, 10s, 5m or 2h, was '" + word + "'");
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
    }

    /// `512m`, `2g`, in MiB.
    static final class MemoryConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            Matcher matcher = MEMORY.matcher(word);
            if (!matcher.matches()) {
                throw new TypeConversionException(
                        "must be an amount of memory such as 512m or 2g, was '" + word + "'");
            }
            int amount = Integer.parseInt(matcher.group(1));
            boolean gibi = matcher.group(2).equalsIgnoreCase("g");
            return gibi ? Math.multiplyExact(amount, 1024) : amount;
        }
    }
}
