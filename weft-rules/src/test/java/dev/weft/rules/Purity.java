package dev.weft.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/// Deciding is pure: time comes in as an argument, and there is no clock, thread, I/O or randomness
/// in the core and in the planner. That is what makes a failed run replayable.
final class Purity {
    private static final Set<String> ALLOWED =
            Set.of(
                    "java.io.Serializable",
                    "java.nio.ByteBuffer", // memory, not I/O
                    "java.nio.ByteOrder",
                    "java.util.concurrent.TimeUnit");

    private static final List<String> IMPURE_PACKAGES =
            List.of(
                    "java.io",
                    "java.nio",
                    "java.net",
                    "java.util.concurrent",
                    "java.util.random",
                    "java.util.logging",
                    "org.slf4j");

    private static final Set<String> IMPURE_TYPES =
            Set.of(
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.lang.ScopedValue",
                    "java.lang.Runtime",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.Timer",
                    "java.security.SecureRandom",
                    "java.time.Clock");

    private Purity() {}

    static ArchRule ofDecisionsBelow(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(root + ".core", root + ".planner")
                .should()
                .dependOnClassesThat(describe("are impure", Purity::isImpure))
                .orShould()
                .accessTargetWhere(reachesOut());
    }

    private static boolean isImpure(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        String name = element.getName();
        String outermost = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
        return IMPURE_TYPES.contains(outermost)
                || (!ALLOWED.contains(outermost)
                        && !element.getPackageName().equals("java.nio.charset")
                        && IMPURE_PACKAGES.stream().anyMatch(p -> isIn(p, element)));
    }

    private static boolean isIn(String impurePackage, JavaClass type) {
        String name = type.getPackageName();
        return name.equals(impurePackage) || name.startsWith(impurePackage + ".");
    }

    private static DescribedPredicate<JavaAccess<?>> reachesOut() {
        return describe(
                "reaches a clock, the machine or chance",
                access -> {
                    String owner = access.getTargetOwner().getName();
                    String name = access.getName();
                    return switch (owner) {
                        case "java.lang.System" -> !name.equals("arraycopy");
                        case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
                        case "java.util.UUID" -> name.equals("randomUUID");
                        case "java.util.Collections" ->
                                name.equals("shuffle")
                                        && access.getTarget().getFullName().endsWith("List)");
                        default -> owner.startsWith("java.time.") && name.equals("now");
                    };
                });
    }
}
