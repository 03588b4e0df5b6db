package dev.diorama.scenarios.blog;

import java.awt.Dimension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import net.coobird.thumbnailator.Thumbnails;

/** An uploaded picture, and the thumbnail made of it. */
final class Picture {
  /** The longer side of a thumbnail, pixels. */
  static final int SIDE = 320;

  /** Larger ones are refused before they are decoded: a small file can unfold into gigabytes. */
  private static final long MOST_PIXELS = 50_000_000;

  /** Why a file is no picture that a thumbnail can be made of. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why);
    }
  }

  /** A thumbnail: its bytes and their media type. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
  record Thumbnail(byte[] bytes, String contentType) {}

  private Picture() {}

  /**
   * A JPEG of a JPEG, a PNG of a PNG; upright as the camera's orientation mark says, its sides in
   * the original's ratio, never larger than the original.
   */
  static Thumbnail thumbnail(byte[] file) throws Unusable {
    // Thumbnailator reads streams by way of ImageIO, which would put each into a file.
    ImageIO.setUseCache(false);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new Unusable("it is no picture");
      }
      ImageReader reader = readers.next();
      try {
        String format = reader.getFormatName().toLowerCase(Locale.ROOT);
        if (!format.equals("jpeg") && !format.equals("png")) {
          throw new Unusable("it is a " + format + ", and only JPEG and PNG are taken");
        }
        reader.setInput(in, true, true);
        Dimension size = new Dimension(reader.getWidth(0), reader.getHeight(0));
        if ((long) size.width * size.height > MOST_PIXELS) {
          throw new Unusable(size.width + " x " + size.height + " pixels are too many");
        }
        return new Thumbnail(scaled(file, format, size), "image/" + format);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw either for a damaged file.
      throw new Unusable("it cannot be decoded: " + e.getMessage());
    }
  }

  private static byte[] scaled(byte[] file, String format, Dimension size) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Thumbnails.Builder<?> thumbnail = Thumbnails.of(new ByteArrayInputStream(file));
    if (Math.max(size.width, size.height) > SIDE) {
      thumbnail.size(SIDE, SIDE);
    } else {
      thumbnail.scale(1);
    }
    thumbnail.useExifOrientation(true).outputFormat(format).toOutputStream(out);
    return out.toByteArray();
  }
}
