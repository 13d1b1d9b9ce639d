package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.regex.Pattern;

/// Names a run. A caller that gives the same id again gets the same run, not a second one.
///
/// @param value 1 to 128 of the characters `A-Z a-z 0-9 . _ -`
public record RunId(String value) {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    public RunId {
        require(
                LEGAL.matcher(value).matches(),
                "run id must be 1 to 128 letters, digits, dots, underscores or hyphens, was '%s'",
                value);
    }

    @Override
    public String toString() {
        return value;
    }
}
