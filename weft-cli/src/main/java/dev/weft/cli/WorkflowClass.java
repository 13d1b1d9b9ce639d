package dev.weft.cli;

import dev.weft.Arg;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A class with workflows: public static methods that return an `Arg`.
///
/// @param methods by name, then by number of parameters; at least one
record WorkflowClass(String name, List<WorkflowMethod> methods) {
    private static final String STANDARD_NAME = "workflow";

    static WorkflowClass load(String name, ClassLoader loader) {
        Class<?> type;
        try {
            type = Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "class %s does not exist in the archive; name its jar or directory of classes with"
                                    .formatted(name)
                            + " --archive, and its package",
                    e);
        } catch (LinkageError e) { // a wrong package, a missing library, a failed initialiser
            throw new CommandException(
                    ExitCodes.BAD_INPUT, "class %s cannot be loaded: %s".formatted(name, e), e);
        }
        return of(type);
    }

    private static WorkflowClass of(Class<?> type) {
        List<WorkflowMethod> methods =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(WorkflowClass::isWorkflow)
                        .map(WorkflowMethod::new)
                        .sorted(Comparator.comparing(WorkflowMethod::signature))
                        .toList();
        if (methods.isEmpty()) {
            throw CommandException.badInput(
                    "class %s must have a public static method that returns a Task or an Arg, has"
                            + " none",
                    type.getName());
        }
        return new WorkflowClass(type.getName(), methods);
    }

    private static boolean isWorkflow(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isPublic(modifiers)
                && Modifier.isStatic(modifiers)
                && !method.isSynthetic()
                && Arg.class.isAssignableFrom(method.getReturnType());
    }

    /// The method to run: by its name if one is given, else the only one there is or those called
    /// `workflow`; of several with one name the one that takes so many arguments.
    WorkflowMethod choose(String wanted, List<String> given) {
        int arguments = given.size();
        List<WorkflowMethod> named = named(wanted);
        List<WorkflowMethod> fitting =
                named.stream().filter(method -> method.takes(arguments)).toList();
        if (fitting.isEmpty()) {
            throw CommandException.usage(
                    "%s must be given its arguments, was given %d: %s%s",
                    name + "#" + named.getFirst().name(),
                    arguments,
                    signatures(named),
                    given.stream().anyMatch(argument -> argument.startsWith("--"))
                            ? " (options come before the class)"
                            : "");
        }
        if (fitting.size() > 1 && !fitting.getFirst().isExact(arguments)) {
            throw CommandException.usage(
                    "%s fits several methods with %d arguments: %s",
                    name, arguments, signatures(fitting));
        }
        return fitting.getFirst();
    }

    private List<WorkflowMethod> named(String wanted) {
        boolean one = methods.stream().map(WorkflowMethod::name).distinct().count() == 1;
        String name = wanted.isEmpty() && !one ? STANDARD_NAME : wanted;
        List<WorkflowMethod> named =
                methods.stream().filter(m -> name.isEmpty() || m.name().equals(name)).toList();
        if (named.isEmpty() && wanted.isEmpty()) {
            throw CommandException.badInput(
                    "class %s must have one workflow or one called %s, has several: say which, as"
                            + " in %s#%s; known: %s",
                    this.name,
                    STANDARD_NAME,
                    this.name,
                    methods.getFirst().name(),
                    signatures(methods));
        }
        if (named.isEmpty()) {
            throw CommandException.badInput(
                    "workflow %s does not exist in class %s; known: %s",
                    name, this.name, signatures(methods));
        }
        return named;
    }

    private static String signatures(List<WorkflowMethod> methods) {
        return methods.stream().map(WorkflowMethod::signature).collect(Collectors.joining(", "));
    }

    /// How each of the workflows is run.
    String help() {
        return methods.stream()
                .map(method -> "weft run %s#%s".formatted(name, method.usage()))
                .collect(Collectors.joining("\n"));
    }

    /// Splits `CLASS#METHOD`; without a method its name is empty.
    static String[] split(String target) {
        int hash = target.indexOf('#');
        return hash < 0
                ? new String[] {target, ""}
                : new String[] {target.substring(0, hash), target.substring(hash + 1)};
    }
}
