package dev.diorama.core.wire;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One element of a parsed XML document. Namespaces do not matter to AWS and are dropped, save for
 * the prefix {@code xsi:} of attributes.
 *
 * @param name the local name
 * @param attributes the attributes by name
 * @param children the elements within, in order
 * @param text the text directly within
 */
record XmlNode(String name, Map<String, String> attributes, List<XmlNode> children, String text) {
  /** How deep a document may nest: no S3 document nests deeper than ten levels. */
  static final int DEEPEST = 64;

  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

  /** An element that is being read. */
  private static final class Open {
    private final String name;
    private final Map<String, String> attributes;
    private final List<XmlNode> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Open(String name, Map<String, String> attributes) {
      this.name = name;
      this.attributes = attributes;
    }

    private XmlNode close() {
      return new XmlNode(name, attributes, List.copyOf(children), text.toString());
    }
  }

  /**
   * Parses a document.
   *
   * @throws AwsException MalformedXML if it is not well-formed, too deep, or has a DOCTYPE
   */
  static XmlNode parse(byte[] xml) {
    // A factory of its own each time: the JDK does not promise that one may be shared by threads.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        return read(in);
      } finally {
        in.close();
      }
    } catch (XMLStreamException e) {
      throw Refusal.malformedXml();
    }
  }

  private static XmlNode read(XMLStreamReader in) throws XMLStreamException {
    Deque<Open> open = new ArrayDeque<>();
    XmlNode root = null;
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (open.size() == DEEPEST) {
            throw Refusal.malformedXml();
          }
          open.push(new Open(in.getLocalName(), attributes(in)));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          XmlNode closed = open.pop().close();
          if (open.isEmpty()) {
            root = closed;
          } else {
            open.element().children.add(closed);
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.element().text.append(in.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw Refusal.malformedXml();
        default -> {
          // Comments and processing instructions say nothing.
        }
      }
    }
    if (root == null) {
      throw Refusal.malformedXml();
    }
    return root;
  }

  private static Map<String, String> attributes(XMLStreamReader in) {
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < in.getAttributeCount(); i++) {
      boolean xsi = XSI.equals(in.getAttributeNamespace(i));
      found.put((xsi ? "xsi:" : "") + in.getAttributeLocalName(i), in.getAttributeValue(i));
    }
    return found;
  }
}
