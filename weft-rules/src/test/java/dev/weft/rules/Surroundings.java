package dev.weft.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/// Only programs read the environment and print; a library is told what it needs, and throws or logs.
final class Surroundings {
    private static final Set<String> OF_SYSTEM =
            Set.of(
                    "getenv",
                    "getProperty",
                    "getProperties",
                    "setProperty",
                    "out",
                    "err",
                    "in",
                    "console",
                    "setOut",
                    "setErr",
                    "setIn");

    /// Captures what tasks print, and is the one class of a library that has to touch the streams.
    private static final String CAPTURE = ".worker.OutputCapture";

    /// Chooses the server that was built for this machine, and has to ask which machine this is.
    private static final String PLATFORM = ".embedded.Platform";

    /// Tells whether workers have the classes that this process runs from, and has to ask which these are.
    private static final String CLASS_PATH = ".remote.RemoteEngineProvider";

    private Surroundings() {}

    static ArchRule leftToProgramsBelow(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(
                        root + ".cli", root + ".examples", root + ".bench", root + ".testkit")
                .and()
                .doNotHaveFullyQualifiedName(root + CAPTURE)
                .and()
                .doNotHaveFullyQualifiedName(root + PLATFORM)
                .and()
                .doNotHaveFullyQualifiedName(root + CLASS_PATH)
                .and()
                .haveNameNotMatching(".*\\Q" + CAPTURE + "\\E\\$.*")
                .should()
                .accessTargetWhere(readsOrPrints());
    }

    private static DescribedPredicate<JavaAccess<?>> readsOrPrints() {
        return describe(
                "reads the environment or prints",
                access -> {
                    String owner = access.getTargetOwner().getName();
                    String name = access.getName();
                    return switch (owner) {
                        case "java.lang.System" -> OF_SYSTEM.contains(name);
                        case "java.lang.Boolean" -> name.equals("getBoolean");
                        case "java.lang.Integer" -> name.equals("getInteger");
                        case "java.lang.Long" -> name.equals("getLong");
                        case "java.lang.IO" -> true;
                        default ->
                                name.equals("printStackTrace")
                                        && access.getTarget().getFullName().endsWith("()");
                    };
                });
    }
}
