package dev.weft.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/// Where the types of other people's libraries may be seen.
final class Libraries {
    private static final String[] REDIS = {"redis..", "io.lettuce..", "org.redisson.."};

    private static final List<String> JSON =
            List.of(
                    "tools.jackson",
                    "com.fasterxml.jackson",
                    "com.google.gson",
                    "org.json",
                    "jakarta.json",
                    "org.yaml");

    private Libraries() {}

    static ArchRule redisOnlyInItsModuleBelow(String root) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + ".redis")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(REDIS);
    }

    static ArchRule noJsonInSignaturesBelow(String root) {
        return classes().that().resideInAnyPackage(root, root + ".spi").should(showNoJson());
    }

    private static ArchCondition<JavaClass> showNoJson() {
        return new ArchCondition<>("show no JSON type") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Classes.signatureTypes(type).stream()
                        .map(JavaClass::getBaseComponentType)
                        .filter(Libraries::isJson)
                        .map(json -> type.getName() + " shows " + json.getName())
                        .map(sentence -> SimpleConditionEvent.violated(type, sentence))
                        .forEach(events::add);
            }
        };
    }

    private static boolean isJson(JavaClass type) {
        return JSON.stream().anyMatch(p -> type.getPackageName().startsWith(p));
    }
}
