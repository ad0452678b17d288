package peerlink.cli;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import java.util.Set;

/**
 * Makes a hint's text of the expression in the sources. {@code peerlink ‹…›} stands for a command
 * line that the program makes, and {@code ‹…›} for every other value.
 */
final class HintText {
    /** The methods that return a command line of the shell. */
    private static final Set<String> COMMANDS =
            Set.of("call", "callOnline", "callOther", "callAgain", "callRegistry");

    static final String VALUE = "‹…›";

    private HintText() {}

    static String of(Tree tree) {
        return switch (tree) {
            case ParenthesizedTree inner -> of(inner.getExpression());
            case LiteralTree literal -> String.valueOf(literal.getValue());
            case BinaryTree both when both.getKind() == Tree.Kind.PLUS ->
                    of(both.getLeftOperand()) + of(both.getRightOperand());
            case ConditionalExpressionTree either -> of(either.getTrueExpression());
            case MethodInvocationTree call when isFormatted(call) -> formatted(call);
            case MethodInvocationTree call when COMMANDS.contains(name(call)) ->
                    of(call, of(call.getArguments().getFirst()));
            default -> VALUE;
        };
    }

    /** Returns a command line of these words. */
    static String of(MethodInvocationTree call, String words) {
        return COMMANDS.contains(name(call)) ? "peerlink " + words : words;
    }

    private static boolean isFormatted(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("formatted")
                && !of(select.getExpression()).equals(VALUE);
    }

    private static String formatted(MethodInvocationTree call) {
        String text = of(((MemberSelectTree) call.getMethodSelect()).getExpression());
        for (ExpressionTree argument : call.getArguments()) {
            text = text.replaceFirst("%[a-z]", of(argument).replace("$", "").replace("\\", ""));
        }
        return text;
    }

    private static String name(MethodInvocationTree call) {
        return switch (call.getMethodSelect()) {
            case IdentifierTree name -> name.getName().toString();
            case MemberSelectTree select -> select.getIdentifier().toString();
            default -> "";
        };
    }
}
