import org.apache.camel.dsl.jbang.core.commands.CamelJBangMain;

/** The command {@code camel}, whose class has no main method. */
public final class Camel {
    private Camel() {}

    public static void main(String[] arguments) {
        CamelJBangMain.run(arguments);
    }
}
