package dev.weft.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What the modules' poms say about each other.
final class Poms {
    /// The tests of a module run in its directory.
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Poms() {}

    /// The pom of the module whose package this is, below `dev.weft`; it need not exist.
    static Path of(String libraryPackage) {
        return ROOT.resolve(artifact(libraryPackage)).resolve("pom.xml");
    }

    static boolean exists(String libraryPackage) {
        return Files.exists(of(libraryPackage));
    }

    static String artifact(String libraryPackage) {
        return "weft-" + (libraryPackage.isEmpty() ? "api" : libraryPackage);
    }

    /// Weft's own artifacts that a pom names in any scope but `test`.
    static Set<String> wovenIn(Path pom) throws IOException {
        NodeList dependencies = parse(pom).getElementsByTagName("dependency");
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            String artifact = text(dependency, "artifactId");
            if (artifact.startsWith("weft") && !text(dependency, "scope").equals("test")) {
                found.add(artifact);
            }
        }
        return found;
    }

    private static Element parse(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " must be well-formed XML", e);
        }
    }

    private static String text(Element parent, String tag) {
        NodeList found = parent.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
