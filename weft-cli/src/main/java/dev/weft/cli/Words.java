package dev.weft.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reads a word of the command line as a value.
final class Words {
    private Words() {}

    /// @param type String, a primitive or its box, Path, or an enum
    /// @param name of the parameter, for the error
    static Object parse(String word, Class<?> type, String name) {
        try {
            return parse(word, type);
        } catch (IllegalArgumentException e) { // a NumberFormatException is one, too
            throw new CommandException(
                    ExitCodes.USAGE,
                    "argument %s must be %s, was '%s'".formatted(name, expected(type), word),
                    e);
        } catch (UnsupportedOperationException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "parameter %s of the workflow must be a String, number, boolean, char, Path or enum"
                                    .formatted(name)
                            + " to be given on a command line, was "
                            + type.getName(),
                    e);
        }
    }

    private static Object parse(String word, Class<?> type) {
        if (type.isEnum()) {
            return constant(word, type);
        }
        return switch (type.getName()) {
            case "java.lang.String" -> word;
            case "int", "java.lang.Integer" -> Integer.valueOf(word);
            case "long", "java.lang.Long" -> Long.valueOf(word);
            case "double", "java.lang.Double" -> Double.valueOf(word);
            case "float", "java.lang.Float" -> Float.valueOf(word);
            case "short", "java.lang.Short" -> Short.valueOf(word);
            case "byte", "java.lang.Byte" -> Byte.valueOf(word);
            case "boolean", "java.lang.Boolean" -> truth(word);
            case "char", "java.lang.Character" -> character(word);
            case "java.nio.file.Path" -> Path.of(word);
            default -> throw new UnsupportedOperationException(type.getName());
        };
    }

    private static Boolean truth(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(word);
        };
    }

    private static Character character(String word) {
        if (word.length() != 1) {
            throw new IllegalArgumentException(word);
        }
        return word.charAt(0);
    }

    private static Object constant(String word, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name())
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (type.getName()) {
            case "boolean", "java.lang.Boolean" -> "true or false";
            case "char", "java.lang.Character" -> "one character";
            case "java.nio.file.Path" -> "a path";
            default -> "a number that fits " + type.getSimpleName();
        };
    }
}
