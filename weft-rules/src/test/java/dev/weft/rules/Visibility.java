package dev.weft.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;

/// A type is package-private unless its reader is outside its package: another module, or a reader of
/// a type that shows it, or the service loader.
///
/// Not asked of the modules whose readers are people (API, SPI, model, testkit), of programs, and of
/// a module that no other uses yet.
final class Visibility {
    private static final Set<String> READ_BY_WEFT =
            Set.of(
                    "core",
                    "worker",
                    "planner",
                    "memory",
                    "local",
                    "kryo",
                    "embedded",
                    "redis",
                    "gateway",
                    "dashboard");

    private Visibility() {}

    static ArchRule onlyWhereAReaderIsOutside(String root) {
        return classes()
                .that()
                .areTopLevelClasses()
                .and()
                .arePublic()
                .should(haveAReaderOutside(root));
    }

    private static ArchCondition<JavaClass> haveAReaderOutside(String root) {
        return new ArchCondition<>("have a reader outside their package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (READ_BY_WEFT.contains(Classes.relativePackage(root, type))
                        && isInUse(type.getPackage())
                        && !isRead(type, root, new HashSet<>())) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type,
                                    type.getName() + " is public, but nobody outside reads it"));
                }
            }
        };
    }

    private static boolean isInUse(JavaPackage module) {
        return module.getClassDependenciesToThisPackage().stream()
                .anyMatch(d -> !d.getOriginClass().getPackage().equals(module));
    }

    private static boolean isRead(JavaClass type, String root, Set<JavaClass> seen) {
        if (!seen.add(type)) {
            return false;
        }
        return isService(type, root)
                || type.getDirectDependenciesToSelf().stream()
                        .map(d -> d.getOriginClass())
                        .anyMatch(origin ->
                                !origin.getPackageName().equals(type.getPackageName())
                                        || shows(origin, type, root, seen));
    }

    private static boolean shows(
            JavaClass origin, JavaClass type, String root, Set<JavaClass> seen) {
        JavaClass outermost = outermost(origin);
        return !outermost.equals(type)
                && outermost.getModifiers().contains(JavaModifier.PUBLIC)
                && Classes.signatureTypes(origin).contains(type)
                && isRead(outermost, root, seen);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(Visibility::outermost).orElse(type);
    }

    /// What the service loader makes: it has a public constructor without parameters.
    private static boolean isService(JavaClass type, String root) {
        return type.getAllRawInterfaces().stream()
                        .anyMatch(i -> i.getPackageName().equals(root + ".spi"))
                && type.getConstructors().stream()
                        .anyMatch(c ->
                                c.getRawParameterTypes().isEmpty()
                                        && c.getModifiers().contains(JavaModifier.PUBLIC));
    }
}
