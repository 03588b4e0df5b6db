package dev.diorama.cache.dax.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A path into a document: attribute and member names ({@link String}) and list indexes ({@link
 * Integer}).
 */
record Path(List<Object> elements) {
  /** Documents nest 32 deep, documented. */
  private static final int MAX_ELEMENTS = 64;

  Path {
    elements = List.copyOf(elements);
    if (elements.isEmpty() || !(elements.get(0) instanceof String)) {
      throw new Malformed("a path that does not begin with an attribute");
    }
  }

  /** Reads the elements of a path, up to the end of the array that it stands in. */
  static Path read(CborReader in, CborReader.Elements rest) {
    List<Object> elements = new ArrayList<>();
    while (rest.more()) {
      if (elements.size() == MAX_ELEMENTS) {
        throw new Malformed("a path of more than " + MAX_ELEMENTS + " elements");
      }
      if (in.major() == CborReader.TEXT) {
        elements.add(in.text());
      } else if (in.tag() == Values.LIST_INDEX) {
        int index = in.int32();
        if (index < 0) {
          throw new Malformed("a list index below 0");
        }
        elements.add(index);
      } else {
        throw new Malformed("a path element that is neither name nor index");
      }
    }
    return new Path(elements);
  }
}
