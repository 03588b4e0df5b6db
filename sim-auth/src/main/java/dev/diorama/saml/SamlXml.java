package dev.diorama.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reading XML from strangers: no document types, no entities, no comments. */
final class SamlXml {
  static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
  static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
  static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
  static final String SIGNATURE = XMLSignature.XMLNS;

  private SamlXml() {}

  /** Says what is wrong by exception only, where the parser's own would print it. */
  private static final class Silent implements ErrorHandler {
    @Override
    public void warning(SAXParseException warning) {
      // A warning is no error.
    }

    @Override
    public void error(SAXParseException error) throws SAXParseException {
      throw error;
    }

    @Override
    public void fatalError(SAXParseException error) throws SAXParseException {
      throw error;
    }
  }

  /** The root of a document. */
  static Element parse(byte[] xml) {
    try {
      DocumentBuilder builder = factory().newDocumentBuilder();
      builder.setErrorHandler(new Silent());
      Document document = builder.parse(new ByteArrayInputStream(xml));
      return document.getDocumentElement();
    } catch (SAXException e) {
      throw SamlRejected.malformed("no XML that may be read: " + e.getMessage());
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException("the JDK's own parser lacks what it documents", e);
    }
  }

  private static DocumentBuilderFactory factory() throws ParserConfigurationException {
    // A factory of its own each time: the JDK does not promise that one may be shared by threads.
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
    factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    factory.setNamespaceAware(true);
    // Nobody signs comments, so nobody may cut a name in two with one.
    factory.setIgnoringComments(true);
    factory.setCoalescing(true);
    return factory;
  }

  static boolean is(Element element, String namespace, String name) {
    return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
  }

  /** Every element of the document that the root is of, the root too. */
  static List<Element> all(Element root) {
    NodeList nodes = root.getOwnerDocument().getElementsByTagName("*");
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add((Element) nodes.item(i));
    }
    return all;
  }

  static List<Element> children(Element parent, String namespace, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && is(element, namespace, name)) {
        found.add(element);
      }
    }
    return found;
  }

  /** The one child of that name; empty when there is none. */
  static Optional<Element> child(Element parent, String namespace, String name) {
    List<Element> found = children(parent, namespace, name);
    if (found.size() > 1) {
      throw SamlRejected.malformed("more than one " + name + " in " + parent.getLocalName());
    }
    return found.stream().findFirst();
  }

  /** All of an element's text, without the space around it. */
  static String text(Element element) {
    return element.getTextContent().strip();
  }

  /** The moment in an attribute; empty when there is none. */
  static Optional<Instant> instant(Element element, String attribute) {
    String text = element.getAttribute(attribute);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw SamlRejected.malformed(attribute + " is no date with a time zone: " + text);
    }
  }
}
