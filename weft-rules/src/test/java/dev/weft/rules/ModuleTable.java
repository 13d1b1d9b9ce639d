package dev.weft.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/// Which module may use which: the table of ARCHITECTURE.md, exactly. A module is one package, so
/// that the same table serves for class files and for poms.
final class ModuleTable {
    /// By package below the root; the API is the root itself.
    private static final Map<String, Set<String>> USES =
            Map.ofEntries(
                    entry("model", Set.of()),
                    entry("", Set.of("model", "spi")),
                    entry("spi", Set.of("model")),
                    entry("core", Set.of("model", "spi")),
                    entry("worker", Set.of("model", "spi", "core")),
                    entry("planner", Set.of("model", "spi")),
                    entry("memory", Set.of("model", "spi")),
                    entry("local", Set.of("model", "spi", "core", "worker", "memory")),
                    entry("remote", Set.of("model", "spi", "core")),
                    entry("kryo", Set.of("model", "spi")),
                    entry("embedded", Set.of()),
                    entry("redis", Set.of("model", "spi")),
                    entry("gateway", Set.of("model", "spi", "core", "worker")),
                    entry("dashboard", Set.of("model", "spi")),
                    entry(
                            "testkit",
                            Set.of("model", "", "spi", "core", "worker", "memory", "local")));

    /// Leaves that may use any other module.
    private static final Set<String> USE_ANY = Set.of("cli", "examples", "bench", "rules");

    private ModuleTable() {}

    static Set<String> libraryPackages() {
        return USES.keySet();
    }

    /// The modules that a library's pom names, no more and no fewer.
    static Set<String> usedBy(String libraryPackage) {
        return USES.getOrDefault(libraryPackage, Set.of());
    }

    static ArchRule keptBelow(String root) {
        return classes().should(useOnlyWhatTheTableAllows(root));
    }

    private static ArchCondition<JavaClass> useOnlyWhatTheTableAllows(String root) {
        return new ArchCondition<>("use only what the module table allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = Classes.relativePackage(root, type);
                if (USE_ANY.contains(from)) {
                    return;
                }
                if (!USES.containsKey(from)) {
                    events.add(
                            SimpleConditionEvent.violated(
                                    type,
                                    type.getName() + " is in a package that is not in the table"));
                    return;
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(d -> Classes.isBelow(root, d.getTargetClass()))
                        .filter(d -> !allowed(from, d, root))
                        .map(d -> SimpleConditionEvent.violated(type, d.getDescription()))
                        .forEach(events::add);
            }
        };
    }

    private static boolean allowed(String from, Dependency dependency, String root) {
        String to = Classes.relativePackage(root, dependency.getTargetClass());
        return to.equals(from) || usedBy(from).contains(to);
    }
}
