package dev.trunkline.telephony.twilio;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/// TwiML as the fake reads it.
final class FakeTwiml {

    /// One verb of TwiML, with the first noun inside it.
    record Verb(
            String name,
            Map<String, String> attributes,
            String text,
            String noun,
            Map<String, String> nounAttributes) {}

    private FakeTwiml() {}

    static List<Verb> verbs(String twiml) {
        try {
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(twiml)));
            var verbs = new ArrayList<Verb>();
            for (Element verb : elements(document.getDocumentElement())) {
                List<Element> nouns = elements(verb);
                Element noun = nouns.isEmpty() ? null : nouns.getFirst();
                verbs.add(new Verb(
                        verb.getTagName(),
                        attributes(verb),
                        verb.getTextContent(),
                        noun == null ? "" : noun.getTagName(),
                        noun == null ? Map.of() : attributes(noun)));
            }
            return verbs;
        } catch (Exception e) {
            throw new IllegalStateException("no TwiML: " + twiml, e);
        }
    }

    private static List<Element> elements(Element of) {
        var elements = new ArrayList<Element>();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static Map<String, String> attributes(Element of) {
        var attributes = new LinkedHashMap<String, String>();
        for (int i = 0; i < of.getAttributes().getLength(); i++) {
            Node attribute = of.getAttributes().item(i);
            attributes.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        return attributes;
    }
}
