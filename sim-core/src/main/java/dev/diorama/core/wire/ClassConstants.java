package dev.diorama.core.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts in a class file's constant pool, among them the descriptors of its methods.
 *
 * <p>Asking a client interface for its methods by reflection loads every request, response and
 * exception class of the service: 80 to 170 ms of CPU each, measured, of which next to nothing is
 * used. Reading the names only costs a few.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">JVMS
 *     4.4</a>
 */
final class ClassConstants {
  private ClassConstants() {}

  static List<String> texts(Class<?> type) {
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream resource = type.getResourceAsStream(file)) {
      if (resource == null) {
        throw new IllegalStateException("no class file of " + type.getName());
      }
      return read(new DataInputStream(new BufferedInputStream(resource)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> read(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    in.skipNBytes(8); // Magic number and version.
    int count = in.readUnsignedShort();
    int index = 1;
    while (index < count) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts.add(in.readUTF());
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> in.skipNBytes(8);
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> throw new IllegalStateException("no constant has the tag " + tag);
      }
      index += tag == 5 || tag == 6 ? 2 : 1; // Long and double take two places.
    }
    return texts;
  }
}
