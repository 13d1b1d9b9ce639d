package dev.weft.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The classes that the rules look at: Weft's own, or a planted violation's.
final class Classes {
    static final String WEFT = "dev.weft";
    private static final String PLANTED = "dev.weft.rules.planted.";

    private Classes() {}

    /// All modules' classes, without tests.
    static JavaClasses ofWeft() {
        return OfWeft.CLASSES;
    }

    private static final class OfWeft {
        static final JavaClasses CLASSES =
                new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .importPackages(WEFT);
    }

    /// The root package of a planted violation; below it the packages are named as Weft's own.
    static String plantedRoot(String name) {
        return PLANTED + name;
    }

    static JavaClasses planted(String name) {
        return new ClassFileImporter().importPackages(plantedRoot(name));
    }

    /// What a rule has to say against some classes, a sentence each.
    static List<String> violations(ArchRule rule, JavaClasses classes) {
        return List.copyOf(
                rule.allowEmptyShould(true).evaluate(classes).getFailureReport().getDetails());
    }

    /// `model` for `dev.weft.model.RunId`, the empty string for `dev.weft.Weft`, seen from `dev.weft`.
    static String relativePackage(String root, JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) ? "" : name.substring(root.length() + 1);
    }

    static boolean isBelow(String root, JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".");
    }

    static boolean isVisibleOutside(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC)
                || modifiers.contains(JavaModifier.PROTECTED);
    }

    /// Every type that a reader of this one meets: in its header, and in its public and protected
    /// members.
    static Set<JavaClass> signatureTypes(JavaClass type) {
        Set<JavaClass> found = new LinkedHashSet<>();
        Consumer<JavaType> add = met -> found.addAll(met.getAllInvolvedRawTypes());
        type.getSuperclass().ifPresent(add);
        type.getInterfaces().forEach(add);
        for (JavaField field : type.getFields()) {
            if (isVisibleOutside(field.getModifiers())) {
                add.accept(field.getType());
            }
        }
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (isVisibleOutside(unit.getModifiers())) {
                add.accept(unit.getReturnType());
                unit.getParameterTypes().forEach(add);
                unit.getExceptionTypes().forEach(add);
            }
        }
        return found;
    }
}
