package dev.weft.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/// A type is a noun that says how; what these words say could be said of any type.
final class Names {
    private static final String EMPTY_WORDS =
            "(.*[.$])?(Default[A-Z0-9]\\w*|\\w*(Impl|Default|Manager|Helpers?|Utils?|Processor))";

    private Names() {}

    static ArchRule thatSaySomething() {
        return noClasses().should().haveNameMatching(EMPTY_WORDS);
    }
}
