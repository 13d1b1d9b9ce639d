package dev.weft.cli;

import dev.weft.Arg;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// A method that makes a workflow of what the command line says.
record WorkflowMethod(Method method) {
    String name() {
        return method.getName();
    }

    /// `(size: int, block: int)`, behind the name.
    String signature() {
        return Arrays.stream(method.getParameters())
                .map(p -> "%s: %s".formatted(p.getName(), type(p)))
                .collect(Collectors.joining(", ", name() + "(", ")"));
    }

    /// As it is written on the command line, with what it returns.
    String usage() {
        String parameters =
                Arrays.stream(method.getParameters())
                        .map(p -> " <%s: %s>".formatted(p.getName(), type(p)))
                        .collect(Collectors.joining());
        return "%s%s".formatted(name(), parameters);
    }

    private static String type(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining("|"));
        }
        return parameter.isVarArgs()
                ? type.componentType().getSimpleName() + "..."
                : type.getSimpleName();
    }

    boolean takes(int arguments) {
        return isExact(arguments)
                || (method.isVarArgs() && arguments >= method.getParameterCount() - 1);
    }

    boolean isExact(int arguments) {
        return !method.isVarArgs() && arguments == method.getParameterCount();
    }

    /// Whether the result says nothing: the workflow is made of actions.
    boolean returnsVoid() {
        return method.getGenericReturnType() instanceof ParameterizedType type
                && type.getActualTypeArguments()[0] == Void.class;
    }

    /// Calls the method.
    ///
    /// @param words one for each parameter, as the command line has them
    Arg<?> make(List<String> words) {
        Object[] arguments = arguments(words);
        try {
            method.setAccessible(true); // its class need not be public
            Arg<?> made = (Arg<?>) method.invoke(null, arguments);
            if (made == null) {
                throw CommandException.badInput("workflow %s returned null", described());
            }
            return made;
        } catch (InvocationTargetException e) {
            throw refused(e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            if (e instanceof CommandException refused) {
                throw refused;
            }
            throw new CommandException(
                    ExitCodes.BAD_INPUT,
                    "workflow %s cannot be called: %s".formatted(described(), e),
                    e);
        }
    }

    private CommandException refused(Throwable cause) {
        boolean argument = cause instanceof IllegalArgumentException && cause.getMessage() != null;
        String why = argument ? Objects.requireNonNull(cause.getMessage()) : cause.toString();
        return new CommandException(
                ExitCodes.BAD_INPUT, "workflow %s refused: %s".formatted(described(), why), cause);
    }

    private String described() {
        return method.getDeclaringClass().getName() + "#" + name();
    }

    private Object[] arguments(List<String> words) {
        Parameter[] parameters = method.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            Parameter parameter = parameters[i];
            arguments[i] =
                    parameter.isVarArgs()
                            ? rest(parameter, words.subList(i, words.size()))
                            : Words.parse(words.get(i), parameter.getType(), parameter.getName());
        }
        return arguments;
    }

    private static Object rest(Parameter parameter, List<String> words) {
        Class<?> type = parameter.getType().componentType();
        Object rest = Array.newInstance(type, words.size());
        for (int i = 0; i < words.size(); i++) {
            Array.set(rest, i, Words.parse(words.get(i), type, parameter.getName()));
        }
        return rest;
    }
}
