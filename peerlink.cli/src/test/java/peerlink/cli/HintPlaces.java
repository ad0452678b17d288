package peerlink.cli;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds the hints in the program's sources: what is given for a parameter or a record's component called {@code hint}, each branch of it by
 * itself, and texts that begin so. What is handed on from elsewhere is counted where it is made.
 */
final class HintPlaces {
    private static final String HINT = "hint";

    /** Makers of a hint's words: what they are given may have branches, they have none. */
    private static final Set<String> WORDS =
            Set.of("call", "callOnline", "callRegistry", "command", "verify", "listing", "quoted");

    private record Method(String file, MethodTree tree) {}

    /** By {@code File.method}. */
    private final Map<String, Integer> found = new TreeMap<>();

    private final Set<String> takers = new HashSet<>();
    private final Map<String, List<Method>> methods = new HashMap<>();
    private final Deque<String> toRead = new ArrayDeque<>();
    private final Set<String> read = new HashSet<>();

    private HintPlaces() {}

    /**
     * Returns how many hints each method has, by its file's name and its own, such as {@code SendCommand.call}.
     *
     * @param folders with sources
     */
    static Map<String, Integer> in(List<Path> folders) throws IOException {
        HintPlaces places = new HintPlaces();
        places.readAll(parsed(folders));
        return places.found;
    }

    private static Map<String, CompilationUnitTree> parsed(List<Path> folders) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            Map<String, CompilationUnitTree> units = new TreeMap<>();
            for (CompilationUnitTree unit : task.parse()) {
                units.put(name(unit), unit);
            }
            return units;
        }
    }

    /** Returns the file's name, for other packages than this one behind that of the package. */
    private static String name(CompilationUnitTree unit) {
        Path file = Path.of(unit.getSourceFile().getName());
        String name = file.getFileName().toString().replace(".java", "");
        String folder = String.valueOf(file.getParent().getFileName());
        return folder.equals("cli") ? name : folder + "." + name;
    }

    private void readAll(Map<String, CompilationUnitTree> units) {
        units.forEach((file, unit) -> unit.accept(new Declarations(file), null));
        units.forEach((file, unit) -> unit.accept(new Uses(file), null));
        while (!toRead.isEmpty()) {
            String name = toRead.removeFirst();
            if (read.add(name)) {
                for (Method method : methods.getOrDefault(name, List.of())) {
                    method.tree().accept(new Returns(method), null);
                }
            }
        }
    }

    private void add(Method where, int hints) {
        if (hints > 0) {
            found.merge(where.file() + "." + where.tree().getName(), hints, Integer::sum);
        }
    }

    /** Notes down who takes a hint, as its last argument, and what is a method. */
    private final class Declarations extends TreeScanner<Void, Void> {
        private final String file;
        private String type = "";

        Declarations(String file) {
            this.file = file;
        }

        @Override
        public Void visitClass(ClassTree tree, Void none) {
            String outer = type;
            type = tree.getSimpleName().toString();
            if (tree.getKind() == Tree.Kind.RECORD) {
                tree.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .filter(component -> component.getName().contentEquals(HINT))
                        .forEach(_ -> takers.add("new " + type));
            }
            super.visitClass(tree, none);
            type = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void none) {
            List<? extends VariableTree> parameters = tree.getParameters();
            if (!parameters.isEmpty() && parameters.getLast().getName().contentEquals(HINT)) {
                takers.add(
                        tree.getName().contentEquals("<init>")
                                ? "new " + type
                                : file + "." + tree.getName() + "/" + parameters.size());
            }
            methods.computeIfAbsent(file + "." + tree.getName(), _ -> new ArrayList<>())
                    .add(new Method(file, tree));
            return super.visitMethod(tree, none);
        }
    }

    /** Counts what is given to those that take hints. */
    private final class Uses extends TreeScanner<Void, Void> {
        private final String file;
        private final Deque<Method> around = new ArrayDeque<>();

        Uses(String file) {
            this.file = file;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void none) {
            around.push(new Method(file, tree));
            super.visitMethod(tree, none);
            around.pop();
            return null;
        }

        @Override
        public Void visitNewClass(NewClassTree tree, Void none) {
            String name = tree.getIdentifier().toString();
            if (takers.contains("new " + name.substring(name.lastIndexOf('.') + 1))) {
                count(tree.getArguments().getLast());
            }
            return super.visitNewClass(tree, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void none) {
            if (takers.contains(callee(tree, file) + "/" + tree.getArguments().size())) {
                count(tree.getArguments().getLast());
            }
            return super.visitMethodInvocation(tree, none);
        }

        @Override
        public Void visitLiteral(LiteralTree tree, Void none) {
            Method method = around.peek();
            if (tree.getValue() instanceof String text
                    && text.startsWith("hint: ")
                    && text.length() > "hint: ".length()
                    && method != null) {
                add(method, 1);
            }
            return null;
        }

        private void count(ExpressionTree hint) {
            Method method = around.peek();
            if (method != null) {
                add(method, branches(hint, method));
            }
        }
    }

    /** Counts what a method returns as a hint. */
    private final class Returns extends TreeScanner<Void, Void> {
        private final Method method;

        Returns(Method method) {
            this.method = method;
        }

        @Override
        public Void visitReturn(ReturnTree tree, Void none) {
            add(method, branches(tree.getExpression(), method));
            return null;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree tree, Void none) {
            return null; // returns of its own
        }
    }

    /** Returns how many hints an expression may be; those of a method that it calls are counted there. */
    private int branches(Tree hint, Method around) {
        return switch (hint) {
            case ParenthesizedTree inner -> branches(inner.getExpression(), around);
            case ConditionalExpressionTree either ->
                    branches(either.getTrueExpression(), around)
                            + branches(either.getFalseExpression(), around);
            case SwitchExpressionTree cases ->
                    cases.getCases().stream()
                            .map(CaseTree::getBody)
                            .mapToInt(body -> branches(body, around))
                            .sum();
            case LiteralTree literal -> "".equals(literal.getValue()) ? 0 : 1;
            case IdentifierTree name -> ofVariable(name.getName().toString(), around);
            case LambdaExpressionTree lambda -> branches(lambda.getBody(), around);
            case MemberReferenceTree reference -> reference.getName().contentEquals(HINT) ? 0 : 1;
            case MethodInvocationTree call -> ofCall(call, around);
            default -> hint instanceof com.sun.source.tree.ExpressionStatementTree ? 0 : 1;
        };
    }

    private int ofVariable(String name, Method around) {
        if (around.tree().getParameters().stream()
                .anyMatch(parameter -> parameter.getName().contentEquals(name))) {
            return name.equals(HINT) ? 0 : 1;
        }
        int[] branches = {name.equals(HINT) ? 0 : 1}; // of a field, or a constant
        around.tree()
                .accept(
                        new TreeScanner<Void, Void>() {
                            @Override
                            public Void visitVariable(VariableTree tree, Void none) {
                                if (tree.getName().contentEquals(name)
                                        && tree.getInitializer() != null) {
                                    branches[0] = branches(tree.getInitializer(), around);
                                }
                                return super.visitVariable(tree, none);
                            }
                        },
                        null);
        return branches[0];
    }

    private int ofCall(MethodInvocationTree call, Method around) {
        String name = name(call);
        ExpressionTree receiver =
                call.getMethodSelect() instanceof MemberSelectTree select
                        ? select.getExpression()
                        : null;
        List<? extends ExpressionTree> arguments = call.getArguments();
        switch (name) {
            case "orElse", "orElseGet" -> {
                return branches(receiver, around) + branches(arguments.getFirst(), around);
            }
            case "map" -> {
                return branches(arguments.getFirst(), around);
            }
            case HINT -> {
                if (arguments.isEmpty() || receiver != null) {
                    methods.keySet().stream()
                            .filter(method -> method.endsWith("." + HINT) && !arguments.isEmpty())
                            .forEach(toRead::add);
                    return 0;
                }
            }
            default -> {
                // below
            }
        }
        String callee = callee(call, around.file());
        if (!callee.isEmpty() && !WORDS.contains(name) && methods.containsKey(callee)) {
            toRead.add(callee);
            return 0;
        }
        int given =
                arguments.stream()
                        .filter(
                                argument ->
                                        argument instanceof ConditionalExpressionTree
                                                || argument instanceof ParenthesizedTree)
                        .mapToInt(argument -> branches(argument, around))
                        .sum();
        return Math.max(1, given);
    }

    /** Returns the file and name of a method of the same class, or of one that is named; empty for that of an object. */
    private static String callee(MethodInvocationTree call, String file) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) {
            return file + "." + name(call);
        }
        String type = select.getExpression().toString();
        String folder = file.substring(0, file.lastIndexOf('.') + 1);
        return type.matches("[A-Z]\\w+") ? folder + type + "." + name(call) : "";
    }

    private static String name(MethodInvocationTree call) {
        return switch (call.getMethodSelect()) {
            case IdentifierTree name -> name.getName().toString();
            case MemberSelectTree select -> select.getIdentifier().toString();
            default -> "";
        };
    }
}
